/**
 * A service worker for hosts that cannot send headers: it adds the two that make the page cross-origin isolated, without
 * which there is no SharedArrayBuffer and WASM has one thread. It keeps nothing and changes nothing else, but for one
 * thing: where such a host answers "not found" to an address inside the studio, such as /train/3f…, the reader gets the
 * page. Registered by `src/views/shell/isolation.ts`. https://web.dev/articles/coop-coep
 */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (new URL(request.url).origin !== self.location.origin) return;
  // The developer tools ask for this, and fetch refuses it: https://crbug.com/823392
  if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return;
  event.respondWith(answer(request));
});

async function answer(request) {
  const found = await fetch(request);
  const lost = request.mode === 'navigate' && found.status === 404;
  const response = lost ? await fetch(self.registration.scope) : found;
  // A redirect of a navigation: the browser follows it and comes back here.
  if (response.type === 'opaqueredirect') return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(isolation)) headers.set(name, value);
  const { body, status, statusText } = response;
  return new Response(body, { status, statusText, headers });
}
