/** A microscopist with a folder: one pair is wrong, it is seen and mended, and masks and objects of new images come home. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import { writeGreyPng } from '../src/formats/images/greyPng';
import { discs } from './images';
import { chooseBackend, configure, downloadFrom, expectStatus, startTraining } from './studio';

const width = 40;
const height = 32;

/** A folder of pictures 40 wide and 32 high; two masks have each other's name. */
async function writeFolder(folder: string, first: number, count: number, withMasks: boolean): Promise<void> {
  for (const kind of withMasks ? ['images', 'masks'] : ['images']) {
    await mkdir(join(folder, kind), { recursive: true });
  }
  for (const { name, image, mask } of discs(count, width, first)) {
    const cut = (pixels: Uint8Array) => writeGreyPng(pixels.slice(0, width * height), height, width);
    await writeFile(join(folder, 'images', `${name}.png`), cut(image));
    const called = { '003': '004', '004': '003' }[name] ?? name;
    if (withMasks) await writeFile(join(folder, 'masks', `${called}.png`), cut(mask));
  }
}

/** Pictures of what stands there after each action, light and dark, wide and narrow, where somebody wants to look. */
async function look(page: Page, name: string): Promise<void> {
  const folder = process.env.ANNEAL_LOOK;
  if (folder === undefined) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const size of [
      { width: 1280, height: 900 },
      { width: 390, height: 844 },
    ]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${size.width}.png`) });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** RGBA of a canvas. */
async function pixelsOf(canvas: Locator): Promise<number[]> {
  await canvas.scrollIntoViewIfNeeded();
  await expect(canvas).toBeVisible();
  return canvas.evaluate((element: HTMLCanvasElement) =>
    Array.from(element.getContext('2d')!.getImageData(0, 0, element.width, element.height).data),
  );
}

test('a wrong pair is seen and mended, trained on, and new images come back as masks and objects', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const folder = await mkdtemp(join(tmpdir(), 'anneal-plate-'));
  const [plate, fresh] = [join(folder, 'plate'), join(folder, 'fresh')];
  await writeFolder(plate, 0, 12, true);
  await writeFolder(fresh, 40, 3, false);

  await page.goto('/');
  await page.getByLabel('Folder to open').setInputFiles(plate);
  const dialog = page.getByRole('dialog', { name: 'Images in plate' });
  await expect(dialog.getByRole('button', { name: 'Import 12 pairs' })).toBeVisible();

  // Each row shows its image with the mask over it; the size is written as image people write it.
  const row = (number: string) =>
    dialog.getByRole('row', { name: new RegExp(`^Use plate/images/${number}`) });
  await expect(row('003')).toContainText('40 × 32');
  const picture = (number: string, mask: string) =>
    row(number).getByRole('img', { name: `plate/images/${number}.png, mask plate/masks/${mask}.png` });
  const wrong = await pixelsOf(picture('003', '003'));
  await look(page, '1-pairs');

  await row('003').getByRole('button', { name: 'Enlarge plate/images/003.png' }).click();
  const large = page.getByRole('dialog', { name: 'plate/images/003.png' });
  await expect(large.getByRole('img')).toBeVisible();
  await look(page, '1-large');
  await page.keyboard.press('Escape');
  await expect(large).toHaveCount(0);
  await expect(dialog).toBeVisible();

  // Choosing the mask that the other image has swaps the two.
  await dialog
    .getByRole('combobox', { name: 'Mask of plate/images/003.png' })
    .selectOption('plate/masks/004.png');
  await expect(dialog.getByRole('combobox', { name: 'Mask of plate/images/004.png' })).toHaveValue(
    'plate/masks/003.png',
  );
  await expect(dialog).toContainText('12 pairs');
  expect(await pixelsOf(picture('003', '004'))).not.toEqual(wrong);
  await look(page, '2-swapped');
  await dialog.getByRole('button', { name: 'Import 12 pairs' }).click();
  const sheet = page.getByRole('article');
  await expect(sheet.getByRole('button', { name: /^003\.png/ })).toContainText('40\u00a0×\u00a032');
  await look(page, '3-sheet');

  // The pairs are there to be edited: at once while the tab is open, from the folder after a reload.
  await sheet.getByRole('button', { name: 'Edit pairs' }).click();
  await expect(dialog.getByRole('combobox', { name: 'Mask of plate/images/003.png' })).toHaveValue(
    'plate/masks/004.png',
  );
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.reload();
  await sheet.getByRole('button', { name: 'Edit pairs' }).click();
  const again = page.getByRole('dialog', { name: 'Choose the pictures of plate again' });
  await expect(again).toContainText('Choose plate again: its pairs are as you left them.');
  await look(page, '4-again');
  await again.getByLabel('Folder of plate').setInputFiles(plate);
  await expect(dialog.getByRole('combobox', { name: 'Mask of plate/images/003.png' })).toHaveValue(
    'plate/masks/004.png',
  );
  await dialog.getByRole('checkbox', { name: 'Use plate/images/011.png' }).uncheck();
  await dialog.getByRole('button', { name: 'Import 11 pairs' }).click();
  await expect(page.getByText('The pairs of plate are as you edited them.')).toBeVisible();
  await expect(sheet).toContainText('11 images');

  // The preset keeps images for a test, and the result stands beside what a threshold reaches on the same ones.
  await configure(page, {
    dataset: { cropSize: 24, cropsPerImage: 3, testFraction: 0.2 },
    model: { levels: 2, baseWidth: 4 },
    training: { epochs: 4, batchSize: 4, learningRate: 0.01 },
  });
  await chooseBackend(page, 'WASM');
  await startTraining(page);
  await expectStatus(page, 'finished', 90_000);
  await look(page, '5-trained');
  await page.getByRole('button', { name: 'Analyse' }).click();
  const good = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: 'Is it any good?' }) });
  await expect(good.getByRole('row', { name: /^Network/ })).toBeVisible({ timeout: 60_000 });
  await expect(
    good.getByRole('row', { name: /^Best single threshold \(intensity ≥ \d+ of 255\)/ }),
  ).toBeVisible();
  await expect(good).toContainText('test images');
  await look(page, '6-analysis');

  // New images, dropped where they are to be segmented: looked at first, then taken home.
  await page.goto(page.url().replace(/\?.*$/, ''));
  await expect(page.getByRole('button', { name: 'Predict', exact: true })).toBeVisible({ timeout: 60_000 });
  const url = page.url();
  await page.getByRole('link', { name: 'Data' }).click();
  await page.getByLabel('Folder to open').setInputFiles(fresh);
  await page.getByRole('button', { name: 'Import 3 images' }).click();
  await expect(page.getByRole('article')).toContainText('3 images');
  await page.goto(url);
  await page.getByRole('combobox', { name: 'Dataset' }).selectOption('fresh');
  const preview = page.getByRole('region', { name: 'Preview of the masks' });
  await expect(preview.getByRole('img', { name: '040.png with its predicted mask' })).toBeVisible({
    timeout: 60_000,
  });
  await expect(preview.getByRole('listitem').first()).toContainText(/\d+ objects? · \d+\.\d % marked/);
  await preview.scrollIntoViewIfNeeded();
  await look(page, '7-preview');

  const take = async () => {
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    return downloadFrom(page, page.getByRole('button', { name: 'Download predictions' }));
  };
  const masks = unzipSync(new Uint8Array(await take()));
  await expect(page.getByText(/^3 files, \.zip/)).toBeVisible();
  expect(Object.keys(masks).sort()).toEqual(['040.png', '041.png', '042.png']);
  await page.getByRole('textbox', { name: 'Smallest object (px)' }).fill('5');
  await page
    .locator('label')
    .filter({ hasText: /^Objects$/ })
    .click();
  await expect(page.getByRole('radio', { name: 'Count per image' })).toBeChecked();
  const lines = (await take()).toString().trim().split('\n');
  expect(lines[0]).toMatch(/^image,class,objects,area_px,/);
  expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(['040.png', '041.png', '042.png']);
  for (const line of lines.slice(1)) {
    const [, , objects, area, , , smallest] = line.split(',').map(Number);
    expect(area! > 0).toBe(objects! > 0);
    if (objects! > 0) expect(smallest).toBeGreaterThanOrEqual(5);
    expect(line).toMatch(/,40,32$/);
  }
  await rm(folder, { recursive: true });
});
