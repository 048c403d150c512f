/** From made-up molecules to what a model gets wrong of them: lines to beat, worst molecules, checkpoints side by side. */
import { expect, test } from '@playwright/test';
import { writeNpz } from '../src/formats/npy/npz';
import { chooseBackend, configure, downloadFrom, expectStatus, importData, startTraining } from './studio';
import type { TestFile } from './tables';

const [molecules, points] = [20, 24];

/** Bent triatomics of different angles, whose potential comes from charges on their atoms and one beside the first. */
function bent(): TestFile {
  const R = new Float32Array(molecules * 9);
  const mono = new Float32Array(molecules * 3);
  const esp = new Float32Array(molecules * points);
  const grid = new Float32Array(molecules * points * 3);
  for (let m = 0; m < molecules; m++) {
    const half = 0.7 + m / 40;
    const [across, down] = [0.96 * Math.sin(half), 0.96 * Math.cos(half)];
    R.set([0, 0, 0, across, 0, down, -across, 0, down], m * 9);
    mono.set([-0.7, 0.35, 0.35], m * 3);
    const charges = [
      [-0.3, 0, 0, 0],
      [-0.4, 0, 0, -0.3],
      [0.35, across, 0, down],
      [0.35, -across, 0, down],
    ] as const;
    for (let p = 0; p < points; p++) {
      // Points of a spiral on a sphere.
      const z = 1 - (2 * p + 1) / points;
      const turn = 2.4 * p;
      const place = [Math.cos(turn), Math.sin(turn)].map((part) => 3 * part * Math.sqrt(1 - z * z));
      const [x = 0, y = 0] = place;
      grid.set([x, y, 3 * z], (m * points + p) * 3);
      esp[m * points + p] = charges.reduce(
        (sum, [q, a, b, c]) => sum + q / (Math.hypot(x - a, y - b, 3 * z - c) * 1.88973),
        0,
      );
    }
  }
  const numbers = Int32Array.from({ length: molecules * 3 }, (_, atom) => (atom % 3 === 0 ? 8 : 1));
  const bytes = writeNpz([
    { name: 'R', dtype: 'float32', shape: [molecules, 3, 3], data: R },
    { name: 'Z', dtype: 'int32', shape: [molecules, 3], data: numbers },
    { name: 'mono', dtype: 'float32', shape: [molecules, 3], data: mono },
    { name: 'esp', dtype: 'float32', shape: [molecules, points], data: esp },
    { name: 'vdw_surface', dtype: 'float32', shape: [molecules, points, 3], data: grid },
  ]);
  return { name: 'bent.npz', mimeType: '', buffer: Buffer.from(bytes) };
}

test('tells what a model gets wrong, molecule by molecule and checkpoint by checkpoint', async ({ page }) => {
  await page.goto('/');
  await importData(page, bent());
  await configure(page, {
    dataset: { testFraction: 0.2 },
    model: { features: 4, numIterations: 1 },
    training: { epochs: 3, batchSize: 4 },
    checkpoint: { strategy: 'all' },
  });
  await chooseBackend(page, 'WASM');
  await startTraining(page);
  await expectStatus(page, /finished/i, 60_000);
  await page.getByRole('link', { name: 'Analyse' }).click();

  await test.step('the model beside the lines to beat', async () => {
    await expect(page.getByRole('heading', { name: /^ESP RMSE .* on 4 molecules/ })).toBeVisible();
    const fitted = page.getByRole('row', { name: /^Best charges on the atoms/ });
    const given = page.getByRole('row', { name: /^Reference charges of the atoms/ });
    const [best, reference] = await Promise.all(
      [fitted, given].map((row) => row.getByRole('cell').first().innerText()),
    );
    expect(Number(best)).toBeLessThan(Number(reference));
  });

  await test.step('the worst molecule first, and any other on a click', async () => {
    const shown = page.getByRole('figure', { name: /with its charges$/ });
    await expect(shown).toBeVisible();
    const rows = page.getByRole('table').filter({ hasText: 'Largest ESP error' }).getByRole('row');
    await expect(rows).toHaveCount(5);
    const second = rows.nth(2).getByRole('button');
    const name = await second.innerText();
    await second.click();
    await expect(page.getByRole('figure', { name: `${name} with its charges` })).toBeVisible();
    const csv = (await downloadFrom(page, page.getByRole('button', { name: 'Molecules as CSV' }))).toString();
    expect(csv.split('\n')[2]).toMatch(new RegExp(`^${name},${name},H2O,3,`));
  });

  await test.step('its checkpoints side by side', async () => {
    const checkpoints = page.getByRole('region', { name: 'Checkpoints side by side' });
    await page.getByRole('button', { name: /^Analyse all \d/ }).click();
    await expect(
      checkpoints.getByRole('columnheader', { name: 'Monopole MAE (e)', exact: true }),
    ).toBeVisible();
    await expect(page.getByRole('button', { name: /^Analyse (all )?\d/ })).toBeHidden();
    const csv = (
      await downloadFrom(page, page.getByRole('button', { name: 'Checkpoints as CSV' }))
    ).toString();
    const [header, ...lines] = csv.trim().split('\n');
    expect(header).toContain(
      'train_loss,validation_loss,train_mono_mae,validation_mono_mae,total_loss,esp_rmse_kcal',
    );
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line.split(',')[7]).not.toBe('');
  });
});
