/** Pictures of stored datasets, as their readers give them. */
import { describe, expect, it } from 'vitest';
import { selectBackend } from '../../../engine/backend';
import { setOf } from '../../../engine/data/arrays.fixture';
import { inFile, watchReads } from '../../../engine/data/datasetReader.fixture';
import type { NamedArray, NumericArray } from '../../../formats/arrays';
import type { FileFormat } from '../../../protocol/datasets';
import type { StoredDataset } from '../../engine';
import { segmentationConfigSchema } from '../config';
import { previewAugmentation } from './previewAugmentation';
import { previewImages } from './previewImages';
import { createImageShelf, openStoredImages } from './storedImages';

const none = { images: '', masks: '' };

function array(
  name: string,
  shape: number[],
  data: NumericArray,
  dtype: NamedArray['dtype'] = 'uint8',
  categories: string[] | null = null,
): NamedArray {
  return { name, dtype, shape, data, categories };
}

let stored = 0;

function store(format: FileFormat, ...list: NamedArray[]): StoredDataset {
  return {
    record: {
      version: 2,
      fingerprint: `${++stored}`,
      name: 'set',
      format,
      files: ['set'],
      bytes: 1,
      createdAt: '2026-01-01T00:00:00.000Z',
      location: { kind: 'arrays' },
      arrays: [],
      warnings: [],
    },
    data: inFile(setOf(...list)),
  };
}

/** Three colour images of different sizes, 8 × 10, 9 × 8 and 4 × 5; the second has one marked pixel. */
function raggedSet(): StoredDataset {
  const pixels = Uint8Array.from({ length: (80 + 72 + 20) * 3 }, (_, i) => (i * 7) % 256);
  const masks = new Uint8Array(172);
  masks[80 + 5] = 255;
  return store(
    'images',
    array('images', [172, 3], pixels),
    array('masks', [172], masks),
    array('sizes', [3, 2], Int32Array.of(8, 10, 9, 8, 4, 5), 'int32'),
    array('names', [3], Int32Array.of(1, 0, 2), 'int32', ['b.png', 'a.png', 'c.png']),
  );
}

