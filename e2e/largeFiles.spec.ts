/** Large files: left where they are, found again after a reload, and noticed when they change. */
import { expect, type Page, test } from '@playwright/test';
import { expectStatus, startTraining } from './studio';

const rows = 700_000;
const columns = 97;

/** Makes a file of 270 MB in the page's own folder, of nearly nothing but zeros, and lets the dialog choose it. */
async function offerFile(page: Page): Promise<void> {
  await page.evaluate(
    async ({ rows, columns }) => {
      const root = await navigator.storage.getDirectory();
      const handle = await root.getFileHandle('wide.npy', { create: true });
      const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
      const header = new Uint8Array(128).fill(0x20);
      header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
      header.set(new TextEncoder().encode(dictionary), 10);
      header[127] = 0x0a;
      const values = new Float32Array(20_000 * columns).map((_, i) => Math.sin(i));
      const stream = await handle.createWritable();
      await stream.write(header);
      await stream.write(values);
      await stream.truncate(128 + 4 * rows * columns);
      await stream.close();
      Object.assign(window, { showOpenFilePicker: async () => [handle] });
    },
    { rows, columns },
  );
}

test('a large file stays where it is, trains, and is noticed when it has changed', async ({ page }) => {
  await page.goto('/data');
  await offerFile(page);
  await page.getByRole('button', { name: 'Choose files' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Leave the file where it is').click();
  await expect(dialog).toContainText('The browser asks for the file again after a reload');
  await dialog.getByRole('button', { name: 'Read 1 array' }).click();
  const sheet = page.getByRole('article');
  await expect(sheet.getByText(/left where it is/)).toBeVisible({ timeout: 60_000 });
  // The statistics of so many values come from a part of them, and say so.
  await expect(sheet.getByText('≈').first()).toBeVisible();
  const estimate = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  // One file of 272 MB, no copy.
  expect(estimate).toBeLessThan(400e6);

  await page.reload();
  await page.getByRole('button', { name: 'Train on this' }).click();
  await expect(page.getByText(/700,000|560,000/).first()).toBeVisible();
  const editor = page.getByRole('textbox', { name: 'Configuration as JSON' });
  const config = JSON.parse(await editor.inputValue());
  Object.assign(config.training, { maxSteps: 5, epochs: 1, batchSize: 16 });
  Object.assign(config.model, { hiddenSize: 4, numLayers: 1 });
  Object.assign(config.dataset, { validationFraction: 0.0001, testFraction: 0.0001 });
  await editor.fill(JSON.stringify(config));
  await startTraining(page);
  await expectStatus(page, 'finished', 90_000);

  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const stream = await (await root.getFileHandle('wide.npy')).createWritable({ keepExistingData: true });
    // Chromium leaves the time of its private files alone; a file of the disk would show by that, too.
    await stream.write({ type: 'write', position: 0, data: new Uint8Array(1) });
    await stream.truncate(1000);
    await stream.close();
  });
  await page.goto('/data');
  await page.getByRole('button', { name: 'Train on this' }).click();
  await expect(page.getByText('wide.npy has changed since it was imported.')).toBeVisible();
});
