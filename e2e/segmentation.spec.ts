/** From dropped images to masks: watch a U-Net learn, look at what it gets wrong, segment new images, go on after a stop. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import { png } from '../src/formats/images/png';
import { discs, imageZip } from './images';
import {
  chooseBackend,
  configure,
  downloadCheckpoint,
  downloadFrom,
  dropFiles,
  expectStatus,
  importImages,
  runHeader,
  startTraining,
  stepsDone,
  waitForStep,
} from './studio';
import type { TestFile } from './tables';

const side = 32;
const dataset = imageZip('discs.zip', discs(12, side));

/** A network and crops so small that an epoch takes a second on WASM; 8 steps each. */
const settings = {
  dataset: { cropSize: 24, cropsPerImage: 3, validationFraction: 0.25, testFraction: 0 },
  model: { levels: 2, baseWidth: 4 },
  training: { epochs: 6, batchSize: 4, learningRate: 0.01 },
};

async function begin(page: Page, epochs: number): Promise<void> {
  await page.goto('/');
  await importImages(page, dataset);
  await configure(page, { ...settings, training: { ...settings.training, epochs } });
  await chooseBackend(page, 'WASM');
  await startTraining(page);
}

/** RGBA bytes of a canvas at its own size. */
async function pixelsOf(canvas: Locator): Promise<number[]> {
  await expect(canvas).toBeVisible();
  return canvas.evaluate((element: HTMLCanvasElement) =>
    Array.from(element.getContext('2d')!.getImageData(0, 0, element.width, element.height).data),
  );
}

/** Where a mask is foreground, from the red values of a canvas. */
const foreground = (rgba: readonly number[]) =>
  rgba.filter((_, i) => i % 4 === 0).map((red) => (red === 255 ? 255 : 0));

/** Samples of every mask in a zip, by name. */
async function masksIn(zip: Buffer): Promise<Record<string, number[]>> {
  const masks = Object.entries(unzipSync(new Uint8Array(zip))).filter(([name]) => name.endsWith('.png'));
  const decoded = masks.map(async ([name, bytes]) => {
    const [mask] = await png.decode(bytes, name);
    return [name, Array.from(mask!.data)];
  });
  return Object.fromEntries(await Promise.all(decoded));
}

/** What the command line makes of the same checkpoint and images. */
async function masksByCommand(checkpoint: Buffer, data: TestFile): Promise<Record<string, number[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'anneal-masks-'));
  try {
    const at = (name: string) => join(folder, name);
    await writeFile(at('model.safetensors'), checkpoint);
    await writeFile(at(data.name), data.buffer);
    const files = ['--checkpoint', at('model.safetensors'), '--data', at(data.name), '--out', at('m.zip')];
    const command = ['--no-install', 'tsx', 'src/cli/anneal.ts', 'predict', ...files, '--backend', 'wasm'];
    await promisify(execFile)('npx', command);
    return await masksIn(await readFile(at('m.zip')));
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('validation images are watched, errors analysed, new images segmented as the command line does', async ({
  page,
}) => {
  await begin(page, settings.training.epochs);
  await expect(page.getByRole('heading', { name: /^Validation images, epoch \d/ })).toBeVisible({
    timeout: 60_000,
  });
  await expectStatus(page, 'finished', 60_000);
  await expect(page.getByRole('heading', { name: 'Loss components' })).toBeVisible();
  await expect(page.getByRole('row', { name: /^HD95/ }).getByRole('cell').first()).toHaveText('–');

  // Three validation images, each as input, truth, prediction and error; none of them is blank.
  for (const view of ['input', 'truth', 'prediction', 'errors']) {
    const canvases = page.getByRole('img', { name: new RegExp(`^${view} of 0`) });
    await expect(canvases).toHaveCount(3);
    expect(new Set(await pixelsOf(canvases.first())).size, view).toBeGreaterThan(1);
  }

  // The threshold recolours at once, by keyboard.
  const dice = page.getByRole('listitem').filter({ hasText: 'Dice' }).first().getByRole('status');
  const before = await dice.textContent();
  const error = page.getByRole('img', { name: /^errors of/ }).first();
  const colours = await pixelsOf(error);
  const slider = page.getByRole('slider', { name: /^threshold/ });
  await slider.focus();
  await page.keyboard.press('End');
  await expect(dice).not.toHaveText(before!);
  expect(await pixelsOf(error)).not.toEqual(colours);
  await slider.fill('0.5');
  await expect(dice).toHaveText(before!);

  const checkpoint = await downloadCheckpoint(page, 'best', /^Weights(?! and)/);

  await page.getByRole('button', { name: 'Analyse' }).click();
  await expect(page.getByRole('heading', { name: /^Dice 0\.\d+ on 3 images/ })).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByRole('row', { name: /^foreground/ })).toBeVisible();
  const shown: Record<string, number[]> = {};
  for (const canvas of await page.getByRole('img', { name: /^prediction of/ }).all()) {
    const name = (await canvas.getAttribute('aria-label'))!.replace('prediction of ', '');
    shown[name] = foreground(await pixelsOf(canvas));
  }
  expect(Object.keys(shown)).toHaveLength(3);

  const predict = page.getByRole('button', { name: 'Predict', exact: true });
  const download = page.getByRole('button', { name: 'Download predictions' });
  await predict.click();
  const own = await masksIn(await downloadFrom(page, download));
  expect(Object.keys(own)).toHaveLength(12);
  expect(own).toMatchObject(shown);

  // New images without masks, dropped where they are to be segmented.
  const fresh = imageZip('fresh.zip', discs(4, side, 40), false);
  await dropFiles(page, fresh);
  await page.getByRole('button', { name: 'Import 4 images' }).click();
  await expect(page.getByRole('combobox', { name: 'Dataset' })).toContainText('fresh');
  await expect(page).toHaveURL(/\/analyse\/.*data=/);
  await predict.click();
  const masks = await masksIn(await downloadFrom(page, download));
  expect(Object.keys(masks).sort()).toEqual(['040.png', '041.png', '042.png', '043.png']);
  expect(masks).toEqual(await masksByCommand(checkpoint, fresh));
});

test('a stopped run goes on after a reload', async ({ page }) => {
  // Long enough to be stopped on any machine.
  await begin(page, 2000);
  await waitForStep(page, 12);
  await runHeader(page).getByRole('button', { name: 'Stop' }).click();
  await expectStatus(page, 'stopped');
  const steps = await stepsDone(page);
  await page.reload();
  await expectStatus(page, 'stopped');
  expect(await stepsDone(page)).toBe(steps);
  await runHeader(page).getByRole('button', { name: 'Resume' }).click();
  await waitForStep(page, steps + 12);
  await runHeader(page).getByRole('button', { name: 'Stop' }).click();
  await expectStatus(page, 'stopped');
  expect(await stepsDone(page)).toBeGreaterThan(steps);
});
