/* Keeps the pages of the offline report on the phone. Data of the server is never cached here. */
const CACHE = 'gx-__VERSION__'
const FILES = __FILES__

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES))
      .then(() => self.skipWaiting()),
  )
})
self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/api/')) return
  if (event.request.mode === 'navigate') {
    event.respondWith(
      fetch(event.request).catch(() => caches.match('/').then((page) => page || Response.error())),
    )
    return
  }
  if (url.pathname.startsWith('/assets/') || FILES.includes(url.pathname)) {
    // Hashed names never change their content; the rest goes with the version of this worker.
    event.respondWith(
      caches.match(event.request).then(
        (held) =>
          held ||
          fetch(event.request).then((answer) => {
            const copy = answer.clone()
            if (answer.ok) caches.open(CACHE).then((cache) => cache.put(event.request, copy))
            return answer
          }),
      ),
    )
  }
})
