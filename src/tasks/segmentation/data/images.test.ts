/** Named arrays as images and masks: layouts, names, classes, and what is refused in which words. */
import { describe, expect, it } from 'vitest';
import { setOf, texts } from '../../../engine/data/arrays.fixture';
import { residentData } from '../../../engine/data/datasetReader';
import type { ArraySet, NamedArray, NumericArray } from '../../../formats/arrays';
import { findImages } from './imageLayout';
import type { ImageChoice } from './imageRoles';
import { holdImages, openImages } from './images';
import { readMaskClasses } from './masks';

const none = { images: '', masks: '' };

/** What is read of arrays, in memory. */
async function imageSetOf(arrays: ArraySet, choice: ImageChoice, known?: readonly number[]) {
  const data = residentData(arrays);
  const found = await findImages(data, choice);
  const reading = found.masks && (await readMaskClasses(data, found.masks, known));
  const { images, remarks } = await openImages(data, found, reading);
  const { set, labels } = await holdImages(images);
  const masks = reading && { labels: labels!, classes: reading.classes, values: reading.values };
  return { images: set, masks, remarks: [...remarks, ...(reading?.remarks ?? [])] };
}

function array(
  name: string,
  shape: number[],
  data: NumericArray,
  dtype: NamedArray['dtype'] = 'uint8',
): NamedArray {
  return { name, dtype, shape, data, categories: null };
}
const bytes = (name: string, shape: number[], ...values: number[]) =>
  array(name, shape, Uint8Array.from(values));
