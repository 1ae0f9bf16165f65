/* Sending: files part by part, then items in batches. Killed anywhere, it goes on where it stopped; sent twice, it counts once. */
import * as store from "./store.js";

const PART = 256 * 1024;
const BATCH = 50;
const TIMES = 3;

export class Offline extends Error {}
export class SignedOut extends Error {}

const token = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || ["", ""])[1];

/** A request of ours: no network, a gateway without its server and a sign-in page are told apart. */
const ask = async (url, options = {}, again = true) => {
  let answer;
  try {
    answer = await fetch(url, { ...options, redirect: "manual", cache: "no-store", headers: { ...options.headers, "X-CSRFToken": token() } });
  } catch {
    throw new Offline();
  }
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new SignedOut();
  if ([429, 500, 502, 503, 504].includes(answer.status)) throw new Offline();
  if (answer.status === 403 && again && options.method) {
    await whose(); // brings a fresh token, or says that nobody is signed in
    return ask(url, options, false);
  }
  return answer;
};

let config;
export const configure = (given) => (config = given);

/** Whose queue may be sent now. */
export const whose = async () => {
  const answer = await ask(config.now);
  if (!answer.ok) throw new SignedOut();
  return answer.json();
};

const json = (url, body) => ask(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** One file. Returns "" when the server has it, else the reason why it is not taken. */
const upload = async (file, told) => {
  for (let turn = 0; turn < TIMES; turn += 1) {
    const begun = await json(config.uploads, { key: file.key, sha256: file.sha256, size: file.blob.size, name: file.name });
    if (begun.status === 422) return (await begun.json()).reason;
    if (!begun.ok) throw new Offline();
    const outcome = await parts(file, await begun.json(), told);
    if (outcome !== null) return outcome;
  }
  throw new Offline();
};

/** The parts from where the server stands; null: begin again. */
const parts = async (file, state, told) => {
  let { offset, done } = state;
  while (!done) {
    told(offset / file.blob.size);
    const answer = await ask(`${config.uploads}${file.key}/`, {
      method: "PATCH", headers: { "Upload-Offset": String(offset), "Content-Type": "application/octet-stream" }, body: file.blob.slice(offset, offset + PART),
    });
    if (answer.status === 404) return null;
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 422) return said.again ? null : said.reason;
    if (answer.status === 409) ({ offset } = said);
    else if (answer.ok) ({ offset, done } = said);
    else throw new Offline();
  }
  return "";
};

const refused = (one, field, reason) => store.put({ ...one, state: "refused", field, reason });

/** Upload what an item still lacks; false where a file was refused. */
const carried = async (one, told) => {
  for (const file of await store.filesOf(one)) {
    if (file.done) continue;
    const reason = await upload(file, (share) => told({ id: one.id, share }));
    if (reason) {
      await refused(one, "photos", reason);
      return false;
    }
    await store.putFile({ ...file, done: true });
  }
  return true;
};

const packed = async (one) => {
  const files = await store.filesOf(one);
  return { id: one.id, kind: one.kind, number: one.number, seen: one.seen, made_at: one.made_at, fields: one.fields, files: files.map(({ key, role }) => ({ key, role })) };
};

const batch = async (some, post, results) => {
  const answer = await json(config.sync, { post, items: await Promise.all(some.map(packed)) });
  if (answer.status === 409) throw new SignedOut();
  if (!answer.ok) throw new Offline();
  for (const result of (await answer.json()).results) {
    const one = some.find(({ id }) => id === result.id);
    if (!one) continue;
    if (result.outcome === "done" || result.outcome === "kept") {
      await store.settle(one, { ...result, title: one.title, kind: one.kind, at: new Date().toISOString() });
      results.push(result);
    } else if (result.outcome === "wait") {
      for (const file of await store.filesOf(one)) if (result.files.includes(file.key)) await store.putFile({ ...file, done: false });
    } else await refused(one, result.field, result.reason);
  }
};

/** Everything of the post that is signed in. Texts go first, then each item with files. Returns what arrived. Throws Offline, SignedOut. */
const sendAll = async (told) => {
  const { post } = await whose();
  if (post === null) throw new SignedOut();
  const results = [];
  const waiting = (await store.items()).filter((one) => one.post === post && one.state !== "refused");
  const plain = waiting.filter((one) => !one.files.length);
  for (let from = 0; from < plain.length; from += BATCH) await batch(plain.slice(from, from + BATCH), post, results);
  for (const one of waiting.filter(({ files }) => files.length)) {
    if (await carried(one, told)) await batch([one], post, results);
    told({ id: one.id, share: 1 });
  }
  return results;
};

/** One page at a time sends; another one open beside it waits for the next turn. */
export const send = async (told) => {
  if (!navigator.locks) return sendAll(told);
  return navigator.locks.request("shaoxiang-field", { ifAvailable: true }, (lock) => (lock ? sendAll(told) : []));
};
