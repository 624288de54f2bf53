// For the site as files: keeps what is needed to answer without a network. Nothing that is typed is ever a request.
const CACHE = "mixwise-files-" + "VERSION";
const KEEP = ["KEEP"];
const HERE = new URL("./", self.location);
const kept = new Set(KEEP.map((file) => new URL(file, HERE).href));

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEEP)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("mixwise-files-") && name !== CACHE;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const address = event.request.url.split("#")[0].split("?")[0];
  const wanted = address === HERE.href ? HERE.href + "index.html" : address;
  if (event.request.method !== "GET" || !kept.has(wanted)) return;
  event.respondWith(caches.open(CACHE).then(async (cache) => (await cache.match(wanted)) || fetch(event.request)));
});
