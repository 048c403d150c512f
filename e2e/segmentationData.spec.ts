/** Images become a dataset: their pairs are shown and mended, they are looked at, and so is what a model will see. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { writeGreyPng } from '../src/formats/images/greyPng';
import { writeNpy } from '../src/formats/npy/npy';
import { writeZip } from '../src/formats/zip/zip';
import { type Disc, discs } from './images';
import { dropFiles, expectNoOverflow, expectStatus, importData, importImages } from './studio';
import type { TestFile } from './tables';

const side = 32;

const imageOf = ({ image }: Disc) => writeGreyPng(image, side, side);
const maskOf = ({ mask }: Disc) => writeGreyPng(mask, side, side);

function zipOf(name: string, files: Record<string, Uint8Array>): TestFile {
  const entries = Object.entries(files).map(([path, bytes]) => ({ name: path, bytes }));
  return { name, mimeType: 'application/zip', buffer: Buffer.from(writeZip(entries)) };
}

/** `images/000.png` with `masks/000.png`, and so on. */
function paired(all: readonly Disc[]): Record<string, Uint8Array> {
  return Object.fromEntries(
    all.flatMap((disc) => [
      [`images/${disc.name}.png`, imageOf(disc)],
      [`masks/${disc.name}.png`, maskOf(disc)],
    ]),
  );
}

/** Red values of a canvas at its own size. */
async function reds(canvas: Locator): Promise<number[]> {
  await expect(canvas).toBeVisible();
  return canvas.evaluate((element: HTMLCanvasElement) =>
    Array.from(element.getContext('2d')!.getImageData(0, 0, element.width, element.height).data).filter(
      (_, i) => i % 4 === 0,
    ),
  );
}

/** Drops a folder of the disk, which a script of the page cannot do. */
async function dropFolder(page: Page, path: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  }
}

