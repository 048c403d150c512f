/** Someone who comes back on another machine: a run without its data, with them, a lone checkpoint, and predictions. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import {
  configure,
  downloadCheckpoint,
  downloadFrom,
  dropFiles,
  expectStatus,
  importData,
  startTraining,
  tiny,
} from './studio';
import type { TestFile } from './tables';

const table = (name: string, header: string, lines: readonly string[]): TestFile => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(`${[header, ...lines].join('\n')}\n`),
});

const inputs = (i: number) => [Math.sin(i * 1.3), Math.cos(i * 0.7)] as const;

/** Yields of so many samples, which have names. */
function yields(name: string, rows: number): TestFile {
  const lines = Array.from({ length: rows }, (_, i) => {
    const [a, b] = inputs(i);
    return [`s-${i}`, a, b, 2 * a - b].join(',');
  });
  return table(name, 'sample,a,b,y', lines);
}

/** New samples without a yield; every tenth lacks an input. */
function fresh(rows: number): TestFile {
  const lines = Array.from({ length: rows }, (_, i) => {
    const [a, b] = inputs(i + 0.5);
    return [`new-${i}`, a, i % 10 === 9 ? '' : b].join(',');
  });
  return table('fresh.csv', 'sample,a,b', lines);
}

const zip = (name: string, buffer: Buffer): TestFile => ({ name, mimeType: 'application/zip', buffer });

async function anotherMachine(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto('/');
  return page;
}

const card = (page: Page) => page.getByRole('region', { name: 'Data of this run' });
const header = (page: Page) => page.getByRole('main').getByRole('button', { name: 'Resume' });

/** Predicts the chosen dataset, looks at the first rows, and takes the file home. @returns its lines. */
async function predict(page: Page): Promise<string[]> {
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  const rows = page.getByRole('region', { name: 'First rows of the predictions' });
  await expect(rows).toBeVisible({ timeout: 60_000 });
  await rows.scrollIntoViewIfNeeded();
  const file = await downloadFrom(page, page.getByRole('button', { name: 'Download predictions' }));
  return file.toString().trimEnd().split('\n');
}

