/** Runs of the page arrive at an MLflow server of another origin, each value once, through failures and a reload; and only while its address is kept. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import {
  type StoredRun,
  strictServer,
  type TestServer,
} from '../src/runs/loggers/mlflow/strictServer.fixture';
import { configure, expectStatus, importData, look, startTraining, tiny } from './studio';
import { regressionTable } from './tables';

let server: TestServer;

test.beforeEach(async ({ baseURL }) => {
  server = await strictServer();
  server.allowedOrigin = baseURL!;
});
test.afterEach(() => server.close());

async function openLoggers(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Loggers' }).click();
  return page.getByRole('dialog', { name: 'Loggers' }).getByRole('region', { name: 'MLflow' });
}

async function logThere(page: Page, address: string): Promise<Locator> {
  const part = await openLoggers(page);
  await part.getByRole('textbox', { name: 'Address of the server' }).fill(address);
  await part.getByRole('button', { name: 'Log there' }).click();
  return part;
}

/** A table in Configure, in a page that its service worker serves. */
async function prepare(page: Page, epochs = 8): Promise<void> {
  await page.goto('/');
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await importData(page, regressionTable());
  await configure(page, { ...tiny, training: { epochs, batchSize: 16, earlyStopping: false } });
}

const runs = () => [...server.runs.values()];

async function expectWhole(run: () => StoredRun | undefined, epochs: number): Promise<void> {
  await expect.poll(() => run()?.status, { timeout: 60_000 }).toBe('FINISHED');
  // A browser repeats what was cut on a line that it has used before; MLflow's database keeps one of two that agree in everything.
  const kept = new Map(run()!.metrics.map((metric) => [JSON.stringify(metric), metric]));
  const metrics = [...kept.values()];
  const steps = metrics.filter(({ key }) => key === 'step/loss').map(({ step }) => step);
  expect(steps.length).toBeGreaterThan(epochs);
  expect(steps.sort((a, b) => a - b)).toEqual(steps.map((_, i) => i + 1));
  expect(metrics.filter(({ key }) => key === 'validation/loss')).toHaveLength(epochs);
  expect(metrics.filter(({ key }) => key === 'test/loss')).toHaveLength(1);
  expect(new Set(metrics.map(({ key, step }) => `${key} ${step}`)).size).toBe(metrics.length);
  expect(run()!.params.get('training.batchSize')).toBe('16');
}

/** What becomes of a request from each train worker of the page. */
const asksFromWorkers = (page: Page) =>
  Promise.all(
    page
      .workers()
      .filter((worker) => worker.url().includes('trainWorker'))
      .map((worker) =>
        worker.evaluate(
          (address) =>
            fetch(address).then(
              () => 'answered',
              () => 'refused',
            ),
          `${server.url}/api/2.0/mlflow/experiments/get-by-name`,
        ),
      ),
  );

test.describe('with the service worker', () => {
  test.use({ serviceWorkers: 'allow' });

  test('a run arrives whole, and after the address is forgotten nothing is sent and nothing may be', async ({
    page,
  }) => {
    await prepare(page);
    const part = await logThere(page, 'localhost:5000');
    await expect(part.getByText('That is no address of the web.')).toBeVisible();
    await part.getByRole('textbox').fill(`${server.url}#vessels`);
    await part.getByRole('textbox').press('Enter');
    await expect(part.getByText(`Logged to MLflow at ${server.url}#vessels.`)).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await look(page, 'mlflow-sheet');
    await page.keyboard.press('Escape');
    await startTraining(page);
    await expectStatus(page, 'finished', 60_000);
    await expectWhole(() => runs()[0], 8);
    expect([...server.experiments.keys()]).toEqual(['vessels']);
    expect(await asksFromWorkers(page)).toContain('answered');

    await page.goto('/configure');
    const again = await openLoggers(page);
    await expect(again.getByRole('textbox')).toHaveValue(`${server.url}#vessels`);
    await again.getByRole('button', { name: 'Forget it' }).click();
    await expect(again.getByText('No server is named: runs that start now are sent nowhere.')).toBeVisible();
    await page.keyboard.press('Escape');
    const before = server.requests.length;
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Train it again' }).click();
    await expectStatus(page, 'finished', 60_000);
    expect([server.requests.length, server.runs.size]).toEqual([before, 1]);
    expect(await asksFromWorkers(page)).toContain('refused');
    await page.goto('/configure');
    await expect(page.getByRole('radio', { name: 'WASM' })).toBeEnabled();
    expect([...new Set(await asksFromWorkers(page))]).toEqual(['refused']);
  });

  test('a server that goes down in the middle has each value once after a reload', async ({ page }) => {
    await prepare(page, 60);
    const part = await logThere(page, server.url);
    await expect(part.getByText(`Logged to MLflow at ${server.url}.`)).toBeVisible();
    await page.keyboard.press('Escape');
    await startTraining(page);
    await expect.poll(() => runs()[0]?.metrics.length ?? 0, { timeout: 60_000 }).toBeGreaterThan(0);
    // Of one batch nobody knows whether it has arrived.
    server.faults.push({ path: 'runs/log-batch', times: 1, cut: 'after' });
    await expect.poll(() => server.faults[0]!.times, { timeout: 60_000 }).toBe(0);
    server.isDown = true;
    await expectStatus(page, 'finished', 90_000);
    await expect(
      page.getByText(/batch(es)? waits? for .* also after this page is opened again/).first(),
    ).toBeVisible();
    expect(runs()[0]!.status).toBe('RUNNING');
    await look(page, 'mlflow-down');
    await page.close();
    const later = await page.context().newPage();
    server.isDown = false;
    await later.goto('/');
    await expectWhole(() => runs()[0], 60);
    expect(server.runs.size).toBe(1);
  });

  test('a server that the page may not read from is told with what to do', async ({ page, baseURL }) => {
    server.allowedOrigin = null;
    await prepare(page);
    const part = await logThere(page, server.url);
    await expect(part.getByText(/is there, but does not let this page read its answers/)).toBeVisible();
    const words = part.getByText(`start it with --cors-allowed-origins "${baseURL}"`);
    await expect(words).toBeVisible();
    await look(page, 'mlflow-cors');
    server.allowedOrigin = baseURL!;
    server.isDown = true;
    await part.getByRole('button', { name: 'Ask it again' }).click();
    await expect(part.getByText(/does not answer, or does not let this page/)).toBeVisible();
    server.isDown = false;
    await part.getByRole('button', { name: 'Ask it again' }).click();
    await expect(part.getByText(`Logged to MLflow at ${server.url}.`)).toBeVisible();
  });
});

test('without a service worker the sheet and the run say what to do, and nothing is sent', async ({
  page,
}) => {
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, tiny);
  const part = await logThere(page, server.url);
  await expect(part.getByText(/Reload the page once.*anneal train --log mlflow=/)).toBeVisible();
  await look(page, 'mlflow-forbidden');
  await page.keyboard.press('Escape');
  await startTraining(page);
  await expectStatus(page, 'finished', 60_000);
  await expect(page.getByText(/Reload the page once.*anneal train --log mlflow=/).first()).toBeVisible();
  expect(server.requests).toEqual([]);
});