test('a dropped archive shows its pairs, one is mended, and its images are looked at', async ({ page }) => {
  const all = discs(26, side);
  const files = paired(all);
  files['masks/lost.png'] = files['masks/003.png']!;
  delete files['masks/003.png'];
  await page.goto('/');
  await dropFiles(page, zipOf('discs.zip', files));

  const dialog = page.getByRole('dialog', { name: 'Images in discs.zip' });
  await expect(dialog).toContainText('25 pairs · 1 image without a mask · 1 mask without an image');
  // The names' own suggestion is one key away.
  await expect(dialog.getByRole('button', { name: 'Import 25 pairs' })).toBeFocused();
  await dialog.getByRole('radio', { name: 'To look at 2' }).check({ force: true });
  await expect(dialog.getByRole('row')).toHaveCount(3);
  await expect(dialog.getByRole('row', { name: 'images/003.png' })).toContainText('no mask');
  await dialog.getByRole('combobox', { name: 'Mask of images/003.png' }).selectOption('masks/lost.png');
  await expect(dialog).toContainText('Nothing is left to look at.');
  await dialog.getByRole('button', { name: 'Import 26 pairs' }).click();

  const sheet = page.getByRole('article');
  await expect(sheet).toContainText('26 images');
  await expect(sheet.getByRole('heading', { name: 'Columns' })).toHaveCount(0);
  await expect(sheet.getByRole('row', { name: /^images uint8/ })).toBeVisible();
  const third = sheet.getByRole('img', { name: '003.png', exact: true });
  expect(await reds(third)).toEqual([...all[3]!.image]);
  const overlay = sheet.locator('canvas[aria-label="mask of 003.png"]');
  expect((await reds(overlay)).map((red) => (red > 0 ? 255 : 0))).toEqual([...all[3]!.mask]);

  // The overlay is turned down and off without painting anything anew.
  const opacity = () => overlay.locator('..').evaluate((element) => getComputedStyle(element).opacity);
  expect(await opacity()).toBe('0.5');
  await sheet.getByRole('slider', { name: /^opacity/ }).fill('0.8');
  expect(await opacity()).toBe('0.8');
  await sheet.getByRole('switch', { name: 'masks' }).uncheck();
  expect(await opacity()).toBe('0');

  await sheet.getByRole('button', { name: 'Next images' }).click();
  await expect(sheet.getByRole('img', { name: '025.png', exact: true })).toBeVisible();
  await expect(third).toHaveCount(0);
  await sheet.getByRole('button', { name: /^025\.png/ }).press('Enter');
  const closeUp = page.getByRole('dialog', { name: '025.png' });
  await expect(closeUp).toContainText('32 × 32 pixels');
  await closeUp.getByRole('button', { name: 'Previous image' }).click();
  await expect(page.getByRole('dialog', { name: '024.png' }).getByRole('img')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a folder that is chosen or dropped lists by name what cannot be used, and the rest goes on', async ({
  page,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'anneal-set-'));
  const files = paired(discs(6, side));
  delete files['masks/001.png'];
  files['images/002.png'] = files['images/002.png']!.slice(0, 20);
  files['masks/003.png'] = writeGreyPng(new Uint8Array(side * 16), side, 16);
  files['masks/099.png'] = files['masks/000.png']!;
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, 'set', path)), { recursive: true });
    await writeFile(join(folder, 'set', path), bytes);
  }
  await writeFile(join(folder, 'set', 'readme.txt'), 'Discs.');
  await page.goto('/');
  await page.getByLabel('Folder to open').setInputFiles(join(folder, 'set'));
  const dialog = page.getByRole('dialog', { name: 'Images in set' });
  await expect(dialog.getByRole('button', { name: 'Import 3 pairs' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await dropFolder(page, join(folder, 'set'));
  const row = (name: string) => dialog.getByRole('row', { name: new RegExp(`Use set/${name}`) });
  await expect(row('images/001.png')).toContainText('no mask');
  await expect(row('images/002.png')).toContainText('cannot be read');
  await expect(row('images/003.png')).toContainText('sizes differ');
  await expect(row('masks/099.png')).toContainText('no image');
  await dialog.getByRole('checkbox', { name: 'Use set/images/005.png' }).uncheck();
  await expect(row('images/005.png')).toContainText('left out');
  await dialog.getByRole('button', { name: 'Import 2 pairs' }).click();
  const sheet = page.getByRole('article');
  await expect(sheet).toContainText('2 images');
  await sheet.getByRole('button', { name: /^Show all/ }).click();
  for (const name of ['001.png', '002.png', '003.png', '005.png', '099.png', 'readme.txt']) {
    await expect(sheet.getByRole('list').first()).toContainText(name);
  }
  // The browser reads what was chosen when it is asked for.
  await rm(folder, { recursive: true });
});

test('the crops that a model will see change with the augmentation and with another draw', async ({
  page,
}) => {
  await page.goto('/');
  await importImages(page, zipOf('discs.zip', paired(discs(10, side))));
  await page.getByRole('button', { name: 'Train on this' }).click();
  // Where there is no GPU another one comes first.
  await page.getByRole('combobox', { name: 'Preset' }).selectOption('standard');
  const summary = page.getByRole('definition');
  await expect(summary.filter({ hasText: '204 × 204 px' })).toBeVisible();
  await expect(page.getByText('Training images')).toBeVisible();

  const crops = page.getByRole('img', { name: /^crop of 0/ });
  await expect(crops).toHaveCount(8, { timeout: 60_000 });
  const drawn = async () => JSON.stringify(await Promise.all((await crops.all()).map(reds)));
  const first = await drawn();
  await page.getByRole('button', { name: 'Draw again' }).click();
  await expect.poll(drawn).not.toBe(first);
  const second = await drawn();
  await page.getByRole('button', { name: /^Augmentation / }).click();
  const rotation = page.getByRole('group', { name: 'Rotation' });
  await expect(rotation.getByRole('textbox', { name: /^Max angle/ })).toHaveCount(0);
  await rotation.getByRole('textbox', { name: 'Probability' }).fill('1');
  await expect(rotation.getByRole('textbox', { name: /^Max angle/ })).toHaveValue('15');
  await expect.poll(drawn).not.toBe(second);
  await page.getByRole('combobox', { name: 'Images to crop' }).selectOption('004.png');
  await expect(page.getByRole('img', { name: 'crop of 004.png' })).toHaveCount(8);

  await page.setViewportSize({ width: 380, height: 780 });
  await expectNoOverflow(page);
  await page.goto('/data');
  await expect(page.getByRole('img', { name: '000.png', exact: true })).toBeVisible();
  await expectNoOverflow(page);
});

test('arrays that can be images are read as such or as columns, and can be chosen', async ({ page }) => {
  const all = discs(4, side);
  const stack = (part: 'image' | 'mask') => ({
    dtype: 'uint8' as const,
    shape: [all.length, side, side],
    data: Uint8Array.from(all.flatMap((disc) => [...disc[part]])),
  });
  const npz = zipOf('arrays.npz', {
    'images.npy': writeNpy(stack('image')),
    'masks.npy': writeNpy(stack('mask')),
    'other.npy': writeNpy({ ...stack('mask'), data: new Uint8Array(all.length * side * side).fill(1) }),
  });
  await page.goto('/');
  const sheet = await importData(page, npz);
  expect(await reds(sheet.getByRole('img', { name: 'image 2', exact: true }))).toEqual([...all[1]!.image]);
  await sheet.getByRole('combobox', { name: 'Masks' }).selectOption('other');
  await expect(sheet.getByRole('button', { name: /^image 1/ })).toContainText(
    '100.0 % marked'.replace(/ /g, '\u00a0'),
  );
  await sheet.getByRole('radio', { name: 'Columns' }).check({ force: true });
  await expect(sheet.getByRole('heading', { name: 'Columns' })).toBeVisible();
  await sheet.getByRole('button', { name: 'Train on this' }).click();
  await page.getByRole('combobox', { name: 'Task' }).selectOption('Image segmentation');
  await page.getByRole('combobox', { name: /^Masks/ }).selectOption('masks');
  const editor = page.getByRole('textbox', { name: 'Configuration as JSON' });
  await expect(editor).toHaveValue(/"masks": "masks"/);
});

test('one click trains the sample of images', async ({ page }) => {
  await page.goto('/');
  // Found out while the page is looked at; the button must not move for it.
  await expect(page.getByRole('button', { name: 'The longer one: Vessels' })).toBeVisible();
  await page.getByRole('button', { name: 'Train Vessels' }).click();
  await expect(page).toHaveURL(/\/train\//, { timeout: 60_000 });
  await expectStatus(page, 'training', 60_000);
});
