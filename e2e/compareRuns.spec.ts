/** A scientist with several runs: metrics with seeds together, settings, scatter, parallel axes, importance, checkpoints. */
import { expect, type Page, test } from '@playwright/test';
import {
  chooseBackend,
  configure,
  expectNoOverflow,
  expectStatus,
  importData,
  look,
  runHeader,
} from './studio';
import { regressionTable } from './tables';

/** By links of the page: an address of its own would load the page anew, which ends what trains. */
const openPlace = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name }).click();

async function train(page: Page, name: string, training: object, model: object): Promise<void> {
  await openPlace(page, 'Data');
  await configure(page, {
    experiment: { name },
    // The end of the table, whatever the seed: all runs are tested on the same rows.
    dataset: { split: 'chronological', validationFraction: 0.2, testFraction: 0.2 },
    model: { hiddenSize: 8, numLayers: 1, ...model },
    training: { epochs: 6, batchSize: 32, earlyStopping: false, ...training },
  });
  await page.getByRole('button', { name: 'Start training' }).click();
  await expect(runHeader(page).getByRole('heading', { name })).toBeVisible();
  await expectStatus(page, 'finished', 60_000);
}

const show = (page: Page, view: string) =>
  page
    .getByRole('group', { name: 'What to compare' })
    .locator('label')
    .filter({ hasText: new RegExp(`^${view}$`) })
    .click();

const comparison = (page: Page) => page.getByRole('region', { name: 'Comparison of the chosen runs' });

/** For whoever wants to look: the comparison stands below the table, so it is brought to the top of the window. */
async function see(page: Page, name: string): Promise<void> {
  if (!process.env.ANNEAL_SHOTS) return;
  await comparison(page).evaluate((element) => {
    element.style.scrollMarginTop = '64px';
    element.scrollIntoView();
  });
  await look(page, name);
}

const hostile = '<img src=x onerror=alert(1)>';

test('runs are compared in every view, and nothing is claimed beyond chance', async ({ page, context }) => {
  test.setTimeout(400_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  page.on('dialog', () => {
    throw new Error('a name was run as code');
  });
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, {});
  await chooseBackend(page, 'WASM');
  const rates = [0.0003, 0.001, 0.003, 0.01, 0.02, 0.03];
  for (const [i, learningRate] of rates.entries()) {
    await train(
      page,
      i === 0 ? hostile : `rate ${learningRate}`,
      { learningRate, seed: 1 },
      { hiddenSize: 4 * (i + 1) },
    );
  }
  await train(page, 'slow again', { learningRate: 0.001, seed: 2 }, { hiddenSize: 8 });
  await train(page, 'fast again', { learningRate: 0.01, seed: 2 }, { hiddenSize: 16 });

  await openPlace(page, 'Runs');
  await page.getByRole('checkbox', { name: 'Choose all runs' }).click();
  await show(page, 'Metrics');
  await expect(page).toHaveURL(/view=metrics/);
  const metrics = comparison(page).getByRole('table').first();
  await expect(metrics.getByRole('row')).toHaveCount(7);
  await expect(metrics.getByRole('row', { name: /rate 0\.001 × 2 seeds/ })).toContainText('±');
  await expect(metrics.getByText(hostile)).toBeVisible();
  await expect(
    comparison(page).getByText(/’s loss is (lower|higher) by .*Welch, 2 and 2 runs/),
  ).toBeVisible();
  await see(page, 'compare-metrics');
  await expectNoOverflow(page);
  await comparison(page).getByLabel('value').selectOption('test');
  await expect(metrics.getByRole('row', { name: /rate 0\.001 × 2 seeds/ })).toContainText('±');
  await comparison(page).getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('menuitem', { name: 'Copy as Markdown' }).click();
  await expect(page.getByText('The table is in the clipboard as Markdown')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.split('\n')[0]).toMatch(/^\| Run \| /);
  expect(copied).toContain('&lt;img src=x');

  await show(page, 'Settings');
  await expect(comparison(page).getByRole('row', { name: /training\.learningRate/ })).toContainText('0.0003');
  await expect(comparison(page).getByRole('row', { name: /training\.seed/ })).toContainText('1, 2');
  await expect(comparison(page).getByRole('row', { name: /training\.batchSize/ })).toHaveCount(0);
  await see(page, 'compare-settings');
  await comparison(page).getByRole('switch', { name: 'all settings' }).check();
  await expect(comparison(page).getByRole('row', { name: /training\.batchSize/ })).toBeVisible();

  await show(page, 'Scatter');
  const reader = comparison(page).getByRole('slider', { name: /read the runs/ });
  await reader.focus();
  await page.keyboard.press('ArrowRight');
  await expect(reader).toHaveAttribute('aria-valuetext', /: .*best/);
  await see(page, 'compare-scatter');
  await expectNoOverflow(page);

  await show(page, 'Parallel');
  await expect(comparison(page).getByRole('figure', { name: /Parallel/ })).toBeVisible();
  const axis = comparison(page).getByRole('slider', { name: /Filter by training\.learningRate/ });
  await axis.focus();
  await page.keyboard.press('ArrowUp');
  await expect(comparison(page).getByRole('status')).toContainText(/\d of 8 runs/);
  await see(page, 'compare-parallel');
  await expectNoOverflow(page);
  await page.keyboard.press('Escape');
  await expect(comparison(page).getByRole('status')).toContainText('Drag along an axis');

  // Eight runs are six configurations, which is too few; that is said with what to do.
  await show(page, 'Importance');
  await expect(comparison(page)).toContainText('6 different configurations');
  await expect(comparison(page)).toContainText('Choose more runs');
  await see(page, 'compare-importance-few');

  await show(page, 'Checkpoints');
  await comparison(page).getByLabel('Run of A').selectOption({ label: hostile });
  await comparison(page).getByLabel('Run of B').selectOption({ label: 'rate 0.01' });
  await comparison(page).getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(
    comparison(page).getByText(/B’s MAE is lower by .*, 80 rows\): more than chance, and better/),
  ).toBeVisible({
    timeout: 60_000,
  });
  await expect(comparison(page)).toContainText('10,000 resamples of whole pairs, seed 1');
  await see(page, 'compare-checkpoints');
  await expectNoOverflow(page);

  // Analyse offers the same of the run that is looked at.
  await openPlace(page, 'Analyse');
  await expect(page.getByRole('heading', { name: 'Checkpoint against checkpoint' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Run of B' })).toBeVisible();

  // Two more configurations, and a forest can be grown; the view is still the address's after a reload.
  await train(page, 'rate 0.05', { learningRate: 0.05, seed: 1 }, { hiddenSize: 8 });
  await train(page, 'rate 0.0001', { learningRate: 0.0001, seed: 1 }, { hiddenSize: 16 });
  await openPlace(page, 'Runs');
  await page.getByRole('checkbox', { name: 'Choose all runs' }).click();
  await show(page, 'Importance');
  const importance = comparison(page).getByRole('table');
  await expect(importance.getByRole('row', { name: /training\.learningRate/ })).toBeVisible({
    timeout: 60_000,
  });
  await see(page, 'compare-importance');
  await expectNoOverflow(page);
  await page.reload();
  await expect(page).toHaveURL(/view=importance/);
});
