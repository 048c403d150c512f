/** What the page may do: nothing leaves the machine, nothing runs that is not the studio's own, no downloaded cell computes. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import {
  chooseBackend,
  configure,
  downloadCheckpoint,
  downloadFrom,
  expectStatus,
  importData,
  startTraining,
  tiny,
} from './studio';

/** Says no to everything, and remembers what was wanted. Requests to this machine do not come by. */
async function openProxy(): Promise<{ server: Server; address: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    response.writeHead(403).end();
  });
  server.on('connect', ({ url = '' }, socket) => {
    asked.push(url);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** Requests of page and workers to other origins, and what a policy has refused, of pages and of workers. */
function watch(context: BrowserContext, origin: string): string[] {
  const found: string[] = [];
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url)) found.push(`request: ${url}`);
  });
  context.on('console', (message) => {
    if (message.text().startsWith('refused: ')) found.push(message.text());
  });
  const report = () => {
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
      console.error(`refused: ${effectiveDirective} ${blockedURI} ${sample}`);
    });
  };
  void context.addInitScript(report);
  context.on('page', (page) => {
    page.on('worker', (worker) => void worker.evaluate(report).catch(() => {})); // It may have ended by then.
  });
  return found;
}

/** A text column of identifiers, classes and a column name that spreadsheets take for formulas. */
function riskyTable() {
  const lines = ['id,a,b,=kind'];
  for (let i = 0; i < 120; i++) {
    lines.push(`=1+${i},${Math.sin(i * 1.7) - 1},${Math.cos(i * 2.3)},${i % 2 ? '+dog' : '-cat'}`);
  }
  const buffer = Buffer.from(`${lines.join('\n')}\n`);
  return { name: 'risky.csv', mimeType: 'text/csv', buffer };
}

const places = ['Data', 'Configure', 'Train', 'Runs', 'Analyse'];

test('no request leaves the origin and no policy is broken, from data to predictions', async ({
  browser,
  baseURL,
}) => {
  test.setTimeout(300_000);
  const proxy = await openProxy();
  const context = await browser.newContext({
    baseURL: baseURL!,
    proxy: { server: proxy.address, bypass: '127.0.0.1' },
    serviceWorkers: 'allow',
  });
  const found = watch(context, baseURL!);
  const page = await context.newPage();
  await page.goto('/');

  await test.step('a table is imported, trained and judged', async () => {
    await importData(page, riskyTable());
    await configure(page, tiny);
    await chooseBackend(page, 'WASM');
    await startTraining(page);
    await expectStatus(page, 'finished', 90_000);
    await downloadCheckpoint(page, 'latest', /^Everything/, 'NumPy');
    await page
      .getByRole('button', { name: /^Save chart/ })
      .first()
      .click();
    const picture = await downloadFrom(page, page.getByRole('menuitem', { name: 'Save as PNG' }));
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
  });

  await test.step('its predictions are downloaded, and hold no formula', async () => {
    await page.getByRole('link', { name: 'Analyse' }).click();
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    const file = await downloadFrom(page, page.getByRole('button', { name: 'Download predictions' }));
    const [header, ...lines] = file.toString().trim().split('\n');
    expect(header).toMatch(/^row,split,id,'=kind_actual,'=kind_predicted,correct,/);
    expect(lines).toHaveLength(120);
    for (const line of lines) expect(line).toMatch(/^\d+,\w+,'=1\+\d+,'(\+dog|-cat),'(\+dog|-cat),/);
  });

  await test.step('menus, help, theme, JSON and every place are looked at', async () => {
    for (const name of places) {
      await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name }).click();
      await expect(page.getByRole('main')).not.toBeEmpty();
    }
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Help' })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.goto('/runs');
    await page
      .getByRole('button', { name: /^Actions for/ })
      .first()
      .click();
    await downloadFrom(page, page.getByRole('menuitem', { name: /^Download history/ }));
    await page.goto('/storage');
    await expect(page.getByText(/are used here/)).toBeVisible();
  });

  for (const title of ['Regression', 'Vessels', 'Molecules']) {
    await test.step(`the sample ${title} is opened and looked at`, async () => {
      await page.goto('/data');
      await page.getByRole('button', { name: `Look at ${title}` }).click();
      const sheet = page.getByRole('article').filter({ has: page.getByRole('heading', { name: title }) });
      await expect(sheet).toBeVisible({ timeout: 60_000 });
      await page.getByRole('button', { name: 'Train on this' }).click();
      await expect(page.getByRole('button', { name: 'Start training' })).toBeEnabled({ timeout: 60_000 });
    });
  }

  // The service worker as well, when it has fetched everything that it keeps.
  await expectKept(page);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Start training' })).toBeVisible();
  expect(found).toEqual([]);
  // The browser's own errands, such as looking for updates, are not the page's.
  const pages = proxy.asked.filter((url) => !/(google|gstatic|googleapis|chromium)\.\w+(:443|\/)/.test(url));
  expect(pages).toEqual([]);
  proxy.server.close();
  await context.close();
});