test('a run comes back with its file, with its data inside, and as a checkpoint alone', async ({
  page: home,
  browser,
}) => {
  test.setTimeout(300_000);
  await home.goto('/');
  await importData(home, yields('yields.csv', 200));
  await configure(home, { ...tiny, training: { ...tiny.training, epochs: 20 } });
  await startTraining(home);
  await expectStatus(home, 'finished', 90_000);
  const download = home.getByRole('button', { name: 'Download everything' });
  const bare = await downloadFrom(home, download);
  await home.getByRole('checkbox', { name: /^with the data/ }).check();
  const full = await downloadFrom(home, download);
  expect(full.length).toBeGreaterThan(bare.length);
  const checkpoint = await downloadCheckpoint(home, 'best', /^Everything/);

  // Deleting the data says first which run needs them.
  await home.getByRole('link', { name: 'Data', exact: true }).click();
  await home.getByRole('button', { name: 'More about yields.csv' }).click();
  await home.getByRole('menuitem', { name: 'Delete' }).click();
  const question = home.getByRole('dialog', { name: 'Delete yields.csv?' });
  await expect(question).toContainText('A run needs it: yields.csv');
  await question.getByRole('button', { name: 'Keep' }).click();
  await expect(home.getByRole('article')).toBeVisible();

  // Another machine, without the data: the run says what it needs.
  const away = await anotherMachine(browser);
  await dropFiles(away, zip('run.zip', bare));
  await expect(card(away)).toContainText('It was trained on yields.csv');
  await expect(card(away)).toContainText('200 rows, 4 columns');
  await expectStatus(away, 'finished');
  await expect(away.getByText(/Best .* at epoch/)).toBeVisible();
  await expect(header(away)).toHaveCount(0);
  // Another file with the same columns is told apart, kept, and can be predicted.
  await dropFiles(away, yields('yields.csv', 180));
  await expect(card(away)).toContainText('has the same columns, but 180 rows instead of 200');
  await card(away).getByRole('button', { name: 'Predict yields.csv' }).click();
  const others = await predict(away);
  expect(others).toHaveLength(181);
  expect(others[0]).toMatch(/^row,sample,y_actual,y_predicted,y_error$/);
  await expect(away.getByText(/no 90 % intervals/)).toBeVisible();
  // The right one, under another name.
  await away.getByRole('link', { name: 'Train', exact: true }).click();
  await expect(card(away)).toBeVisible();
  await dropFiles(away, yields('renamed.csv', 200));
  await expect(card(away)).toHaveCount(0);
  await away.getByRole('button', { name: 'Analyse' }).click();
  await expect(away.getByRole('heading', { name: /R²|RMSE/ }).first()).toBeVisible({ timeout: 60_000 });

  // The data travel in the zip.
  const third = await anotherMachine(browser);
  await dropFiles(third, zip('run.zip', full));
  await expectStatus(third, 'finished');
  await expect(card(third)).toHaveCount(0);
  await third.getByRole('link', { name: 'Data', exact: true }).click();
  await expect(third.getByRole('article', { name: 'yields.csv' })).toBeVisible();
  // New samples without a yield are to be predicted, not trained on; every one of them has a line.
  await dropFiles(third, fresh(50));
  const sheet = third.getByRole('article', { name: 'fresh.csv' });
  await expect(sheet.getByRole('button', { name: /^Predict with yields.csv/ })).toBeVisible();
  await expect(sheet.getByRole('button', { name: 'Train on this' })).toHaveCount(0);
  await sheet.getByRole('button', { name: /^Predict with/ }).click();
  await expect(third.getByRole('combobox', { name: 'Dataset' })).toContainText('fresh.csv');
  await third.getByRole('checkbox', { name: 'with input columns' }).check();
  const lines = await predict(third);
  await expect(third.getByText('5 of 50 rows get no prediction')).toBeVisible();
  await expect(third.getByText(/split conformal, from the residuals of 30 validation rows/)).toBeVisible();
  expect(lines).toHaveLength(51);
  expect(lines[0]).toBe('row,sample,a,b,y_predicted,y_low_90,y_high_90,reason');
  expect(lines[1]).toMatch(/^0,new-0,[-\d.e]+,[-\d.e]+,[-\d.e]+,[-\d.e]+,[-\d.e]+,$/);
  expect(lines[10]).toMatch(/^9,new-9,[-\d.e]+,,,,,`b` is empty$/);
  // Others are chosen where they are predicted, without a drop, and their result is in sight.
  await third.getByLabel('New rows').setInputFiles({ ...fresh(30), name: 'more.csv' });
  await expect(third.getByRole('combobox', { name: 'Dataset' })).toContainText('more.csv');
  await expect(third.getByRole('button', { name: 'Download predictions' })).toHaveCount(0);
  await third.getByRole('button', { name: 'Predict', exact: true }).click();
  await expect(third.getByText(/^30 lines, \.csv/)).toBeInViewport({ timeout: 60_000 });

  // A checkpoint alone is what it is.
  const fourth = await anotherMachine(browser);
  await dropFiles(fourth, { name: 'best.safetensors', mimeType: '', buffer: checkpoint });
  await expectStatus(fourth, 'checkpoint');
  await expect(card(fourth)).toContainText('A checkpoint alone');
  await expect(card(fourth)).toContainText('It predicts y from a, b.');
  await expect(header(fourth)).toHaveCount(0);
  // What the model cannot read is not offered to it.
  const elsewhere = ['1,2', '2,3', '3,5', '4,1'];
  await dropFiles(fourth, table('elsewhere.csv', 'u,v', elsewhere));
  await expect(card(fourth)).toContainText(
    'elsewhere.csv is not the data of this run: it has another content.',
  );
  await expect(fourth.getByRole('button', { name: 'Predict other data' })).toBeVisible();
  await dropFiles(fourth, yields('found.csv', 200));
  await expect(card(fourth)).toHaveCount(0);
  await expect(header(fourth)).toBeVisible();
});