describe('pictures of a stored dataset', () => {
  it('show images of different sizes with their own pixels, labels and names', async () => {
    const stored = await openStoredImages(raggedSet(), none);
    expect(stored).toMatchObject({ count: 3, classes: ['background', 'foreground'], problem: null });
    const { pictures } = await previewImages(stored, [1, 0, 2], 100, []);
    const [second, first, third] = pictures;
    expect(second).toMatchObject({
      row: 1,
      name: 'b.png',
      imageHeight: 9,
      imageWidth: 8,
      height: 9,
      width: 8,
    });
    expect([...second!.input.subarray(0, 4)]).toEqual([240, 241, 242, 243].map((i) => (i * 7) % 256));
    expect([...second!.truth!].map((label, i) => label * i).filter((i) => i > 0)).toEqual([5]);
    expect(second!.foreground).toBeCloseTo(1 / 72, 12);
    expect(third).toMatchObject({ name: 'c.png', imageHeight: 4, imageWidth: 5 });
    expect(third!.input[0]).toBe((152 * 3 * 7) % 256);
    expect(first).toMatchObject({ row: 0, name: 'a.png', imageHeight: 8, imageWidth: 10, foreground: 0 });
  });

  it('are shrunk to the side that is asked for, and their buffers are handed over', async () => {
    const grey = Uint8Array.from({ length: 16 * 32 }, (_, i) => (i % 32 < 16 ? 10 : 20));
    const dataset = store('npz', array('x', [1, 16, 32], grey), array('y', [1, 16, 32], new Uint8Array(512)));
    const transfer: Transferable[] = [];
    const { pictures, classes } = await previewImages(
      await openStoredImages(dataset, none),
      [0],
      8,
      transfer,
    );
    expect(classes).toEqual(['background', 'foreground']);
    expect(pictures[0]).toMatchObject({
      name: 'image 1',
      imageHeight: 16,
      imageWidth: 32,
      height: 4,
      width: 8,
    });
    const row = [10, 10, 10, 10, 20, 20, 20, 20].flatMap((value) => [value, value, value]);
    expect([...pictures[0]!.input]).toEqual([...row, ...row, ...row, ...row]);
    expect(transfer).toEqual([pictures[0]!.input.buffer, pictures[0]!.truth!.buffer]);
  });

  it('are there without masks, and where the masks are no labels with the reason', async () => {
    const pixels = array('images', [2, 16, 16, 1], new Uint8Array(512));
    const greys = array(
      'masks',
      [2, 16, 16],
      Uint8Array.from({ length: 512 }, (_, i) => i % 200),
    );
    const bare = await openStoredImages(store('images', pixels), none);
    expect(bare).toMatchObject({ classes: null, problem: null });
    expect((await previewImages(bare, [1], 64, [])).pictures[0]).toMatchObject({
      truth: null,
      foreground: null,
    });
    const { problem, classes } = await openStoredImages(store('images', pixels, greys), none);
    expect(classes).toBeNull();
    expect(problem?.message).toContain('200 different values');
  });

  it('take the arrays that are chosen, and say which are missing', async () => {
    const dataset = store(
      'hdf5',
      array('scan/a', [1, 8, 8], new Uint8Array(64).fill(1)),
      array('scan/b', [1, 8, 8], new Uint8Array(64).fill(2)),
    );
    const stored = await openStoredImages(dataset, { images: 'scan/b', masks: 'scan/a' });
    expect((await stored.load(0)).set.pixels[0]).toBe(2);
    await expect(openStoredImages(dataset, none)).rejects.toMatchObject({ code: 'data-not-found' });
    await expect(stored.load(1)).rejects.toMatchObject({ message: 'set has no image 1, only 1.' });
  });

  it('leave out the label that a configuration ignores', async () => {
    const masks = Uint8Array.from({ length: 512 }, (_, i) => i % 3);
    const dataset = store(
      'npz',
      array('images', [2, 16, 16], new Uint8Array(512)),
      array('masks', [2, 16, 16], masks),
    );
    expect((await openStoredImages(dataset, none)).classes).toHaveLength(3);
    const stored = await openStoredImages(dataset, { ...none, ignoreLabel: 2 });
    expect(stored.classes).toEqual(['background', 'foreground']);
    const { pictures } = await previewImages(stored, [0], 16, []);
    expect([...pictures[0]!.truth!.subarray(0, 4)]).toEqual([0, 1, 255, 0]);
  });

  it('are found out about once for all pages of a dataset, and read by whoever asks', async () => {
    const dataset = raggedSet();
    const shelf = createImageShelf();
    const [first, second] = [watchReads(dataset.data), watchReads(dataset.data)];
    await shelf({ ...dataset, data: first.data }, none);
    expect(first.reads.map(({ name }) => name)).toEqual(['sizes', 'names', 'masks']);
    const images = await shelf({ ...dataset, data: second.data }, none);
    await previewImages(images, [2], 100, []);
    expect(second.reads).toEqual([
      { name: 'images', bytes: 60 },
      { name: 'masks', bytes: 20 },
    ]);
    await shelf({ ...dataset, data: first.data }, none);
    expect(first.reads).toHaveLength(3);
    await expect(shelf(dataset, { images: 'nothing', masks: '' })).rejects.toMatchObject({
      code: 'data-not-found',
    });
    expect((await shelf(dataset, none)).count).toBe(3);
  });

  it('judge floating point by the image that is looked at', async () => {
    const values = Float32Array.from({ length: 128 }, (_, i) => (i < 64 ? i / 63 : i * 1000));
    const wide = BigInt64Array.from({ length: 128 }, (_, i) => BigInt(i));
    for (const [data, dtype] of [
      [values, 'float32'],
      [wide, 'int64'],
    ] as const) {
      const images = await openStoredImages(store('npz', array('x', [2, 8, 8], data, dtype)), none);
      const { pictures } = await previewImages(images, [0, 1], 8, []);
      const grey = (i: number) => Array.from({ length: 64 }, (_, pixel) => pictures[i]!.input[3 * pixel]);
      expect(grey(0)).toEqual(
        dtype === 'int64'
          ? Array.from({ length: 64 }, (_, i) => i)
          : Array.from({ length: 64 }, (_, i) => Math.round((255 * i) / 63)),
      );
      expect(grey(1).at(-1)).toBe(dtype === 'int64' ? 127 : 255);
    }
  });
});

describe('crops as the model sees them', () => {
  it('are one a row, different for the same row, the same for the same draw, and others for another', async () => {
    await selectBackend('cpu');
    const pixels = Uint8Array.from({ length: 2 * 40 * 40 }, (_, i) => (i * 37) % 251);
    const dataset = store(
      'images',
      array('images', [2, 40, 40, 1], pixels),
      array(
        'masks',
        [2, 40, 40],
        Uint8Array.from(pixels, (value) => (value > 125 ? 255 : 0)),
      ),
    );
    const stored = await openStoredImages(dataset, none);
    const plain = { flipHorizontal: 0, flipVertical: 0, rotate90: 0, intensity: { probability: 0 } };
    const config = segmentationConfigSchema.parse({ dataset: { cropSize: 16 }, augmentation: plain });
    const draw = (seed: number) => previewAugmentation(config, stored, [0, 0, 1], seed, []);
    const first = await draw(1);
    expect(first).toMatchObject({ height: 16, width: 16, classes: ['background', 'foreground'] });
    expect(first.crops.map(({ row, name }) => [row, name])).toEqual([
      [0, 'image 1'],
      [0, 'image 1'],
      [1, 'image 2'],
    ]);
    expect(await draw(1)).toEqual(first);
    expect(first.crops[0]!.input).not.toEqual(first.crops[1]!.input);
    expect((await draw(2)).crops[0]!.input).not.toEqual(first.crops[0]!.input);
    // Without changes a crop is a piece of the image, and its labels belong to its pixels.
    for (const { input, truth } of first.crops) {
      const grey = Array.from({ length: 256 }, (_, i) => input[3 * i]!);
      expect([...truth!]).toEqual(grey.map((value) => (value > 125 ? 1 : 0)));
      expect(grey[1]).toBe((grey[0]! + 37) % 251);
    }
  });
});