/** The page's own file is kept after all others. */
const expectKept = (page: Page) =>
  expect
    .poll(() => page.evaluate(async () => (await caches.match('/index.html')) !== undefined), {
      timeout: 60_000,
    })
    .toBe(true);

test('WASM starts its threads under the policy', async ({ context, baseURL }) => {
  const found = watch(context, baseURL!);
  const page = await context.newPage();
  const fourCores = "Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 });";
  await page.route(/trainWorker-.*\.js$/, async (route) => {
    const response = await route.fetch();
    expect(response.headers()['content-security-policy']).toContain("default-src 'none'");
    await route.fulfill({ response, body: `${fourCores}\n${await response.text()}` });
  });
  await page.goto('/?sample=regression&start');
  await expectStatus(page, /training|finished/, 60_000);
  await expect(page.getByText(/wasm.*2 threads/).first()).toBeVisible();
  expect(found).toEqual([]);
});

test('what others would want the page to do is refused', async ({ context, baseURL }) => {
  const found = watch(context, baseURL!);
  const page = await context.newPage();
  await page.goto('/?sample=regression&start');
  await expectStatus(page, /training|finished/, 60_000);
  const allowed = await page.evaluate(async () => {
    const added = (name: 'script' | 'style' | 'iframe') =>
      document.body.appendChild(document.createElement(name));
    const text = 'require-trusted-types-for';
    const attempts: [what: string, directive: string, attempt: () => unknown][] = [
      ['markup', text, () => document.body.insertAdjacentHTML('beforeend', '<b>markup</b>')],
      ['a script', text, () => Object.assign(added('script'), { text: 'document.body.remove()' })],
      ['code', text, () => new Function('return 1')()],
      ['a worker', text, () => new Worker(URL.createObjectURL(new Blob(['1'])))],
      ["another's worker", text, () => new Worker('https://example.org/worker.js')],
      ['a style', 'style-src-elem', () => added('style').append('body { display: none }')],
      ['a frame', 'frame-src', () => added('iframe').setAttribute('src', 'https://example.org/')],
      ['a request', 'connect-src', () => fetch('https://example.org/')],
    ];
    const through: string[] = [];
    for (const [what, directive, attempt] of attempts) {
      const refused = new Promise<true>((resolve) => {
        addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
          if (effectiveDirective === directive) resolve(true);
        });
      });
      try {
        await attempt();
      } catch {
        // Refused by throwing; it is reported as well.
      }
      const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), 5000));
      if (!(await Promise.race([refused, late]))) through.push(what);
    }
    return through;
  });
  expect(allowed).toEqual([]);
  // Workers have a policy of their own, and this file hears of it.
  found.length = 0;
  const worker = page.workers().find((one) => one.url().includes('trainWorker'));
  await worker!.evaluate(() => fetch('https://example.org/').catch(() => {}));
  await expect.poll(() => found.join(' ')).toContain('refused: connect-src https://example.org/');
});
