/** Is it any good? A table from the file to a result beside its baselines, then checked with folds. */
import { expect, type Page, test } from '@playwright/test';
import { chooseBackend, configure, expectNoOverflow, importData, startTraining } from './studio';
import type { TestFile } from './tables';

/** 120 rows: a linear part, a bend, and a text. */
function plots(): TestFile {
  const lines = Array.from({ length: 120 }, (_, i) => {
    const [a, b] = [Math.sin(i * 1.3) * 2, Math.cos(i * 0.7) + 0.2 * Math.sin(i * 5.1)];
    const soil = ['clay', 'sand', 'silt'][i % 3]!;
    const y = 3 * a - b + Math.abs(a) + (i % 3) + 0.4 * Math.sin(i * 12.9898);
    return [a.toFixed(4), b.toFixed(4), soil, y.toFixed(4)].join(',');
  });
  const buffer = Buffer.from(`rain,heat of the topsoil [deg C],soil,y\n${lines.join('\n')}\n`);
  return { name: 'plots.csv', mimeType: 'text/csv', buffer };
}

const words = /The network's test R² is 0\.\d+, a linear model reaches 0\.\d+, the mean/;

const shot = (name: string) =>
  process.env.ANNEAL_SHOTS ? { path: `${process.env.ANNEAL_SHOTS}/${name}.png`, fullPage: true } : null;

async function fitsPhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 380, height: 780 });
  await expectNoOverflow(page);
  await page.setViewportSize({ width: 1280, height: 900 });
}

test('a result stands beside a linear model and the mean, and folds give it a spread', async ({ page }) => {
  const look = async (name: string) => {
    const options = shot(name);
    if (!options) return;
    await page.screenshot(options);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ ...options, path: options.path.replace('.png', '-phone-dark.png') });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
  };
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/');
  await importData(page, plots());
  await configure(page, { training: { epochs: 6 } });
  await chooseBackend(page, 'WASM');
  await look('configure');
  await startTraining(page);
  const compared = page
    .getByRole('region', { name: /^Compared on/ })
    .or(page.getByRole('heading', { name: 'Compared on 18 test rows' }));
  await expect(compared).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('paragraph').filter({ hasText: words })).toBeVisible();
  await look('train');
  await fitsPhone(page);
  await page.reload();
  await expect(page.getByRole('paragraph').filter({ hasText: words })).toBeVisible();

  await page.getByRole('button', { name: 'Analyse' }).click();
  await expect(page.getByRole('heading', { name: 'Beside baselines, on the same 18 rows' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Importance of the inputs' })).toBeVisible();
  await expect(page.getByRole('row', { name: /^rain/ })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('combobox', { name: 'over' }).selectOption('soil');
  await expect(page.getByText('0: clay, 1: sand, 2: silt')).toBeVisible();
  await look('analyse');
  await fitsPhone(page);

  await page.getByRole('link', { name: 'Configure' }).first().click();
  await page.getByRole('button', { name: 'Check with 5 folds' }).click();
  await expect(page.getByRole('heading', { name: '5 folds, mean ± SD of 5 of them' })).toBeVisible({
    timeout: 100_000,
  });
  await expect(page.getByText(/R² over 5 folds: network 0\.\d+ ± 0\.\d+/).first()).toBeVisible();
  await look('folds');
});
