/** Weights of one run, taken home, are what another begins with; what was loaded stays as it was. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { readSafetensors } from '../src/formats/safetensors/safetensors';
import {
  configure,
  downloadCheckpoint,
  dropOnto,
  expectStatus,
  importData,
  startTraining,
  tiny,
} from './studio';
import { regressionTable } from './tables';

const panel = (page: Page, title: string): Locator =>
  page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

/** In hexadecimal digits. */
async function weightOf(page: Page, name: string): Promise<string> {
  const file = await downloadCheckpoint(page, 'latest', /^Weights(?! and)/);
  const { tensors } = readSafetensors(new Uint8Array(file));
  return Buffer.from(tensors.find((tensor) => tensor.name === name)!.bytes).toString('hex');
}

test('a run starts from downloaded weights, which stay frozen, and from a stored checkpoint', async ({
  page,
}) => {
  await page.goto('/');
  await importData(page, regressionTable());
  await configure(page, { ...tiny, experiment: { name: 'first' } });
  await startTraining(page);
  await expectStatus(page, 'finished', 90_000);
  const file = await downloadCheckpoint(page, 'latest', /^Weights(?! and)/);
  const kernel = await weightOf(page, 'input.kernel');

  await page.goto('/configure');
  const choice = panel(page, 'Start from weights');
  await dropOnto(choice.getByRole('button', { name: 'Open a .safetensors file' }), {
    name: 'core.safetensors',
    mimeType: 'application/octet-stream',
    buffer: file,
  });
  await expect(choice.getByText('core.safetensors')).toBeVisible();
  await choice.getByRole('textbox', { name: 'Only these parameters' }).fill('input.*');
  await choice.getByRole('textbox', { name: 'Only these parameters' }).press('Enter');
  await choice.getByRole('switch', { name: 'Freeze what is loaded' }).click();
  const remark = /Loaded \d+ of \d+ parameters from core\.safetensors, which stay frozen; \d+ start anew: /;
  await expect(panel(page, 'What will train').getByText(remark)).toBeVisible();
  // What is chosen outlasts a visit.
  await page.reload();
  await expect(panel(page, 'What will train').getByText(remark)).toBeVisible();
  await startTraining(page);
  await expectStatus(page, 'finished', 90_000);
  await expect(panel(page, 'Log').getByText(remark)).toBeVisible();
  expect(await weightOf(page, 'input.kernel')).toBe(kernel);

  await page.goto('/configure');
  await choice.getByRole('button', { name: 'Start anew' }).click();
  const chooser = page.waitForEvent('filechooser');
  await choice.getByRole('button', { name: 'Open a .safetensors file' }).click();
  await (await chooser).setFiles({
    name: 'text.safetensors',
    mimeType: '',
    buffer: Buffer.from('no weights'),
  });
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('Could not take the weights');
  await choice.getByRole('combobox', { name: 'Run' }).selectOption('first');
  const checkpoints = choice.getByRole('combobox', { name: 'Checkpoint' });
  await checkpoints.selectOption({ index: 1 });
  await expect(panel(page, 'What will train').getByText(/from first, epoch \d+, step \d+\.$/)).toBeVisible();
});
