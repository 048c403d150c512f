/** The studio without a network after the first visit, and through a deployment that takes its files away. */
import { expect, type Page, test } from '@playwright/test';
import { build } from 'vite';
import { type StaticHost, serveFiles } from './staticHost';
import {
  chooseBackend,
  configure,
  expectStatus,
  importData,
  runHeader,
  startTraining,
  stepsDone,
  tiny,
  waitForStep,
} from './studio';
import { regressionTable } from './tables';

/** The same studio with every name changed, as a later build has them. */
const later = '.cache/e2e-later';

async function buildLater(): Promise<void> {
  const names = {
    entryFileNames: 'assets/[name]-later-[hash].js',
    chunkFileNames: 'assets/[name]-later-[hash].js',
    assetFileNames: 'assets/[name]-later-[hash][extname]',
  };
  await build({
    logLevel: 'error',
    build: { outDir: later, emptyOutDir: true, rolldownOptions: { output: names } },
    worker: { rolldownOptions: { output: names } },
  });
}

/** The page's own file is kept after all others; which build it is of tells its script's name. */
const keptPages = (page: Page) =>
  page
    .evaluate(async () => {
      const found: string[] = [];
      for (const name of await caches.keys()) {
        const response = await (await caches.open(name)).match('/index.html');
        if (response) found.push((await response.text()).includes('-later-') ? 'later' : 'first');
      }
      return found;
    })
    .catch(() => []); // The page reloads by itself on a host without headers.

const expectKept = (page: Page, ...builds: string[]) =>
  expect.poll(() => keptPages(page), { timeout: 90_000 }).toEqual(builds);

/** Small, and longer than any test. */
async function trainForLong(page: Page): Promise<void> {
  await importData(page, regressionTable());
  await configure(page, { ...tiny, training: { epochs: 100_000, batchSize: 16, earlyStopping: false } });
  await chooseBackend(page, 'WASM');
  await startTraining(page);
  await expectStatus(page, 'training', 60_000);
}

const place = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name });

/** Comes back to the run and sees it take more steps. */
async function expectTrainingGoesOn(page: Page): Promise<void> {
  await place(page, 'Train').click();
  await expectStatus(page, 'training');
  await waitForStep(page, (await stepsDone(page)) + 20);
}

