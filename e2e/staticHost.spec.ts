/** The studio on a host that serves files and nothing more: no headers of its own, no page for unknown addresses. */
import { expect, type Page, test } from '@playwright/test';
import { build } from 'vite';
import { type StaticHost, serveFiles } from './staticHost';
import { expectStatus } from './studio';

test.use({ serviceWorkers: 'allow' });

/** TensorFlow.js takes half of the cores; this makes four of however many the testing machine has. */
const fourCores = Buffer.from("Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 });\n");

/** @param instead answers for some files by name, null for none. */
const serve = (folder: string, base = '/', instead: Record<string, Buffer | null> = {}) =>
  serveFiles(folder, base, (name, bytes) => {
    if (name in instead) return instead[name]!;
    return bytes && name.includes('trainWorker') ? Buffer.concat([fourCores, bytes]) : bytes;
  });

/** The page reloads by itself, which may interrupt a question. */
const expectIsolation = (page: Page) =>
  expect
    .poll(() => page.evaluate(() => crossOriginIsolated).catch(() => null), { timeout: 20_000 })
    .toBe(true);

const workers = (page: Page) =>
  page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);

/** Reads the sample, which is HDF5, trains it, and comes back to its address. */
async function expectStudio(page: Page, host: StaticHost): Promise<void> {
  await page.getByRole('button', { name: 'Train Regression' }).click();
  await expectStatus(page, 'training', 60_000);
  await expect(page.getByText('wasm, WASM, SIMD, 2 threads')).toBeVisible();
  await expect(page).toHaveURL(/\/train\/[0-9a-f-]+$/);
  expect(new URL(page.url()).pathname).toContain(new URL(host.url).pathname);
  await page.reload();
  await expectStatus(page, 'interrupted');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
}

test('reloads once on a host without headers, and trains on threads', async ({ page }) => {
  const host = await serve('dist');
  await page.goto(host.url);
  await expectIsolation(page);
  expect(host.asked.filter((path) => path === '/')).toHaveLength(2);
  await expect(page.getByRole('button', { name: 'Train Regression' })).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  await expectStudio(page, host);
  host.close();
});

test('does so in a folder of the host', async ({ page }) => {
  const outDir = '.cache/e2e-folder';
  await build({ base: '/studio/', logLevel: 'warn', build: { outDir, emptyOutDir: true } });
  const host = await serve(outDir, '/studio/');
  await page.goto(host.url);
  await expectIsolation(page);
  await expectStudio(page, host);
  expect(host.asked.filter((path) => !path.startsWith('/studio/') && path !== '/favicon.ico')).toEqual([]);
  host.close();
});

test('works without isolation where the worker cannot be had, and does not reload', async ({ page }) => {
  const host = await serve('dist', '/', { 'serviceWorker.js': null });
  await page.goto(host.url);
  await expect(page.getByRole('button', { name: 'Train Regression' })).toBeVisible();
  expect(host.asked.filter((path) => path === '/')).toHaveLength(1);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  expect(await workers(page)).toBe(0);
  host.close();
});

test('reloads no second time where isolation does not come of it', async ({ page }) => {
  const host = await serve('dist', '/', { 'serviceWorker.js': Buffer.from('// Adds nothing.') });
  await page.goto(host.url);
  await expect(page.getByRole('button', { name: 'Train Regression' })).toBeVisible();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  expect(host.asked.filter((path) => path === '/')).toHaveLength(2);
  host.close();
});

test('does not reload on a host that sends the headers, and has the worker there as well', async ({
  page,
}) => {
  const visits: string[] = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest()) visits.push(request.url());
  });
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Train Regression' })).toBeVisible();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await expect.poll(() => workers(page)).toBe(1);
  expect(visits).toHaveLength(1);
});

test('has the headers on what has not changed, too: WebKit takes them from there for a worker of its cache', async ({
  request,
}) => {
  const first = await request.get('/icon.svg');
  const again = await request.get('/icon.svg', {
    headers: { 'if-none-match': first.headers().etag ?? '' },
  });
  expect(again.status()).toBe(304);
  expect(again.headers()).toMatchObject({
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-opener-policy': 'same-origin',
  });
});
