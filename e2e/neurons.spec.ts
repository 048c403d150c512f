/** Recordings from three files to what a model gets wrong of them: units while it trains, and every unit in the analysis. */
import { expect, test } from '@playwright/test';
import { randomStream } from '../src/engine/random';
import { writeNpz } from '../src/formats/npy/npz';
import { chooseBackend, configure, downloadFrom, expectStatus, importData, startTraining } from './studio';
import type { TestFile } from './tables';

const [bins, side] = [600, 14];

/** Noise frames, and units that answer to a pixel of the frame before, scaled by behaviour. */
function recording(name: string, units: number): TestFile {
  const random = randomStream(5, name);
  const stim = Uint8Array.from({ length: bins * side * side }, () => random.below(256));
  const behavior = Float32Array.from({ length: bins * 2 }, () => random.normal());
  const robs = Uint8Array.from({ length: bins * units }, (_, i) => {
    const [bin, unit] = [Math.floor(i / units), i % units];
    const seen = bin > 0 ? stim[(bin - 1) * side * side + 5 * unit]! / 255 : 0;
    return random.uniform() < seen * 0.8 * (behavior[2 * bin]! > 0 ? 1 : 0.5) ? 1 : 0;
  });
  const bytes = writeNpz([
    { name: 'stim', dtype: 'uint8', shape: [bins, side, side], data: stim },
    { name: 'robs', dtype: 'uint8', shape: [bins, units], data: robs },
    { name: 'behavior', dtype: 'float32', shape: [bins, 2], data: behavior },
  ]);
  return { name: `${name}.npz`, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) };
}

test('three sessions train together, and every unit can be looked at', async ({ page }) => {
  await page.goto('/');
  await importData(page, recording('m1_a', 4), recording('m1_b', 3), recording('m2_a', 5));
  await configure(page, {
    dataset: { lags: [0, 1, 2], curriculum: 'contrast', curriculumWarmup: 1000 },
    training: { epochs: 3, batchSize: 64 },
  });
  await chooseBackend(page, 'WASM');

  await test.step('the model as a picture', async () => {
    await page.getByRole('button', { name: 'Open all' }).click();
    const picture = page.getByRole('region', { name: 'The model' });
    await expect(picture).toContainText('3 × 14 × 14 × 1');
    await expect(picture).toContainText('m2_a: readout');
    await expect(picture).toContainText(/[\d,]+ parameters, [\d,]+ of them shared/);
  });

  await startTraining(page);
  await expectStatus(page, 'finished', 60_000);

  await test.step('the weights of the curriculum, and what it has drawn', async () => {
    const steps = Number(
      /(\d+) of 1,000/.exec((await page.getByText(/^At step \d+ of 1,000/).innerText()) ?? '')![1],
    );
    expect(steps).toBeGreaterThan(60);
    const alpha = 0.5 + (0.5 * steps) / 1000;
    await expect(page.getByRole('heading', { name: `Curriculum: α ${alpha.toFixed(3)}` })).toBeVisible();
    const weights = page.getByRole('table', { name: 'Weights of samples by contrast' });
    await expect(weights.getByRole('row').nth(1)).toContainText((0.5 * alpha).toFixed(3));
    await expect(page.getByRole('row', { name: /samples drawn of m1_a/ })).toBeVisible();
  });

  await test.step('units and rates of the last validation', async () => {
    await expect(page.getByRole('heading', { name: '12 validation units, epoch 3' })).toBeVisible();
    await expect(
      page.getByRole('figure', { name: /^Recorded counts and predicted rates of unit \d of m1_a$/ }),
    ).toHaveCount(3);
    const units = page.getByRole('table').filter({ hasText: 'Predicted rate' });
    await expect(units.getByRole('row')).toHaveCount(11);
    await page.getByRole('combobox', { name: 'Session', exact: true }).selectOption('m1_b');
    await expect(units.getByRole('row')).toHaveCount(4);
    await page
      .getByRole('combobox', { name: 'Metric to draw' })
      .selectOption({ label: 'bits per spike of each session' });
    await expect(page.getByRole('figure', { name: /^bits per spike of each session of/ })).toContainText(
      'm2_a',
    );
  });

  await page.getByRole('link', { name: 'Analyse' }).first().click();
  await expect(page.getByRole('heading', { name: /bits per spike, 12 units of 3 sessions$/ })).toBeVisible({
    timeout: 60_000,
  });

  await test.step('the worst unit first, any other on a click, with its mask', async () => {
    const rows = page.getByRole('table').filter({ hasText: 'Predicted rate' }).getByRole('row');
    await expect(rows).toHaveCount(13);
    const bits = await rows.locator('td:nth-child(3)').allInnerTexts();
    expect(bits.map(Number)).toEqual(bits.map(Number).sort((a, b) => a - b));
    const best = rows.last();
    const [unit, session] = await Promise.all([
      best.getByRole('button').innerText(),
      best.locator('td').first().innerText(),
    ]);
    await best.getByRole('button').click();
    const figure = `Recorded counts and predicted rates of unit ${unit} of ${session}`;
    await expect(page.getByRole('figure', { name: figure })).toBeVisible();
    await expect(page.getByRole('img', { name: `Mask of unit ${unit} over the frame` })).toBeVisible();
    const csv = (await downloadFrom(page, page.getByRole('button', { name: 'Units as CSV' }))).toString();
    expect(csv.trim().split('\n')).toHaveLength(13);
    await expect(
      page.getByRole('heading', { name: /^Spatial filters of the first convolution/ }),
    ).toBeVisible();
  });
});
