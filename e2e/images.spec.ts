/** Pictures of every kind, dropped into the page, have the same bytes there as on the command line. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { residentData } from '../src/engine/data/datasetReader';
import { fingerprintOf } from '../src/engine/data/fingerprint';
import { writeGreyPng } from '../src/formats/images/greyPng';
import { openFiles } from '../src/formats/openFiles';
import { readFiles } from '../src/formats/readFiles';
import { writeZip } from '../src/formats/zip/zip';
import { importImages } from './studio';

const fixture = (kind: string, name: string) => {
  const path = new URL(`../src/formats/images/fixtures/${kind}.json`, import.meta.url);
  const cases: Record<string, { file: string }> = JSON.parse(readFileSync(path, 'utf8'));
  return new Uint8Array(Buffer.from(cases[name]!.file, 'base64'));
};

test('an archive of PNG, JPEG, TIFF, BMP and WebP reads the same in the browser and in Node', async ({
  page,
}) => {
  const buffer = Buffer.from(
    writeZip([
      { name: '1.png', bytes: fixture('png', 'colours 8') },
      { name: '2.jpg', bytes: fixture('jpeg', 'colours') },
      { name: '3.webp', bytes: fixture('webp', 'lossy') },
      { name: '4.tif', bytes: fixture('tiff', 'LZW colours with predictor') },
      { name: '5.bmp', bytes: fixture('bmp', 'colours') },
    ]),
  );
  const arrays = await readFiles(await openFiles([{ name: 'mixed.zip', blob: new Blob([buffer]) }]));
  expect(arrays.get('sizes')!.shape).toEqual([5, 2]);
  await page.goto('/');
  await importImages(page, { name: 'mixed.zip', mimeType: 'application/zip', buffer });
  await expect(page).toHaveURL(new RegExp(`/data/${await fingerprintOf(residentData(arrays))}$`));
});

test('many pictures are decoded by several workers, and come to the same', async ({ page }) => {
  const side = 1024;
  // So much noise that opening does not keep it: the workers read it, and a browser's own stream inflates it.
  const picture = (index: number) =>
    writeGreyPng(
      new Uint8Array(side * side).map((_, at) =>
        at < 80_000 ? Math.imul(at * at, 40_503 + index) >>> 11 : index,
      ),
      side,
      side,
    );
  const names = Array.from({ length: 40 }, (_, index) => `${index}.png`);
  const buffer = Buffer.from(
    writeZip(
      names.map((name, index) => ({ name, bytes: picture(index) })),
      0,
    ),
  );
  const arrays = await readFiles(await openFiles([{ name: 'many.zip', blob: new Blob([buffer]) }]));
  const workers: string[] = [];
  page.on('worker', (worker) => workers.push(worker.url()));
  await page.goto('/');
  await importImages(page, { name: 'many.zip', mimeType: 'application/zip', buffer });
  await expect(page).toHaveURL(new RegExp(`/data/${await fingerprintOf(residentData(arrays))}$`));
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  const decoders = workers.filter((url) => url.includes('decodeWorker'));
  expect(decoders).toHaveLength(cores > 1 ? Math.min(cores, 4) : 0);
});
