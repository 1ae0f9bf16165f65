/* The service worker of the pages that open without a network. KIT stands above: the server writes it (kernel/web/offline.py).
   Kept: the shell, the files it needs, outlines of places. Never kept: a page with data, an answer to a post, anything of anybody. */
"use strict";
const CACHE = `shaoxiang-shell-${KIT.version}`;
const OUTLINES = "shaoxiang-outlines";
const OUTLINES_KEPT = 60;
const PAGE_WAITS_MS = 8000; // a line that neither works nor breaks
const OUTLINE_WAITS_MS = 5000;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname.startsWith(KIT.pages)) event.respondWith(page(request)); // every other page is none of its business
  } else if (url.pathname.startsWith(KIT.static)) event.respondWith(file(request));
  else if (KIT.outlines.includes(url.pathname)) event.respondWith(outline(request, url));
});

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(KIT.assets.map(async ([url, integrity]) => (await cache.match(url)) || cache.add(new Request(url, { integrity, cache: "no-cache" }))));
  await cache.add(new Request(KIT.shell, { cache: "reload" }));
  await self.skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shaoxiang-shell-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

const within = async (request, milliseconds) => {
  const stop = new AbortController();
  const bell = setTimeout(() => stop.abort(), milliseconds);
  try {
    return await fetch(request, { signal: stop.signal });
  } finally {
    clearTimeout(bell);
  }
};

/** A page comes from the server or it is the shell. */
async function page(request) {
  try {
    const answer = await within(request, PAGE_WAITS_MS);
    if (![502, 503, 504].includes(answer.status)) return answer;
  } catch {
    /* no network: below */
  }
  const shell = await caches.match(KIT.shell);
  return shell || Response.error();
}

/** Files: the very version asked for, else the network, else the one kept. MapLibre asks for its worker with a ?v= of its own. */
async function file(request) {
  const cache = await caches.open(CACHE);
  const exact = await cache.match(request);
  if (exact) return exact;
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

/** Outlines: fresh where there is a network, else as last seen; a picture with a marker gives way to the same picture without. */
async function outline(request, url) {
  const cache = await caches.open(OUTLINES);
  try {
    const answer = await within(request, OUTLINE_WAITS_MS);
    if (answer.ok) await keep(cache, request, answer.clone());
    return answer;
  } catch (error) {
    const kept = (await cache.match(request)) || (url.pathname.endsWith(".svg") && (await cache.match(request, { ignoreSearch: true })));
    if (kept) return kept;
    throw error;
  }
}

async function keep(cache, request, answer) {
  await cache.put(request, answer);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - OUTLINES_KEPT)).map((key) => cache.delete(key)));
}
