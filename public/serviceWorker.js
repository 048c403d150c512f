/**
 * The studio's one service worker. It keeps the built files, so that the page works without a network, and it adds the
 * headers of cross-origin isolation, for hosts that cannot send them. docs/decisions/offline.md, static-hosts.md.
 */

/** The build puts here what it consists of, digests by addresses (`scripts/offlineFiles.ts`), and the workers' policy. */
const built = { version: 'none', files: {}, workerPolicy: '' };

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

const { scope } = self.registration;
const pageFile = 'index.html';
const prefix = `anneal ${scope} `;
/** One cache a build, and one for the samples that were opened, which outlives them. */
const cacheName = `${prefix}${built.version}`;
const samplesName = `samples of ${scope}`;
/** Where the one origin is kept that workers may send to beside their own; this worker is stopped whenever it has nothing to do. */
const allowedName = `allowed by ${scope}`;
const allowedAddress = `${scope}allowed-origin`;

const addressOf = (path) => new URL(path, scope).href;
const pathOf = (address) => address.replace(/[?#].*$/, '').slice(scope.length);
/** The build puts a digest into these names: one that is kept is never another. */
const isNamedByDigest = (path) => path.startsWith('assets/');
/** Megabytes each: only what the reader has opened is kept. */
const isSample = (path) => path.startsWith('samples/') && !path.endsWith('.json');

/** Milliseconds that a network may take to answer before the page that is kept is shown. */
const PATIENCE = 4000;
/** Files that are fetched at once to be kept; the page's own requests go first. */
const AT_ONCE = 3;

self.addEventListener('install', (event) => {
  // The very first one serves at once, and keeps the files when the page has come to rest. A later one keeps them first
  // and then waits until no page of the build before is open.
  if (self.registration.active) event.waitUntil(keepAll());
  else self.skipWaiting();
});

self.addEventListener('activate', (event) => event.waitUntil(begin()));

self.addEventListener('message', (event) => {
  const { data, ports } = event;
  if (data.kind === 'keep') event.waitUntil(keepAll().catch(() => {}));
  if (data.kind === 'holds') ports[0].postMessage(pathOf(data.address) in built.files);
  if (data.kind === 'allow') event.waitUntil(allow(data.origin).then(() => ports[0].postMessage(true)));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
  // The developer tools ask for this, and fetch refuses it: https://crbug.com/823392
  if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return;
  event.respondWith(answer(event).then((response) => withHeaders(response, request)));
});

/** The reader has named a server, or forgotten it: null. Workers that start from now on have it in their policy. */
async function allow(origin) {
  if (origin === null) await caches.delete(allowedName);
  // One origin and nothing else gets into the policy: hosts of addresses may have `*` and `;` in them.
  else if (/^https?:\/\/[\w.-]+(:\d+)?$/.test(origin)) {
    await (await caches.open(allowedName)).put(allowedAddress, new Response(origin));
  }
}

/** The policy of a worker, opened for the origin that the reader has named. Another one than the build's is the host's own. */
async function workerPolicy(ofHost) {
  const policy = ofHost ?? built.workerPolicy;
  if (policy !== built.workerPolicy) return policy;
  const kept = await caches.match(allowedAddress, { cacheName: allowedName });
  if (!kept) return policy;
  const origin = await kept.text();
  return policy.replace("connect-src 'self'", () => `connect-src 'self' ${origin}`);
}

/** No page of a build before is open any more. */
async function begin() {
  const old = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function keepAll() {
  const cache = await caches.open(cacheName);
  const kept = new Set((await cache.keys()).map(({ url }) => pathOf(url)));
  const missing = Object.keys(built.files).filter(
    (path) => !kept.has(path) && !isSample(path) && path !== pageFile,
  );
  const some = async () => {
    for (let path = missing.pop(); path; path = missing.pop()) await keep(cache, path);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, some));
  // Last, since it stands for all of them.
  if (!kept.has(pageFile)) await keep(cache, pageFile);
}

/** Rejects where the host has not this file, byte for byte: it may be putting up another build just now. */
async function keep(cache, path) {
  const address = addressOf(path);
  const same = isNamedByDigest(path) ? await caches.match(address) : undefined;
  if (same) return cache.put(address, same);
  // Some hosts redirect from the page's file to its folder.
  const response = await fetch(path === pageFile ? scope : address, {
    cache: isNamedByDigest(path) ? 'default' : 'no-cache',
    priority: 'low',
  });
  const bytes = await response.arrayBuffer();
  if (!response.ok || (await digestOf(bytes)) !== built.files[path]) throw new Error(`${path} is another file`);
  const headers = new Headers(response.headers);
  // Of the bytes on the way, which are unpacked here.
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  return cache.put(address, new Response(bytes, { headers }));
}

/** As `scripts/offlineFiles.ts` has it. */
async function digestOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes), 0, 8);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function answer(event) {
  const { request } = event;
  const path = request.url.startsWith(scope) ? pathOf(request.url) : null;
  // A help text that is opened in a tab of its own is a file, too.
  if (request.mode === 'navigate' && (path === pageFile || !(path in built.files))) return page(request);
  if (path === null) return fetch(request);
  return isNamedByDigest(path) ? namedFile(request) : otherFile(event, path);
}

/** From whichever build: its name says what is in it. */
async function namedFile(request) {
  return (await caches.match(request, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
}

/** Without a digest in its name: as the host has it, and without a network as it was last. */
async function otherFile(event, path) {
  try {
    const response = await fetch(event.request);
    if (!response.ok) return response;
    if (isSample(path) && response.status === 200 && !event.request.headers.has('Range')) {
      const copy = response.clone();
      event.waitUntil(caches.open(samplesName).then((cache) => cache.put(addressOf(path), copy)));
    }
    return response;
  } catch (thrown) {
    const kept = await caches.match(addressOf(path), { ignoreVary: true });
    if (kept) return kept;
    throw thrown;
  }
}

/**
 * The page from the host, so that a new build is there at the next visit and no other program at this address is hidden;
 * the newest one that is kept where the host cannot be reached.
 */
async function page(request) {
  const kept = await keptPage();
  try {
    const found = await (kept ? inTime(fetch(request)) : fetch(request));
    // A redirect: the browser follows it and comes back here.
    if (found.ok || found.type === 'opaqueredirect') return found;
    // A host that knows files only has none for addresses inside the studio, such as /train/3f….
    const instead = found.status === 404 ? await fetch(scope) : found;
    return instead.ok ? instead : (kept ?? found);
  } catch (thrown) {
    if (kept) return kept;
    throw thrown;
  }
}

async function keptPage() {
  // Caches are listed in the order in which they were made.
  for (const name of (await caches.keys()).reverse()) {
    if (!name.startsWith(prefix)) continue;
    const found = await caches.match(addressOf(pageFile), { cacheName: name, ignoreVary: true });
    if (found) return found;
  }
  return null;
}

function inTime(answered) {
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error('the network is too slow')), PATIENCE);
  });
  return Promise.race([answered, late]);
}

async function withHeaders(response, { destination }) {
  if (response.type === 'opaqueredirect' || response.type === 'error') return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(isolation)) headers.set(name, value);
  // The page has its policy inside; workers have one from headers only.
  if (destination === 'worker') {
    headers.set('Content-Security-Policy', await workerPolicy(headers.get('Content-Security-Policy')));
  }
  const { body, status, statusText } = response;
  return new Response(body, { status, statusText, headers });
}
