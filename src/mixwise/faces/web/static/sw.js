// Keeps the emergency and help pages for when there is no network. Nothing that is typed passes through here into a store:
// only GET requests are looked at, and only the addresses below are ever kept, besides what the reader asks to keep at /kept.
const CACHE = "mixwise-" + "VERSION";
const KEPT = "mixwise-kept";
const KEEP = ["KEEP"];
const COUNTRY = /^(\/es)?\/help\/[A-Z]{2}$/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEEP)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("mixwise-") && name !== CACHE && name !== KEPT;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname === "/kept") return event.respondWith(kept(event.request));
  const address = url.pathname + url.search;
  if (KEEP.includes(address) || COUNTRY.test(address)) return event.respondWith(freshOrKept(event.request, address));
  if (event.request.mode === "navigate") event.respondWith(fetch(event.request).catch(() => caches.match("/emergency")));
});

async function kept(request) {
  const held = await (await caches.open(KEPT)).match("/kept");
  return held || freshOrKept(request, "/kept");
}

async function freshOrKept(request, address) {
  const cache = await caches.open(CACHE);
  if (address.startsWith("/static/")) {
    const held = await cache.match(address);
    if (held) return held;
  }
  try {
    const fresh = await fetch(request);
    if (fresh.ok && !fresh.redirected) await cache.put(address, fresh.clone());
    return fresh;
  } catch (error) {
    const held = await cache.match(address);
    if (held) return held;
    throw error;
  }
}
