/** From a dropped table to a finished run: configure, train, analyse, take everything home and bring it back. */
import { expect, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import { readSafetensors } from '../src/formats/safetensors/safetensors';
import {
  configure,
  downloadCheckpoint,
  downloadFrom,
  dropFiles,
  expectStatus,
  importData,
  runHeader,
  startTraining,
  tensorsPanel,
  tiny,
} from './studio';
import { classTable, regressionTable } from './tables';

test('a regression is trained, tested, downloaded and brought back', async ({ page }) => {
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, { ...tiny, checkpoint: { strategy: 'best', maxCheckpoints: 2 } });
  await startTraining(page);
  await expectStatus(page, 'finished', 90_000);
  await expect(page.getByRole('button', { name: 'was best', exact: true })).toHaveCount(1);
  await page.getByRole('button', { name: 'latest', exact: true }).hover();
  await expect(page.getByRole('tooltip')).toContainText('goes on from here');
  const result = page.getByRole('region', { name: 'Result' });
  await expect(result.getByText('test loss')).toBeVisible();

  const weights = readSafetensors(new Uint8Array(await downloadCheckpoint(page, 'best', /^Weights(?! and)/)));
  const names = weights.tensors.map(({ name }) => name);
  expect(names).toContain('input.kernel');
  expect(names.some((name) => name.startsWith('optimizer/'))).toBe(false);
  const resumable = readSafetensors(
    new Uint8Array(await downloadCheckpoint(page, 'best', /^Weights and state/)),
  );
  expect(resumable.tensors.map(({ name }) => name)).not.toContainEqual(expect.stringMatching(/^optimizer/));
  const npz = await downloadCheckpoint(page, 'best', /^Weights(?! and)/, 'NumPy');
  expect(Object.keys(unzipSync(new Uint8Array(npz)))).toContain('input.kernel.npy');

  const zip = await downloadFrom(page, result.getByRole('button', { name: 'Download everything' }));
  expect(Object.keys(unzipSync(new Uint8Array(zip)))).toEqual(
    expect.arrayContaining(['config.json', 'history.csv', 'run.log', 'checkpoints/best.safetensors']),
  );
  await dropFiles(page, { name: 'run.zip', mimeType: 'application/zip', buffer: zip });
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('is imported');

  await page.goto('/runs');
  await expect(page.getByRole('row').filter({ hasText: 'finished' })).toHaveCount(2);
  await page
    .getByRole('button', { name: /^Actions for/ })
    .last()
    .click();
  const summary = JSON.parse(
    (await downloadFrom(page, page.getByRole('menuitem', { name: /^Download training summary/ }))).toString(),
  );
  expect(summary.checkpoint_info).toMatchObject({
    strategy: 'best',
    latest_checkpoint: { kinds: expect.any(Array) },
  });
  expect(summary.training_progress.training_history).toHaveLength(summary.model_info.current_epoch);
});

test('a text target becomes a classification with its confusion matrix', async ({ page }) => {
  await page.goto('/');
  await importData(page, classTable());
  await configure(page, { ...tiny, training: { epochs: 12, batchSize: 16, learningRate: 0.01 } });
  await startTraining(page);
  await expectStatus(page, 'finished', 90_000);
  await expect(page.getByRole('table').getByRole('row', { name: /^accuracy/ })).toBeVisible();
  await page.getByRole('button', { name: 'Analyse' }).click();
  await expect(page.getByRole('heading', { name: /^kind ?: accuracy/ })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('row', { name: /^tulip/ }).first()).toBeVisible();
  const tensors = tensorsPanel(page);
  await tensors.getByRole('button', { name: 'Look' }).click();
  await tensors.getByRole('combobox', { name: 'Kind of tensor' }).selectOption({ label: 'Second moment' });
  await expect(tensors.getByRole('row', { name: /^input\.kernel \d+ × 8 / })).toBeVisible();
  await tensors.getByRole('combobox', { name: 'Kind of tensor' }).selectOption({ label: 'Activations' });
  await expect(tensors.getByRole('row', { name: /^input \d+ × 8 / })).toBeVisible();
});

test('a run can be paused, continued and stopped', async ({ page }) => {
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, { ...tiny, training: { epochs: 2000, batchSize: 16, earlyStopping: false } });
  await startTraining(page);
  const header = runHeader(page);
  await expectStatus(page, 'training');
  await header.getByRole('button', { name: 'Pause' }).click();
  await expectStatus(page, 'paused');
  const tensors = tensorsPanel(page);
  await tensors.getByRole('button', { name: 'Look now' }).click();
  await tensors.getByRole('combobox', { name: 'Kind of tensor' }).selectOption({ label: 'Gradients' });
  await expect(tensors.getByRole('row', { name: /^input\.kernel \d+ × 8 / })).toBeVisible();
  await tensors.getByRole('combobox', { name: 'Kind of tensor' }).selectOption({ label: 'Activations' });
  await expect(tensors.getByRole('row', { name: /^input 16 × 8 / })).toBeVisible();
  await tensors.getByRole('combobox', { name: 'Kind of tensor' }).selectOption({ label: 'Gradients' });
  await header.getByRole('button', { name: 'Resume' }).click();
  await expectStatus(page, 'training');
  await header.getByRole('button', { name: 'Stop' }).click();
  await expectStatus(page, 'stopped');
  await expect(header.getByRole('button', { name: 'Resume' })).toBeVisible();
  // From now on they are those of the checkpoint, which has no gradients.
  await expect(tensors).toContainText('gradients are seen while a run trains');
  await expect(tensors.getByRole('combobox', { name: 'Kind of tensor' })).toHaveValue('values');
});