test.describe('with its service worker', () => {
  test.use({ serviceWorkers: 'allow' });

  test('opens every place and trains a sample that was opened, when the host is gone', async ({ page }) => {
    test.setTimeout(240_000);
    const host = await serveFiles('dist');
    await page.goto(host.url);
    await page.getByRole('button', { name: 'Look at Regression' }).click();
    await expect(page.getByRole('article')).toBeVisible({ timeout: 60_000 });
    await expectKept(page, 'first');
    host.close();

    await page.goto(`${host.url}storage`);
    await expect(page.getByText(/are used here.*The studio itself is among it/)).toBeVisible();
    for (const [name, heading] of [
      ['Configure', 'Configure'],
      ['Train', /run/i],
      ['Runs', /run/i],
      ['Analyse', /analyse/i],
      ['Data', 'Data'],
    ] as const) {
      await place(page, name).click();
      await expect(page.getByRole('main').getByRole('heading', { name: heading }).first()).toBeVisible();
    }
    await expect(page.locator('body')).not.toContainText(/could not/i);
    expect(
      await page.evaluate(() => [crossOriginIsolated, document.fonts.check('14px "Inter Variable"')]),
    ).toEqual([...[true, true]]);
    await page.getByRole('button', { name: 'Train Regression' }).click();
    await expectStatus(page, 'training', 60_000);
    await waitForStep(page, 50);
    // An address inside, in the middle of a training.
    await page.reload();
    await expectStatus(page, 'interrupted');

    // What was never opened says what it lacks.
    await place(page, 'Data').click();
    await page.getByRole('button', { name: 'Look at Molecules' }).click();
    await expect(page.getByText('molecules.npz could not be fetched.')).toBeVisible();
    await expect(page.getByText(/Try again when there is a network/)).toBeVisible();
  });

  test('a deployment breaks neither an open page nor its training, and is taken when nothing trains', async ({
    page,
  }) => {
    test.setTimeout(300_000);
    await buildLater();
    const host = await serveFiles('dist');
    await page.goto(host.url);
    await expectKept(page, 'first');
    await trainForLong(page);

    host.folder = later;
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    const notice = page.getByRole('region', { name: 'Notices' });
    await expect(notice.getByText(/^A new version of Anneal is there/)).toBeVisible({ timeout: 60_000 });
    await expectKept(page, 'first', 'later');

    // Of this page's build the host has nothing any more.
    for (const [name, heading] of [
      ['Runs', 'Runs'],
      ['Analyse', 'Analyse'],
    ] as const) {
      await place(page, name).click();
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    }
    await expectTrainingGoesOn(page);

    const visited = await page.evaluate(() => performance.timeOrigin);
    const take = notice.getByRole('button', { name: 'Take it now' });
    await take.click();
    await expect(notice.getByText(/^A run is under way here/)).toBeVisible();
    await expectTrainingGoesOn(page);
    expect(await page.evaluate(() => performance.timeOrigin)).toBe(visited);

    await runHeader(page).getByRole('button', { name: 'Stop' }).click();
    await expectStatus(page, /stopped|finished/, 60_000);
    await take.click();
    await expect
      .poll(() => page.evaluate(() => performance.timeOrigin).catch(() => visited))
      .not.toBe(visited);
    await expect(page.locator('head script[src*="-later-"]')).toHaveCount(1);
    await expectStatus(page, /stopped|finished/, 60_000);
    await expect(notice.getByText(/^A new version/)).toHaveCount(0);

    // Both builds are kept until no page of the first is open; without a network it is the later one that comes.
    host.close();
    await page.reload();
    await expect(page.locator('head script[src*="-later-"]')).toHaveCount(1);
    await place(page, 'Data').click();
    await expect(page.getByRole('heading', { level: 1, name: 'Data' })).toBeVisible();
    await page.close();
  });

  test('can be installed as an app', async ({ page, context }) => {
    await page.goto('/');
    await expect(page.getByRole('button', { name: 'Train Regression' })).toBeVisible();
    const client = await context.newCDPSession(page);
    const { errors, data } = await client.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const manifest: { icons: { src: string; sizes: string }[] } = JSON.parse(data!);
    for (const { src } of manifest.icons) {
      expect((await page.request.get(`/${src}`)).headers()['content-type']).toMatch(/^image\//);
    }
    // Every context of a test is an incognito one.
    await expect
      .poll(async () =>
        (await client.send('Page.getInstallabilityErrors')).installabilityErrors.map(
          ({ errorId }) => errorId,
        ),
      )
      .toEqual(['in-incognito']);
  });
});

test.describe('without a service worker', () => {
  /** A host that lacks some files until they are given back. */
  async function openLacking(page: Page, lacks: RegExp): Promise<{ host: StaticHost; giveBack(): void }> {
    let missing: RegExp | null = lacks;
    const host = await serveFiles('dist', '/', (name, bytes) => (missing?.test(name) ? null : bytes));
    await page.goto(host.url);
    await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
    return {
      host,
      giveBack() {
        missing = null;
      },
    };
  }

  for (const [what, lacks] of [
    ['its code', /\/AnalysePlace-.*\.js$/],
    ['its styles', /\/AnalysePlace-.*\.css$/],
  ] as const) {
    test(`a place that lacks ${what} is loaded again, and a training goes on meanwhile`, async ({ page }) => {
      const { host, giveBack } = await openLacking(page, lacks);
      await trainForLong(page);
      await place(page, 'Analyse').click();
      await expect(page.getByText('This place could not be loaded')).toBeVisible();
      await expect(page.getByText('kept, and the training goes on.')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Reload' })).toHaveCount(0);
      const again = page.getByRole('button', { name: 'Try again' });
      await again.click();
      await expect(again).toBeEnabled();
      await expectTrainingGoesOn(page);
      giveBack();
      await place(page, 'Analyse').click();
      await again.click();
      await expect(page.getByRole('heading', { level: 1, name: 'Analyse' })).toBeVisible();
      const styles = page.locator('link[rel=stylesheet][href*="AnalysePlace-"]');
      expect(
        await styles.evaluate((link) => (link as HTMLLinkElement).sheet?.cssRules.length),
      ).toBeGreaterThan(0);
      // It stays loaded.
      await expectTrainingGoesOn(page);
      await place(page, 'Analyse').click();
      await expect(again).toHaveCount(0);
      host.close();
    });
  }

  test('a worker that could not be loaded is started again on the next try', async ({ page }) => {
    const { host, giveBack } = await openLacking(page, /dataWorker-/);
    await page.getByRole('button', { name: 'Look at Regression' }).click();
    await expect(page.getByText('A part of the studio could not be loaded.')).toBeVisible();
    await expect(page.getByText('Try again when there is a network.')).toBeVisible();
    giveBack();
    await page.getByRole('button', { name: 'Look at Regression' }).click();
    await expect(page.getByRole('article')).toBeVisible({ timeout: 60_000 });
    host.close();
  });
});
