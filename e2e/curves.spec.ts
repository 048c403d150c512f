/** Two runs side by side: metrics, axes, smoothing, zoom, one line alone, files, and an address that keeps it all. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import {
  chooseBackend,
  configure,
  downloadFrom,
  expectNoOverflow,
  expectStatus,
  importData,
  look,
  startTraining,
} from './studio';
import { regressionTable } from './tables';

async function train(page: Page, name: string, batchSize: number): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Data' }).click();
  await configure(page, {
    experiment: { name },
    model: { hiddenSize: 8, numLayers: 1 },
    training: { epochs: 12, batchSize, earlyStopping: false },
  });
  await startTraining(page);
  await expectStatus(page, 'finished', 60_000);
}

async function chooseBoth(page: Page): Promise<Locator> {
  for (const name of ['small batches', 'large batches']) {
    const row = page.getByRole('row').filter({ hasText: name });
    const box = row.getByRole('checkbox').first();
    if (!(await box.isChecked())) await box.check();
  }
  const comparison = page.getByRole('region', { name: 'Comparison of the chosen runs' });
  await expect(comparison).toBeVisible();
  return comparison;
}

async function pickMetrics(page: Page, ...names: string[]): Promise<void> {
  await page.getByRole('button', { name: /^Metrics to draw/ }).click();
  const list = page.getByRole('dialog', { name: 'Metrics to draw' });
  for (const name of names) await list.getByRole('checkbox', { name, exact: true }).check();
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
}

const rowsOf = (csv: Buffer) =>
  csv
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split(','));

async function saved(page: Page, menu: RegExp, item: string): Promise<Buffer> {
  await page.getByRole('button', { name: menu }).click();
  return downloadFrom(page, page.getByRole('menuitem', { name: item, exact: true }));
}

test('two runs are compared by any metric over any axis, and the address keeps how', async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, {});
  await chooseBackend(page, 'WASM');
  await train(page, 'small batches', 8);
  await train(page, 'large batches', 32);
  await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click();
  let comparison = await chooseBoth(page);
  const chart = (name: RegExp) => comparison.getByRole('figure', { name });
  await expect(chart(/^validation loss/)).toBeVisible();
  await look(page, 'curves-one');

  // Train and validation of a metric share a picture, another metric has its own.
  await pickMetrics(page, 'train loss (scaled)', 'gradient norm of each step');
  await expect(chart(/^loss/)).toBeVisible();
  await expect(chart(/^gradient norm/)).toBeVisible();
  await comparison.getByRole('combobox', { name: 'x', exact: true }).selectOption('step');
  await comparison.getByRole('combobox', { name: 'Smoothing' }).selectOption('gaussian');
  await comparison.getByRole('switch', { name: 'log x' }).check();
  await expect(page).toHaveURL(/x=step/);
  await expect(page).toHaveURL(/logx=1/);
  await expect(page).toHaveURL(/smooth=gaussian/);
  await comparison.getByRole('switch', { name: 'log x' }).uncheck();

  // Reading by keyboard tells every line, the best first.
  const reader = comparison.getByRole('slider', { name: /^gradient norm.*read values/ });
  await reader.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(reader).toHaveAttribute('aria-valuetext', /^step \d+.*small batches [\d.e-]+/);
  const whole = Number(await reader.getAttribute('aria-valuemax'));
  await page.keyboard.press('+');
  await expect
    .poll(
      async () =>
        Number(await reader.getAttribute('aria-valuemax')) -
        Number(await reader.getAttribute('aria-valuemin')),
    )
    .toBeCloseTo(whole / 2, 3);
  await look(page, 'curves-two');
  await comparison.getByRole('button', { name: 'Show all' }).click();
  await expect(reader).toHaveAttribute('aria-valuemax', String(whole));
  // The strip below zooms, too.
  await comparison.getByRole('slider', { name: 'Start of what is shown' }).press('Shift+ArrowRight');
  await expect
    .poll(async () => Number(await reader.getAttribute('aria-valuemin')))
    .toBeCloseTo(whole / 10, 3);
  await comparison.getByRole('button', { name: 'Show all' }).click();

  const lines = comparison.getByRole('list', { name: 'Lines' });
  await lines.getByRole('button', { name: 'large batches' }).click();
  await expect(page).toHaveURL(/only=/);
  await expect(lines.getByRole('button', { name: 'large batches' })).toHaveAttribute('aria-pressed', 'true');

  // Every step of both runs, and what was smoothed.
  const csv = rowsOf(await saved(page, /^Save chart: Gradient norm/, 'Save values as CSV'));
  expect(csv[0]).toEqual(['run', 'metric', 'step', 'value', 'smoothed']);
  const steps = csv.slice(1).filter(([run]) => run === 'small batches');
  expect(steps.map(([, , step]) => Number(step))).toEqual(steps.map((_, i) => i + 1));
  expect(new Set(csv.slice(1).map(([run]) => run))).toEqual(new Set(['small batches', 'large batches']));
  expect(csv.slice(1).every((row) => Number(row[3]) > 0 && Number(row[4]) > 0)).toBe(true);
  const drawn = rowsOf(await saved(page, /^Save chart: Gradient norm/, 'Save drawn points as CSV'));
  expect(drawn[0]).toEqual(['line', 'step', 'value', 'lowest', 'highest']);
  const svg = (await saved(page, /^Save chart: Gradient norm/, 'Save as SVG')).toString();
  expect(svg).toContain('<svg');
  // Painted on the screen, drawn in the file.
  expect(svg.match(/<path /g)!.length).toBeGreaterThan(2);
  const png = await saved(page, /^Save chart: Gradient norm/, 'Save as PNG');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.length).toBeGreaterThan(5000);
  const latex = (
    await downloadFrom(page, comparison.getByRole('button', { name: 'Table as LaTeX' }))
  ).toString();
  expect(latex).toContain('\\toprule');
  expect(latex).toMatch(/small batches & \$.+\$ & \$.+\$/);

  // Groups by the setting that differs.
  await comparison.getByRole('combobox', { name: 'group by' }).selectOption('training.batchSize');
  await expect(lines.getByRole('button', { name: 'batchSize 8 (1)' })).toBeVisible();
  await comparison.getByRole('combobox', { name: 'Band of a group' }).selectOption('range');
  await comparison.getByRole('combobox', { name: 'x', exact: true }).selectOption('time');
  await look(page, 'curves-groups');
  await page.getByRole('button', { name: /^Metrics to draw/ }).click();
  const { violations } = await new AxeBuilder({ page }).include('section').analyze();
  expect(
    violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target.join(' ')}`)),
  ).toEqual([]);
  await look(page, 'curves-picker');
  await page.keyboard.press('Escape');

  await page.reload();
  comparison = await chooseBoth(page);
  await expect(comparison.getByRole('combobox', { name: 'x', exact: true })).toHaveValue('time');
  await expect(comparison.getByRole('combobox', { name: 'Smoothing' })).toHaveValue('gaussian');
  await expect(comparison.getByRole('combobox', { name: 'Band of a group' })).toHaveValue('range');
  await expect(chart(/^loss/)).toBeVisible();
  await expect(chart(/^gradient norm/)).toBeVisible();

  // One metric over another, and one picture a unit.
  await comparison.getByRole('combobox', { name: 'group by' }).selectOption('');
  await comparison.getByRole('combobox', { name: 'x', exact: true }).selectOption('step.gradientNorm');
  // Dots have no patterns: parts stand apart.
  await expect(chart(/^validation loss/)).toBeVisible();
  await look(page, 'curves-over');
  await comparison.getByRole('combobox', { name: 'x', exact: true }).selectOption('wall');
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 390, height: 860 });
  await expectNoOverflow(page);
});
