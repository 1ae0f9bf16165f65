/* 没有网络: outlines stay in the browser's cache, the cases last read in this tab. Places are public; cases leave with the tab. */
const STORE = "sx-map-1";
const CASES = "sx-map-cases";

export const getJson = async (url, signal) => {
  const answer = await fetch(url, { headers: { Accept: "application/json" }, signal });
  const body = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(body.error || answer.statusText), { told: body.error });
  return body;
};

/** A public file, kept for the time without a network; the kept one where the network fails. */
export const getKept = async (url) => {
  const store = "caches" in window ? await caches.open(STORE).catch(() => null) : null;
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    if (store) await store.put(url, answer.clone()).catch(() => {});
    return await answer.json();
  } catch (error) {
    const kept = store && (await store.match(url));
    if (kept) return kept.json();
    throw error;
  }
};

export const keepCases = (url, data) => {
  try {
    sessionStorage.setItem(CASES, JSON.stringify({ url, data }));
  } catch {
    /* full or forbidden: nothing is kept */
  }
};
/** What was last read from the same address, whatever the window. */
export const keptCases = (url) => {
  try {
    const kept = JSON.parse(sessionStorage.getItem(CASES) || "null");
    return kept && kept.url === url ? kept.data : null;
  } catch {
    return null;
  }
};
