// Keeps one whole version of the page in this browser and answers from it, with or without a network. The ledger's calls go past it.
export {};

declare const PAGE: string;
declare const VERSION: string;
declare const FILES: string[];

const scope = self as unknown as ServiceWorkerGlobalScope;
const name = `${PAGE}-${VERSION}`;

scope.addEventListener('install', (event) => {
  event.waitUntil(caches.open(name).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: 'reload' })))));
});

scope.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const old of await caches.keys()) {
      if (old.startsWith(`${PAGE}-`) && old !== name) await caches.delete(old);
    }
    await scope.clients.claim();
  })());
});

scope.addEventListener('message', (event) => {
  if (event.data === 'take over') void scope.skipWaiting();
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== scope.location.origin || !FILES.includes(pathname)) return;
  event.respondWith(caches.open(name).then(async (cache) => (await cache.match(pathname, { ignoreVary: true })) ?? fetch(request)));
});
