/** What an analysis tells of a checkpoint and of its run, as somebody goes through it who wants to know whether to trust it. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import {
  chooseBackend,
  configure,
  expectNoOverflow,
  expectStatus,
  importData,
  look,
  startTraining,
  tiny,
} from './studio';
import { classTable, regressionTable } from './tables';

const panel = (page: Page, name: string | RegExp) =>
  page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name }) });

/** axe finds nothing wrong in what the analysis shows. */
async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`)),
  ).toEqual([]);
}

test('a regression: errors, intervals, inputs, batches, the health of the run, and its gradients', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, {
    ...tiny,
    training: { epochs: 16, batchSize: 16, learningRate: 0.01, logTensorsEveryNEpochs: 4 },
  });
  await chooseBackend(page, 'WASM');
  await startTraining(page);
  await expectStatus(page, 'finished', 90_000);
  await page.getByRole('button', { name: 'Analyse' }).click();

  await test.step('how large errors are, where, and how they go with the inputs', async () => {
    await expect(panel(page, /^Errors on/).getByRole('columnheader', { name: 'Spearman' })).toBeVisible({
      timeout: 60_000,
    });
    await expect(page.getByRole('figure', { name: /^Absolute errors of y: 50 % below/ })).toBeVisible();
    await page.getByRole('combobox', { name: 'over' }).selectOption('b');
    await expect(page.getByRole('figure', { name: /^y: predicted − actual over b/ })).toBeVisible();
    const worst = panel(page, 'The worst rows').getByRole('row');
    const errors = await worst.locator('td:nth-child(4)').allInnerTexts();
    const sizes = errors.map((text) => Math.abs(Number(text)));
    expect(sizes.length).toBeGreaterThan(5);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    await expect(
      panel(page, 'Coverage of intervals').getByRole('row', { name: /^80 % 0\.800 / }),
    ).toBeVisible();
    await expect(page.getByRole('list', { name: 'Bias and collapse' }).getByRole('listitem')).toHaveCount(2);
    const inputs = panel(page, 'Importance of the inputs').getByRole('row');
    await expect(inputs.nth(1)).toContainText(/^a/, { timeout: 30_000 });
  });

  await test.step('what the history says, and the batches that stand out', async () => {
    const health = page.getByRole('list', { name: 'Health of the run' }).getByRole('listitem');
    await expect(health).toHaveCount(4);
    await expect(health.first()).toContainText('The validation loss is lowest at epoch');
    const batches = panel(page, 'Batches');
    await batches.getByRole('button', { name: 'Measure' }).click();
    await expect(batches.getByRole('figure', { name: /^Loss of \d+ batches of 1 examples$/ })).toBeVisible();
    await expect(batches).toContainText(/ms \(median\)/);
  });

  await test.step('how weights and gradients are spread over the run', async () => {
    const histograms = panel(page, 'Histograms over the run');
    const figure = (name: RegExp) => histograms.getByRole('figure', { name });
    await expect(figure(/^Weights of input\.bias|^Weights of input\.kernel/)).toBeVisible();
    await histograms
      .getByRole('combobox', { name: 'Kind of histogram' })
      .selectOption({ label: 'Gradients' });
    await expect(figure(/^Gradients of .* over 4 moments: at epoch 4 mean/)).toBeVisible();
  });
  await expectAccessible(page);
  await look(page, 'analysis-regression');
  await page.setViewportSize({ width: 390, height: 860 });
  await expectNoOverflow(page);
  await page.reload();
  await expect(page.getByRole('list', { name: 'Health of the run' })).toBeVisible();
  // What the history keeps is there without any checkpoint being read.
  await expect(panel(page, 'Histograms over the run').getByRole('figure')).toBeVisible();
});

test('classes: how sure the model is, and which rows it is surest to be wrong about', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/');
  await importData(page, classTable());
  await configure(page, { ...tiny, training: { epochs: 12, batchSize: 16, learningRate: 0.01 } });
  await chooseBackend(page, 'WASM');
  await startTraining(page);
  await expectStatus(page, 'finished', 90_000);
  await page.getByRole('button', { name: 'Analyse' }).click();
  const calibration = panel(page, /^Calibration, expected error/);
  await expect(
    calibration.getByRole('figure', { name: /^Reliability of Most probable class: / }),
  ).toBeVisible({
    timeout: 60_000,
  });
  await calibration.getByRole('combobox', { name: 'of' }).selectOption('tulip');
  await expect(calibration.getByRole('figure', { name: /^Reliability of tulip: / })).toBeVisible();
  await expect(calibration).toContainText('15 bins of equal width');
  await expect(
    panel(page, 'The worst rows').getByRole('columnheader', { name: 'probability of the actual' }),
  ).toBeVisible();
  await expect(page.getByRole('list', { name: 'Bias and collapse' })).toContainText('3 of 3 classes');
  await expectAccessible(page);
  await look(page, 'analysis-classes');
});
