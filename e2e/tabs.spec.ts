/** Two tabs of one browser: the second follows what trains in the first, takes it over, and inherits it when the first dies. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import {
  configure,
  expectStatus,
  importData,
  runHeader,
  startTraining,
  stepsDone,
  waitForStep,
} from './studio';
import { regressionTable } from './tables';

/** Saved often, and long enough to be looked at for a minute. */
const long = {
  model: { hiddenSize: 8, numLayers: 1 },
  training: { epochs: 4000, batchSize: 16, earlyStopping: false },
  checkpoint: { everyNSteps: 50 },
};

async function beginIn(page: Page): Promise<string> {
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, long);
  await startTraining(page);
  await waitForStep(page, 100);
  return page.url();
}

/** The whole process of the tab, as when the system takes its memory. */
async function kill(context: BrowserContext, page: Page): Promise<void> {
  const devtools = await context.newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  // A tab that is gone may never answer.
  void devtools.send('Page.crash').catch(() => undefined);
  await crashed;
}

test.setTimeout(240_000);

test('a second tab follows a run and says where it trains', async ({ page, context }) => {
  const address = await beginIn(page);
  const second = await context.newPage();
  await second.goto(address);
  await expectStatus(second, 'training');
  await expect(runHeader(second)).toContainText(/in the tab opened at/);
  // Not its own: nothing here pauses or stops it.
  await expect(runHeader(second).getByRole('button', { name: 'Pause' })).toHaveCount(0);
  const before = await stepsDone(second);
  await waitForStep(second, before + 200);
  expect(Math.abs((await stepsDone(second)) - (await stepsDone(page)))).toBeLessThan(2000);

  // What is done to it here is seen there.
  await runHeader(page).getByRole('button', { name: 'Pause' }).click();
  await expectStatus(second, 'paused');
  await runHeader(page).getByRole('button', { name: 'Resume' }).click();
  await expectStatus(second, 'training');
  await runHeader(page).getByRole('button', { name: 'Stop' }).click();
  await expectStatus(second, 'stopped');
  await expect(runHeader(second).getByRole('button', { name: 'Resume' })).toBeVisible();
});

test('a run is taken over by the second tab, and the first one follows it there', async ({
  page,
  context,
}) => {
  const address = await beginIn(page);
  const second = await context.newPage();
  await second.goto(address);
  await expectStatus(second, 'training');
  const before = await stepsDone(page);
  await runHeader(second).getByRole('button', { name: 'Train here instead' }).click();
  await expect(runHeader(second).getByRole('button', { name: 'Pause' })).toBeVisible();
  await waitForStep(second, before + 100);
  await expect(page.getByText(/goes on in another tab/)).toBeVisible();
  await expectStatus(page, 'training');
  await expect(runHeader(page)).toContainText(/in the tab opened at/);
  const seen = await stepsDone(page);
  await waitForStep(page, seen + 100);
});

test('a run that begins while another tab looks on is shown there, and is left to it by a tab that dies', async ({
  page,
  context,
}) => {
  const second = await context.newPage();
  await second.goto('/');
  await expect(second.getByRole('button', { name: 'Train Regression' })).toBeVisible();
  const address = await beginIn(page);
  await second.getByRole('navigation').getByRole('link', { name: 'Runs' }).click();
  await second.getByRole('row', { name: 'training' }).getByRole('link').first().click();
  await expect(second).toHaveURL(address);
  await expectStatus(second, 'training');
  const reached = await stepsDone(page);
  await kill(context, page);
  await runHeader(second).getByRole('button', { name: 'Resume' }).click();
  await expectStatus(second, 'training');
  await waitForStep(second, reached + 100);
});

test('what is deleted, renamed or imported in one tab is so in the other', async ({ page, context }) => {
  const second = await context.newPage();
  await second.goto('/');
  await page.goto('/');
  await importData(page, regressionTable('first.csv'));
  await expect(second.getByRole('link', { name: /first/ })).toBeVisible();
});

test('a tab that opens while another is frozen over the stored data says what it waits for, and goes on', async ({
  page,
  context,
}) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Train Regression' })).toBeVisible();
  // Held in the middle of a transaction, as a browser may freeze a tab at any moment.
  await page.evaluate(() => {
    const opening = indexedDB.open('anneal');
    opening.onsuccess = () => {
      const records = opening.result.transaction('records', 'readwrite').objectStore('records');
      const again = () => {
        if (!Reflect.get(globalThis, 'thawed')) records.get('none').onsuccess = again;
      };
      again();
    };
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  const second = await context.newPage();
  await second.goto('/');
  await expect(second.getByText('Waiting for the data that are stored in this browser')).toBeVisible();
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await page.evaluate(() => Reflect.set(globalThis, 'thawed', true));
  await expect(second.getByRole('button', { name: 'Train Regression' })).toBeVisible();
  await expect(second.getByText('Waiting for the data that are stored in this browser')).toHaveCount(0);
});
