/** Two runs train at once on WASM, each with its own curves; a third one waits, and can be stopped before its turn. */
import { expect, type Page, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import { chooseBackend, configure, downloadFrom, expectStatus, importData, runHeader } from './studio';
import { regressionTable } from './tables';

const settings = (name: string, epochs: number, seed: number) => ({
  experiment: { name },
  model: { hiddenSize: 8, numLayers: 1 },
  training: { epochs, seed, batchSize: 16, earlyStopping: false },
});

/** By links of the page: an address of its own would load the page anew, which ends what trains. */
const openPlace = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name }).click();

async function start(page: Page, name: string, epochs: number, seed: number): Promise<void> {
  await openPlace(page, 'Data');
  await configure(page, settings(name, epochs, seed));
  await page.getByRole('button', { name: 'Start training' }).click();
  await expect(runHeader(page).getByRole('heading', { name })).toBeVisible();
}

async function openRun(page: Page, name: string): Promise<void> {
  await openPlace(page, 'Runs');
  await page.getByRole('row', { name }).getByRole('link', { name }).click();
  await expect(runHeader(page).getByRole('heading', { name })).toBeVisible();
}

async function press(page: Page, button: 'Pause' | 'Resume' | 'Stop', status: string): Promise<void> {
  await runHeader(page).getByRole('button', { name: button }).click();
  await expectStatus(page, status);
}

/** The table of epochs of the run that is open. */
async function historyOf(page: Page): Promise<string[]> {
  const button = page.getByRole('button', { name: 'Download everything' });
  const files = unzipSync(new Uint8Array(await downloadFrom(page, button)));
  return new TextDecoder().decode(files['history.csv']).trim().split('\n').slice(1);
}

test('two runs train at once and apart, and a third one waits for a worker', async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, {});
  await chooseBackend(page, 'WASM');
  await page.getByLabel('Runs at once on WASM').selectOption('2');
  // Paused runs keep their places, however fast the machine is.
  await start(page, 'first', 200, 1);
  await press(page, 'Pause', 'paused');
  await start(page, 'second', 150, 2);
  await press(page, 'Pause', 'paused');
  await start(page, 'third', 5, 3);
  await expectStatus(page, 'waits for a free worker');
  await runHeader(page).getByRole('button', { name: 'Remove from the queue' }).click();
  await expectStatus(page, 'not begun');

  await openRun(page, 'first');
  await press(page, 'Resume', 'training');
  await openRun(page, 'second');
  await press(page, 'Resume', 'training');
  await openPlace(page, 'Runs');
  await expect(page.getByRole('row').filter({ hasText: 'training' })).toHaveCount(2);
  await openRun(page, 'second');
  await expectStatus(page, 'finished', 120_000);
  const second = await historyOf(page);
  await openRun(page, 'first');
  await expectStatus(page, 'finished', 120_000);
  const first = await historyOf(page);
  expect([first.length, second.length]).toEqual([200, 150]);
  // Other seeds, other losses, in every epoch.
  const loss = (row: string) => Number(row.split(',')[5]);
  expect(loss(first[0]!)).toBeGreaterThan(0);
  expect(second.filter((row, epoch) => loss(row) === loss(first[epoch]!)).length).toBe(0);

  // What was stopped before its turn begins when it is asked to.
  await openRun(page, 'third');
  await runHeader(page).getByRole('button', { name: 'Start' }).click();
  await expectStatus(page, 'finished', 60_000);
});