/** Two images of 2 × 2. */
const images = bytes('images', [2, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8);
const masksOf = (...values: number[]) => bytes('masks', [2, 2, 2], ...values);
const read = (...arrays: NamedArray[]) => imageSetOf(setOf(...arrays), none);
const classesOf = async (masks: NamedArray, known?: number[]) => {
  const set = await imageSetOf(setOf(images, masks), none, known);
  const { labels, classes, values } = set.masks!;
  return { labels: [...labels], classes, values, remarks: set.remarks };
};

describe('images from arrays', () => {
  it('takes [N, H, W] and [N, H, W, C]', async () => {
    const grey = (await read(images)).images;
    expect(grey).toMatchObject({ count: 2, channels: 1, fullScale: 255, names: ['image 1', 'image 2'] });
    expect([grey.heights, grey.widths, grey.starts].map((numbers) => [...numbers])).toEqual([
      [2, 2],
      [2, 2],
      [0, 4],
    ]);
    expect(grey.pixels).toEqual(images.data);
    const colours = (await read({ ...images, shape: [1, 2, 2, 2] })).images;
    expect(colours).toMatchObject({ count: 1, channels: 2 });
    expect([...colours.starts]).toEqual([0]);
    expect((await read(images)).masks).toBeNull();
  });

  it('takes images of different sizes with their sizes beside them', async () => {
    const pixels = bytes('images', [10, 1], 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    const sizes = array('sizes', [2, 2], Int32Array.of(2, 2, 2, 3), 'int32');
    const masks = bytes('masks', [10], 0, 0, 1, 1, 0, 0, 0, 0, 0, 1);
    const set = await read(pixels, sizes, masks, texts('names', ['a.png', 'b.png']));
    expect(set.images).toMatchObject({ count: 2, channels: 1, names: ['a.png', 'b.png'] });
    expect([...set.images.heights, ...set.images.widths, ...set.images.starts]).toEqual([2, 2, 2, 3, 0, 4]);
    expect([...set.masks!.labels]).toEqual([...masks.data].map(Number));
    await expect(read(pixels, array('sizes', [2, 2], Int32Array.of(2, 2, 2, 2), 'int32'))).rejects.toThrow(
      '`images` has 10 pixels, `sizes` promises 8',
    );
  });

  it('finds arrays by their usual names, or by those that are chosen', async () => {
    const x = { ...images, name: 'group/X' };
    const y = masksOf(0, 1, 0, 1, 0, 1, 0, 1);
    expect((await read(x, { ...y, name: 'Y' })).masks!.classes).toEqual(['background', 'foreground']);
    const chosen = await imageSetOf(setOf(images, { ...images, name: 'other' }, { ...y, name: 'drawn' }), {
      images: 'other',
      masks: 'drawn',
    });
    expect(chosen.masks!.values).toEqual([0, 1]);
    await expect(imageSetOf(setOf(images), { images: '', masks: 'drawn' })).rejects.toThrow(
      'There is no array `drawn` to take the masks from.',
    );
  });

  it('knows what a full sample is, also where NumPy made bytes wide', async () => {
    const words = array('images', [1, 2, 2], Uint16Array.of(0, 1, 2, 65535), 'uint16');
    expect((await read(words)).images.fullScale).toBe(65535);
    const wide = array('images', [1, 2, 2], BigInt64Array.of(0n, 1n, 2n, 255n), 'int64');
    expect((await read(wide)).images).toMatchObject({ fullScale: 255, pixels: Uint8Array.of(0, 1, 2, 255) });
    const signed = array('images', [1, 2, 2], Int16Array.of(0, -1, 9, 255), 'int16');
    expect((await read(signed)).images).toMatchObject({
      fullScale: 1,
      pixels: Float32Array.of(0, -1, 9, 255),
    });
    const floats = array('images', [1, 2, 2], Float64Array.of(0, 0.5, 1, -1), 'float64');
    expect(await read(floats)).toMatchObject({
      images: { fullScale: 1, pixels: Float32Array.of(0, 0.5, 1, -1) },
      remarks: [],
    });
    const large = array('images', [1, 2, 2], Float32Array.of(0, 0.5, 1, 255), 'float32');
    expect((await read(large)).remarks).toMatchObject([{ code: 'image-range' }]);
    const truth = array('images', [1, 2, 2], Uint8Array.of(0, 1, 1, 0), 'bool');
    expect((await read(truth)).images).toMatchObject({ fullScale: 1, pixels: Float32Array.of(0, 1, 1, 0) });
  });

  it.each<[string, NamedArray[], string, string]>([
    ['no images', [bytes('table', [3], 1, 2, 3)], 'data-not-found', 'The data hold no images.'],
    ['a table', [bytes('images', [2, 2], 1, 2, 3, 4)], 'data-mismatch', '`images` is no set of images.'],
    ['none of them', [bytes('images', [0, 2, 2])], 'data-empty', '`images` holds no images.'],
    [
      'channels in front',
      [bytes('images', [1, 3, 2, 20], ...new Array(120).fill(0))],
      'data-mismatch',
      '`images` would have 20 channels.',
    ],
    [
      'text',
      [{ ...texts('other', ['a']), name: 'images', shape: [1, 1, 1] }],
      'data-not-found',
      'The data hold no images.',
    ],
    [
      'missing pixels',
      [array('images', [1, 1, 2], Float32Array.of(1, Number.NaN), 'float32')],
      'data-missing',
      '`images` holds NaN.',
    ],
    [
      'fewer masks',
      [images, bytes('masks', [1, 2, 2], 0, 0, 0, 0)],
      'data-mismatch',
      '`masks` holds 1 masks for 2 images.',
    ],
    [
      'masks of another size',
      [images, bytes('masks', [2, 2, 1, 2], ...new Array(8).fill(0))],
      'data-mismatch',
      '`masks` has masks of shape [2, 1, 2] for images of [2, 2].',
    ],
  ])('refuses %s', async (_what, arrays, code, message) => {
    await expect(read(...arrays)).rejects.toMatchObject({ code, message });
  });
});

describe('classes from masks', () => {
  it('are background and foreground for two values, whichever', async () => {
    for (const [low, high] of [
      [0, 1],
      [0, 255],
      [3, 7],
    ] as const) {
      expect(await classesOf(masksOf(low, high, high, low, low, low, low, high))).toEqual({
        labels: [0, 1, 1, 0, 0, 0, 0, 1],
        classes: ['background', 'foreground'],
        values: [low, high],
        remarks: [],
      });
    }
  });

  it('are named by their values for more, the labels in the order of values', async () => {
    expect(await classesOf(masksOf(0, 20, 5, 255, 0, 5, 5, 20))).toMatchObject({
      labels: [0, 2, 1, 3, 0, 1, 1, 2],
      classes: ['background', '5', '20', '255'],
      values: [0, 5, 20, 255],
    });
    expect((await classesOf(masksOf(1, 2, 3, 1, 1, 1, 1, 1))).classes).toEqual(['1', '2', '3']);
  });

  it('are told from any type of number', async () => {
    for (const [data, dtype] of [
      [Float32Array.of(0, 1, 2, 0, 0, 1, 2, 0), 'float32'],
      [BigInt64Array.of(0n, 1n, 2n, 0n, 0n, 1n, 2n, 0n), 'int64'],
      [Uint16Array.of(0, 1, 2, 0, 0, 1, 2, 0), 'uint16'],
    ] as const) {
      expect((await classesOf(array('masks', [2, 2, 2, 1], data, dtype))).labels).toEqual([
        0, 1, 2, 0, 0, 1, 2, 0,
      ]);
    }
  });

  it('are two when the masks are the same everywhere, with a remark', async () => {
    expect(await classesOf(masksOf(0, 0, 0, 0, 0, 0, 0, 0))).toEqual({
      labels: [0, 0, 0, 0, 0, 0, 0, 0],
      classes: ['background', 'foreground'],
      values: [0, 255],
      remarks: [
        { code: 'masks-empty', message: '`masks` is the same everywhere: no pixel is marked in any image' },
      ],
    });
    expect(await classesOf(masksOf(9, 9, 9, 9, 9, 9, 9, 9))).toMatchObject({
      labels: [1, 1, 1, 1, 1, 1, 1, 1],
      values: [0, 9],
    });
  });

  /** Mostly 0 and 255, with the values of a soft edge between. */
  const soft = (edge: number[], full = 255) => {
    const values = [...new Array(400).fill(0), ...new Array(300).fill(full), ...edge];
    const data = full === 1 ? Float32Array.from(values) : Uint8Array.from(values);
    const pixels = bytes('images', [1, 1, values.length], ...new Array(values.length).fill(0));
    return imageSetOf(
      setOf(pixels, {
        ...array('masks', [1, 1, values.length], data),
        dtype: full === 1 ? 'float32' : 'uint8',
      }),
      none,
    );
  };

  it('are cut at half where masks have soft edges, with a remark', async () => {
    const edge = Array.from({ length: 100 }, (_, index) => Math.round((255 * index) / 99));
    const { masks, remarks } = await soft(edge);
    expect(masks).toMatchObject({ classes: ['background', 'foreground'], values: [0, 255] });
    expect([...masks!.labels.slice(700)]).toEqual(edge.map((value) => (value > 127.5 ? 1 : 0)));
    expect(remarks).toEqual([
      {
        code: 'masks-soft',
        message: '`masks` has soft edges (100 values from 0 to 255): pixels above half are foreground',
      },
    ]);
    // What JPEG leaves of black and white.
    expect([...(await soft([1, 2, 3, 252, 253, 254])).masks!.labels.slice(700)]).toEqual([0, 0, 0, 1, 1, 1]);
    expect([
      ...(
        await soft(
          edge.map((value) => value / 255),
          1,
        )
      ).masks!.labels.slice(700, 703),
    ]).toEqual([0, 0, 0]);
  });

  it('are labels where few values lie apart', async () => {
    const labels = await soft([1, 2, 3, 4, 20]);
    expect(labels.masks!.classes).toEqual(['background', '1', '2', '3', '4', '20', '255']);
    expect((await soft([50, 100, 150, 200])).masks!.values).toEqual([0, 50, 100, 150, 200, 255]);
  });

  it('are refused where masks look like pictures, with what to do', async () => {
    const many = Uint8Array.from({ length: 200 }, (_, index) => index);
    const pixels = bytes('images', [1, 10, 20], ...many);
    const grey = imageSetOf(setOf(pixels, array('masks', [1, 10, 20], many)), none);
    await expect(grey).rejects.toMatchObject({
      code: 'data-type',
      message: '`masks` holds 200 different values, so the masks look like grey images.',
      details: { remedy: expect.stringContaining('dataset.masks') },
    });
  });

  it('follow a checkpoint on new data, also where some are missing', async () => {
    const known = [0, 5, 20];
    expect(await classesOf(masksOf(20, 20, 0, 0, 0, 0, 0, 0), known)).toMatchObject({
      labels: [2, 2, 0, 0, 0, 0, 0, 0],
      classes: ['background', '5', '20'],
      values: known,
      remarks: [],
    });
    expect((await classesOf(masksOf(0, 0, 0, 0, 0, 0, 0, 0), [0, 255])).labels).toEqual(new Array(8).fill(0));
    // A mask of 0 and 1 for a model that learnt from 0 and 255.
    expect(await classesOf(masksOf(0, 1, 0, 0, 0, 0, 0, 0), [0, 255])).toMatchObject({
      labels: [0, 1, 0, 0, 0, 0, 0, 0],
      values: [0, 255],
    });
    for (const [found, listed] of [
      [[0, 5, 7, 8, 0, 0, 0, 0], '7, 8'],
      [[1, 1, 1, 1, 1, 1, 1, 1], '1'],
    ] as const) {
      await expect(classesOf(masksOf(...found), known)).rejects.toMatchObject({
        code: 'data-mismatch',
        message: `\`masks\` holds values that the model does not know: ${listed}.`,
      });
    }
  });
});
