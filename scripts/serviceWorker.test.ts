/** The service worker's text in a scope of its own: whom it lets the studio's workers send to. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { workerPolicy } from '../src/cli/pageHeaders.ts';

const scope = 'https://studio.example/';
const text = readFileSync(
  fileURLToPath(new URL('../public/serviceWorker.js', import.meta.url)),
  'utf8',
).replace(
  /^const built = .*;$/m,
  () => `const built = ${JSON.stringify({ version: 'v', files: {}, workerPolicy })};`,
);

/** Caches that outlive a service worker, as a browser has them. */
function standInCaches() {
  const all = new Map<string, Map<string, string>>();
  return {
    async open(name: string) {
      const cache = all.get(name) ?? new Map<string, string>();
      all.set(name, cache);
      return {
        put: async (address: string, response: Response) => void cache.set(address, await response.text()),
      };
    },
    delete: async (name: string) => all.delete(name),
    async match(request: Request | string, { cacheName = '' } = {}) {
      const found = all.get(cacheName)?.get(typeof request === 'string' ? request : request.url);
      return found === undefined ? undefined : new Response(found);
    },
  };
}

/** @param ofHost the policy that the host sends along. */
function start(caches: ReturnType<typeof standInCaches>, ofHost: string | null = null) {
  const listeners = new Map<string, (event: object) => void>();
  const fetch = async () =>
    new Response('', { headers: ofHost === null ? {} : { 'Content-Security-Policy': ofHost } });
  const self = {
    registration: { scope },
    location: new URL(scope),
    addEventListener: (type: string, listener: (event: object) => void) => listeners.set(type, listener),
  };
  runInContext(text, createContext({ self, caches, fetch, Response, Headers, URL, setTimeout }));
  return {
    async allow(origin: string | null) {
      let done: Promise<unknown> = Promise.resolve();
      const answers: unknown[] = [];
      listeners.get('message')!({
        data: { kind: 'allow', origin },
        ports: [{ postMessage: (answer: unknown) => answers.push(answer) }],
        waitUntil: (work: Promise<unknown>) => (done = work),
      });
      await done;
      return answers;
    },
    async policyOf(destination: string) {
      let answer: Promise<Response> = Promise.reject(new Error('nothing was answered'));
      answer.catch(() => {});
      const request = { method: 'GET', url: `${scope}assets/trainWorker-1.js`, destination, mode: 'cors' };
      listeners.get('fetch')!({ request, respondWith: (given: Promise<Response>) => (answer = given) });
      return (await answer).headers.get('Content-Security-Policy');
    },
  };
}

const open = workerPolicy.replace("connect-src 'self'", "connect-src 'self' http://localhost:5000");

test('workers have the policy of the build until one origin is named, and again when it is forgotten', async () => {
  const worker = start(standInCaches());
  expect(await worker.policyOf('worker')).toBe(workerPolicy);
  expect(await worker.allow('http://localhost:5000')).toEqual([true]);
  expect(await worker.policyOf('worker')).toBe(open);
  await worker.allow('https://mlflow.example');
  expect(await worker.policyOf('worker')).toBe(
    open.replace('http://localhost:5000', 'https://mlflow.example'),
  );
  await worker.allow(null);
  expect(await worker.policyOf('worker')).toBe(workerPolicy);
});

test('the origin is there when the service worker was stopped meanwhile, for workers alone', async () => {
  const caches = standInCaches();
  await start(caches).allow('http://localhost:5000');
  expect(await start(caches).policyOf('worker')).toBe(open);
  expect(await start(caches).policyOf('script')).toBeNull();
});

test("the build's own policy from the host is opened, and another one is left as it is", async () => {
  const caches = standInCaches();
  await start(caches).allow('http://localhost:5000');
  expect(await start(caches, workerPolicy).policyOf('worker')).toBe(open);
  expect(await start(caches, "default-src 'self'").policyOf('worker')).toBe("default-src 'self'");
});

test.each([
  'https://x; script-src *',
  'https://x/path',
  'https://*',
  'https://a;sandbox',
  'data:',
  "'none'",
  'https://a https://b',
])('%j gets into no policy', async (origin) => {
  const worker = start(standInCaches());
  await worker.allow(origin).catch(() => {});
  expect(await worker.policyOf('worker')).toBe(workerPolicy);
});
