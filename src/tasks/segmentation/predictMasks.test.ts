/** Masks from the command line: a small U-Net is trained on a folder's images and segments others. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { anneal } from '../../cli/testCommand';
import { sharedFolder } from '../../cli/testFolder';
import { writeGreyPng } from '../../formats/images/greyPng';
import { png } from '../../formats/images/png';
import { openZip } from '../../formats/zip/zip';
import { blobs } from './blobs.fixture';

const side = 16;
const folder = sharedFolder();
const at = (...names: string[]) => join(folder(), ...names);

/** `NAME/images/3.png` and, for training, `NAME/masks/3.png`. */
async function writeImages(name: string, numbers: number[], withMasks: boolean): Promise<void> {
  const arrays = blobs(10, side);
  for (const kind of withMasks ? ['images', 'masks'] : ['images']) {
    await mkdir(at(name, kind), { recursive: true });
    const pixels = arrays.get(kind)!.data as Uint8Array;
    for (const number of numbers) {
      const image = pixels.slice(number * side * side, (number + 1) * side * side);
      await writeFile(at(name, kind, `${number}.png`), writeGreyPng(image, side, side));
    }
  }
}

const predict = (data: string, out: string, ...more: string[]) =>
  anneal([
    ...['predict', '--checkpoint', at('run', 'checkpoints', 'latest.safetensors'), '--data', at(data)],
    ...['--out', at(out), '--backend', 'cpu', ...more],
  ]);

async function contentOf(name: string): Promise<Map<string, Uint8Array>> {
  const archive = await openZip({ name, blob: new Blob([new Uint8Array(await readFile(at(name)))]) });
  const files = new Map<string, Uint8Array>();
  for (const entry of archive.entries) files.set(entry.name, await archive.read(entry));
  return files;
}

async function foregroundOf(files: Map<string, Uint8Array>, name: string): Promise<number> {
  const [mask] = await png.decode(files.get(name)!, name);
  expect(mask).toMatchObject({ height: side, width: side, bits: 8 });
  return Array.from(mask!.data).filter((value) => value === 255).length;
}

beforeAll(async () => {
  await writeImages('known', [0, 1, 2, 3, 4, 5], true);
  await writeImages('fresh', [8, 9], false);
  const settings = ['model.levels=1', 'model.baseWidth=4', 'dataset.cropSize=16', 'training.maxSteps=2'];
  const trained = await anneal([
    ...['train', '--task', 'segmentation', '--data', at('known'), '--out', at('run'), '--backend', 'cpu'],
    ...['--set', ...settings, '--json'],
  ]);
  expect(trained.code, trained.stderr).toBe(0);
}, 60_000);

describe('predict', () => {
  test('writes a mask for each image, and scores where the masks are known', async () => {
    const known = await predict('known', 'known.zip');
    expect(known).toMatchObject({ code: 0, stdout: '' });
    expect(known.stderr).toContain('Predictions of 6 images');
    const files = await contentOf('known.zip');
    expect([...files.keys()]).toEqual([...[0, 1, 2, 3, 4, 5].map((n) => `${n}.png`), 'metrics.csv']);
    const lines = new TextDecoder().decode(files.get('metrics.csv')).trim().split('\n');
    expect(lines[0]).toMatch(/^image,dice,iou,/);
    expect(lines).toHaveLength(7);
  });

  test('takes images without masks, at another threshold, too', async () => {
    expect(await predict('fresh', 'low.zip', '--threshold', '0.001')).toMatchObject({ code: 0 });
    const masks = await contentOf('low.zip');
    expect([...masks.keys()]).toEqual(['8.png', '9.png']);
    expect(await foregroundOf(masks, '8.png')).toBe(side * side);
  });

  test('counts the objects of each image, where masks are known beside theirs', async () => {
    expect(await predict('fresh', 'objects.csv', '--threshold', '0.001')).toMatchObject({ code: 0 });
    const [header, ...lines] = (await readFile(at('objects.csv'), 'utf8')).trim().split('\n');
    expect(header).toMatch(/^image,class,objects,area_px,/);
    // Everything is foreground at this threshold: one object as large as the image.
    expect(lines).toEqual([8, 9].map((n) => `${n}.png,foreground,1,256,256,256,256,256,100,16,16`));
    await predict('known', 'known.csv', '--threshold', '0.001', '--min-size', '300');
    const known = (await readFile(at('known.csv'), 'utf8')).trim().split('\n');
    expect(known[0]).toMatch(/,true_objects,true_area_px$/);
    expect(known[1]).toBe('0.png,foreground,0,0,,,,,0,16,16,0,0');
  });

  test('refuses tables, and thresholds that are none', async () => {
    const table = await predict('fresh', 'masks.npz');
    expect(table).toMatchObject({ code: 2 });
    expect(table.stderr).toMatch(/Image segmentation.*a \.zip file/);
    const size = await predict('fresh', 'objects.csv', '--min-size', '0');
    expect(size).toMatchObject({ code: 2 });
    expect(size.stderr).toContain('min-size is 0.');
    const threshold = await predict('fresh', 'masks.zip', '--threshold', '1.5');
    expect(threshold).toMatchObject({ code: 2 });
    expect(threshold.stderr).toContain('threshold is 1.5. Must be a number above 0 and below 1');
  });
});
