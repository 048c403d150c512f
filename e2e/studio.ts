/** What a user does in the studio, in the words of the page: roles and names, no test ids. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { TestFile } from './tables';

/** Drops files onto the window, as from a file manager. */
export async function dropFiles(page: Page, ...files: TestFile[]): Promise<void> {
  await dropOnto(page.locator('body'), ...files);
}

export async function dropOnto(target: Locator, ...files: TestFile[]): Promise<void> {
  const sent = files.map(({ name, mimeType, buffer }) => ({
    name,
    mimeType,
    base64: buffer.toString('base64'),
  }));
  const transfer = await target.page().evaluateHandle((parts) => {
    const data = new DataTransfer();
    for (const { name, mimeType, base64 } of parts) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      data.items.add(new File([bytes], name, { type: mimeType }));
    }
    return data;
  }, sent);
  await target.dispatchEvent('dragover', { dataTransfer: transfer });
  await target.dispatchEvent('drop', { dataTransfer: transfer });
}

/** Drops data and waits for their sheet. */
export async function importData(page: Page, ...files: TestFile[]): Promise<Locator> {
  await dropFiles(page, ...files);
  const sheet = page.getByRole('article');
  await expect(sheet.getByRole('button', { name: 'Train on this' })).toBeVisible();
  return sheet;
}

/** Drops images, takes the pairs as the studio finds them, and waits for their sheet. */
export async function importImages(page: Page, ...files: TestFile[]): Promise<Locator> {
  await dropFiles(page, ...files);
  await page.getByRole('button', { name: /^Import [\d,]+ (pair|image)/ }).click();
  const sheet = page.getByRole('article');
  await expect(sheet.getByRole('button', { name: 'Train on this' })).toBeVisible();
  return sheet;
}

type Changes = { [section: string]: { [name: string]: unknown } };

/** From a dataset's sheet to its configuration, with these values changed in the JSON. */
export async function configure(page: Page, changes: Changes): Promise<void> {
  await page.getByRole('button', { name: 'Train on this' }).click();
  const editor = page.getByRole('textbox', { name: 'Configuration as JSON' });
  await expect(editor).toBeVisible();
  const config: Changes = JSON.parse(await editor.inputValue());
  for (const [section, values] of Object.entries(changes)) Object.assign(config[section] ?? {}, values);
  await editor.fill(JSON.stringify(config, null, 2));
}

/** By its visible label: the radio button itself is a pixel that is gone when the page around it grows. */
export async function chooseBackend(page: Page, name: 'WebGPU' | 'WASM'): Promise<void> {
  const radio = page.getByRole('radio', { name });
  await expect(radio).toBeEnabled();
  await page.locator('label').filter({ has: radio }).click();
  await expect(radio).toBeChecked();
}

export async function startTraining(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start training' }).click();
  await expect(page).toHaveURL(/\/train\/[0-9a-f-]+$/);
}

/** A model so small that an epoch of a small table takes a moment. */
export const tiny: Changes = {
  model: { hiddenSize: 8, numLayers: 1 },
  training: { epochs: 8, batchSize: 16 },
};

/** The state of the run as its header says it. */
export function runHeader(page: Page): Locator {
  return page
    .getByRole('main')
    .getByRole('region')
    .filter({ has: page.getByRole('heading', { level: 1 }) });
}

/** The panel that sums up the tensors of a run or a checkpoint. */
export function tensorsPanel(page: Page): Locator {
  return page.locator('section').filter({ has: page.getByRole('heading', { name: 'Tensors' }) });
}

/** Waits until the header says that the run is `training`, `paused`, `finished`, ... */
export async function expectStatus(page: Page, status: RegExp | string, timeout = 30_000): Promise<void> {
  const word = typeof status === 'string' ? status : status.source;
  // A sign stands before the word.
  await expect(runHeader(page).getByText(new RegExp(`^\\W*(${word})$`))).toBeVisible({ timeout });
}

/** Optimizer steps done, from the header. */
export async function stepsDone(page: Page): Promise<number> {
  const text = await runHeader(page)
    .getByText(/^step [\d,]+ \//)
    .textContent();
  return Number(/step ([\d,]+)/.exec(text ?? '')![1]!.replaceAll(',', ''));
}

export async function waitForStep(page: Page, step: number): Promise<void> {
  await expect.poll(() => stepsDone(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(step);
}

/** Downloads a checkpoint through the menu of the list. @param what as the dialog calls it: `Weights`, `Everything`. */
export async function downloadCheckpoint(
  page: Page,
  kind: string,
  what: RegExp,
  file: 'safetensors' | 'NumPy' = 'safetensors',
): Promise<Buffer> {
  const item = page.getByRole('listitem').filter({ hasText: kind }).filter({ hasText: 'step' }).first();
  await item.getByRole('button', { name: /^Actions for the checkpoint/ }).click();
  await page.getByRole('menuitem', { name: 'Download' }).click();
  const dialog = page.getByRole('dialog', { name: /^Download the checkpoint/ });
  await dialog.getByRole('radio', { name: what }).check();
  if (file !== 'safetensors') await dialog.getByText(file).click();
  return downloadFrom(page, dialog.getByRole('button', { name: 'Download' }));
}

/** Clicks what starts a download and reads it. */
export async function downloadFrom(page: Page, control: Locator): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent('download'), control.click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Nothing stands beside the window. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}

const shots = process.env.ANNEAL_SHOTS;

/** For whoever wants to look, in the folder `ANNEAL_SHOTS`: light and dark, wide and narrow. */
export async function look(page: Page, name: string): Promise<void> {
  if (!shots) return;
  for (const width of [1280, 390]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 860 });
      await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png` });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 720 });
}
