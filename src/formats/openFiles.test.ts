/** Sets of pictures through the front door: loose files, folders and archives, good ones and bad ones among them. */
import { strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { DatasetWarning, ImagePair } from '../protocol/datasets';
import { readCases, readFixture } from './images/images.fixture';
import { writeGrey } from './images/pictures.fixture';
import { writeNpz } from './npy/npz';
import { openFiles } from './openFiles';
import { readFiles } from './readFiles';
import { writeZip } from './zip/zip';

type Content = Record<string, Uint8Array<ArrayBuffer> | string>;

/** As a dropped folder: paths beside names. */
const folder = (content: Content) =>
  Object.entries(content).map(([path, bytes]) => ({
    name: path.split('/').at(-1)!,
    blob: new Blob([bytes]),
    relativePath: path,
  }));

const zipped = (name: string, content: Content) => ({
  name,
  blob: new Blob([
    writeZip(
      Object.entries(content).map(([path, bytes]) => ({
        name: path,
        bytes: typeof bytes === 'string' ? strToU8(bytes) : bytes,
      })),
    ),
  ]),
});

async function read(files: Parameters<typeof openFiles>[0], pairs?: ImagePair[]) {
  const parts = await openFiles(files, { pairs });
  const promised = parts.map(({ file }) => file.arrays.map(({ name, shape, dtype }) => [name, dtype, shape]));
  const arrays = await readFiles(parts);
  const notes: DatasetWarning[] = parts.flatMap(({ file }) => file.notes);
  const found = [...arrays.values()].map(({ name, dtype, shape, categories }) => [
    name,
    categories ? 'string' : dtype,
    shape,
  ]);
  return { parts, arrays, notes, promised: promised.flat(), found, images: parts[0]!.file.images };
}

const values = (arrays: Awaited<ReturnType<typeof read>>['arrays'], name: string) => [
  ...arrays.get(name)!.data,
];
const names = (arrays: Awaited<ReturnType<typeof read>>['arrays']) => {
  const { categories, data } = arrays.get('names')!;
  return [...data].map((code) => categories![Number(code)]);
};

const pair = {
  'images/1.png': writeGrey(2, 2, [1, 2, 3, 4]),
  'masks/1.png': writeGrey(2, 2, [0, 255, 255, 0]),
};
const pngs = new Map(readCases('png').map((image) => [image.name, image]));

describe('a set of pictures', () => {
  it.each<[string, () => Parameters<typeof openFiles>[0]]>([
    ['a folder', () => folder(pair)],
    [
      'a folder with its name',
      () => folder({ 'set/images/1.png': pair['images/1.png'], 'set/masks/1.png': pair['masks/1.png'] }),
    ],
    ['an archive', () => [zipped('set.zip', pair)]],
    ['loose files', () => folder({ '1.png': pair['images/1.png'], '1_mask.png': pair['masks/1.png'] })],
    [
      'two archives',
      () => [
        zipped('images.zip', { '1.png': pair['images/1.png'] }),
        zipped('masks.zip', { '1.png': pair['masks/1.png'] }),
      ],
    ],
  ])('is one set of arrays, from %s', async (_from, files) => {
    const { parts, arrays, promised, found, notes } = await read(files());
    expect(parts).toHaveLength(1);
    expect(found).toEqual([
      ['images', 'uint8', [1, 2, 2, 1]],
      ['masks', 'uint8', [1, 2, 2]],
      ['names', 'string', [1]],
    ]);
    expect(promised).toEqual(found);
    expect(values(arrays, 'images')).toEqual([1, 2, 3, 4]);
    expect(values(arrays, 'masks')).toEqual([0, 255, 255, 0]);
    expect(names(arrays)).toEqual(['1.png']);
    expect(notes).toEqual([]);
  });

  it('tells what will be paired before anything is read', async () => {
    const files = folder({
      ...pair,
      'images/2.png': writeGrey(2, 2, [0, 0, 0, 0]),
      'masks/2.png': writeGrey(3, 2, [0, 0, 0, 0, 0, 0]),
      'masks/9.png': pair['masks/1.png'],
    });
    const [part] = await openFiles(files);
    expect(part).toMatchObject({ name: '5 pictures', bytes: expect.any(Number) });
    expect(part!.file.images).toEqual({
      files: ['images/1.png', 'images/2.png', 'masks/1.png', 'masks/2.png', 'masks/9.png'].map((path) => ({
        path,
        problem: null,
        header: {
          width: path === 'masks/2.png' ? 3 : 2,
          height: 2,
          pages: 1,
          channels: 1,
          alpha: false,
          palette: false,
          depth: 8,
        },
      })),
      pairs: [
        { image: 'images/1.png', mask: 'masks/1.png' },
        { image: 'images/2.png', mask: 'masks/2.png' },
      ],
      unpairedMasks: ['masks/9.png'],
      problems: [
        {
          code: 'sizes-differ',
          paths: ['images/2.png', 'masks/2.png'],
          message: 'images/2.png is 2 × 2, masks/2.png is 3 × 2',
        },
        { code: 'no-image', paths: ['masks/9.png'], message: 'masks/9.png has no image' },
      ],
    });
    expect(part!.file.arrays[0]).toEqual({ name: 'images', shape: [1, 2, 2, 1], dtype: 'uint8' });
  });

  it('reads the rest when some are damaged, too large, unpaired or of other sizes, and names each', async () => {
    const good = writeGrey(2, 2, [9, 9, 9, 9]);
    const broken = good.slice();
    broken[broken.length - 20]! ^= 1;
    const { arrays, notes } = await read(
      folder({
        ...pair,
        'images/2.png': broken,
        'masks/2.png': good,
        'images/3.png': good,
        'masks/3.png': 'no picture at all',
        'images/4.png': writeGrey(20_000, 20_000, []),
        'masks/4.png': good,
        'images/5.png': good,
        'images/6.png': good,
        'masks/6.png': writeGrey(1, 2, [0, 0]),
        'masks/7.png': good,
        'notes.txt': 'hello',
        '.DS_Store': 'x',
        '__MACOSX/images/._1.png': 'x',
      }),
    );
    expect(names(arrays)).toEqual(['1.png']);
    expect(arrays.get('images')!.shape).toEqual([1, 2, 2, 1]);
    expect(values(arrays, 'masks')).toEqual([0, 255, 255, 0]);
    expect(notes).toEqual([
      { code: 'skipped', message: 'Left alone because they are no pictures: notes.txt' },
      {
        code: 'image-unreadable',
        message:
          'Left out because they cannot be read (3): images/2.png is damaged: its part IDAT does not match its checksum; masks/3.png is no PNG, JPEG, TIFF, BMP, GIF or WebP; images/4.png has 20,000 × 20,000 pixels, more than 100 million',
      },
      { code: 'image-unpaired', message: 'Left out because they have no mask (1): images/5.png' },
      {
        code: 'image-sizes',
        message:
          'Left out because image and mask differ in size (1): images/6.png is 2 × 2, masks/6.png is 1 × 2',
      },
      {
        code: 'image-unpaired',
        message: 'Left out because they are masks without an image (1): masks/7.png',
      },
    ]);
  });

  it('names ten and counts the rest', async () => {
    const more = Array.from({ length: 13 }, (_, index) => [`images/x${index}.png`, pair['images/1.png']]);
    const { notes } = await read(folder({ ...pair, ...Object.fromEntries(more) }));
    expect(notes[0]!.message).toMatch(/\(13\): images\/x0\.png, .*images\/x9\.png and 3 more$/);
  });

  const noise = () => {
    let state = 1;
    return Array.from({ length: 90_000 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    });
  };

  it('reads a large picture of an archive whose deflate gives nothing away at first', async () => {
    const archive = zipped('a.zip', { '1.png': writeGrey(300, 300, noise()) });
    const bytes = new Uint8Array(await archive.blob.arrayBuffer());
    const view = new DataView(bytes.buffer);
    // A block of no bytes in front; sizes and offsets of the directory know of it.
    const empty = [0, 0, 0, 0xff, 0xff];
    const end = bytes.length - 22;
    const directory = view.getUint32(end + 16, true);
    view.setUint32(directory + 20, view.getUint32(directory + 20, true) + empty.length, true);
    view.setUint32(end + 16, directory + empty.length, true);
    const start = 30 + '1.png'.length;
    const blob = new Blob([bytes.subarray(0, start), Uint8Array.from(empty), bytes.subarray(start)]);
    const { arrays } = await read([{ name: 'a.zip', blob }]);
    expect(values(arrays, 'images')).toEqual(noise());
  });

  it('leaves a picture out that is damaged in its archive', async () => {
    const large = writeGrey(300, 300, noise());
    const archive = zipped('set.zip', { '1.png': large, '2.png': large, '3.png': large });
    const bytes = new Uint8Array(await archive.blob.arrayBuffer());
    // In the second: behind a third of the archive and its own beginning.
    bytes[Math.floor(bytes.length / 3) + 50_000]! ^= 1;
    const { arrays, notes } = await read([{ name: 'set.zip', blob: new Blob([bytes]) }]);
    expect(names(arrays)).toEqual(['1.png', '3.png']);
    expect(values(arrays, 'images')).toEqual([...noise(), ...noise()]);
    expect(notes).toEqual([
      {
        code: 'image-unreadable',
        message: 'Left out because they cannot be read (1): set.zip: "2.png" does not match its checksum',
      },
    ]);
  });

  it('lays images of different sizes one after the other, with their sizes', async () => {
    const { arrays, found, promised } = await read(
      folder({
        ...pair,
        'images/2.png': writeGrey(3, 1, [7, 8, 9]),
        'masks/2.png': writeGrey(3, 1, [0, 0, 255]),
      }),
    );
    expect(found).toEqual([
      ['images', 'uint8', [7, 1]],
      ['masks', 'uint8', [7]],
      ['sizes', 'int32', [2, 2]],
      ['names', 'string', [2]],
    ]);
    expect(promised).toEqual(found);
    expect(values(arrays, 'images')).toEqual([1, 2, 3, 4, 7, 8, 9]);
    expect(values(arrays, 'masks')).toEqual([0, 255, 255, 0, 0, 0, 255]);
    expect(values(arrays, 'sizes')).toEqual([2, 2, 1, 3]);
  });

  it('takes images without masks', async () => {
    const { found, arrays } = await read(
      folder({ 'b/10.png': pair['images/1.png'], 'b/9.png': pair['images/1.png'] }),
    );
    expect(found.map(([name]) => name)).toEqual(['images', 'names']);
    expect(names(arrays)).toEqual(['9.png', '10.png']);
  });

  it('widens grey among colours and 8 bits among 16, and says so', async () => {
    const grey = pngs.get('grey 8')!;
    const colours = pngs.get('colours and alpha 16')!;
    const bit = pngs.get('grey 1')!;
    const { arrays, notes, found } = await read(
      folder({ '1.png': grey.file, '2.png': colours.file, '3.png': bit.file }),
    );
    expect(found[0]).toEqual(['images', 'uint16', [3, 5, 7, 3]]);
    const pixels = values(arrays, 'images');
    expect(pixels.slice(0, 105)).toEqual(
      grey.values.flatMap((value) => [value * 257, value * 257, value * 257]),
    );
    expect(pixels.slice(105, 210)).toEqual(colours.values.filter((_, index) => index % 4 < 3));
    expect(pixels.slice(210)).toEqual(
      bit.values.flatMap((value) => [value * 65535, value * 65535, value * 65535]),
    );
    expect(notes).toEqual([
      { code: 'image-converted', message: '1 of 3 images had transparency, which is left out' },
      { code: 'image-converted', message: '2 of 3 images were grey and became 3 equal channels' },
      { code: 'image-converted', message: '2 of 3 images had fewer bits and were scaled to 16' },
    ]);
  });

  it('looks colours of palettes up in images, and keeps the indices in masks', async () => {
    const image = pngs.get('palette 4')!;
    const { arrays } = await read(folder({ 'images/1.png': image.file, 'masks/1.png': image.file }));
    expect(values(arrays, 'masks')).toEqual(image.values);
    expect(values(arrays, 'images')).toEqual(
      image.values.flatMap((index) => image.palette!.slice(3 * index, 3 * index + 3)),
    );
  });

  it('keeps the labels of masks of 16 bits and of grey that was saved as colours, and numbers other colours', async () => {
    const wide = pngs.get('grey 16')!;
    const colours = pngs.get('colours 8')!;
    const size = { width: 7, height: 5 };
    const images = {
      'images/1.png': writeGrey(7, 5, Array(35).fill(1)),
      'images/2.png': writeGrey(7, 5, Array(35).fill(1)),
    };
    const { arrays, notes } = await read(
      folder({ ...images, 'masks/1.png': wide.file, 'masks/2.png': colours.file }),
    );
    expect(wide).toMatchObject(size);
    const labels = values(arrays, 'masks');
    expect(labels.slice(0, 35)).toEqual(wide.values);
    const [r, g, b] = colours.values as [number, number, number];
    expect(labels[35]).toBe(256 + 1024 * Math.floor(r / 8) + 32 * Math.floor(g / 8) + Math.floor(b / 8));
    const hex = [r, g, b].map((value) => value.toString(16).padStart(2, '0')).join('');
    expect(notes.at(-1)).toMatchObject({
      code: 'image-converted',
      message: expect.stringMatching(
        new RegExp(`^Colours of the masks became labels: #${hex} is ${labels[35]}, .* more$`),
      ),
    });
  });

  it('pairs the pages of stacks', async () => {
    const [stack] = readCases('tiffStacks');
    const { arrays, found } = await read(
      folder({ 'volume.tif': stack!.file, 'volume_labels.tif': stack!.file }),
    );
    expect(found).toEqual([
      ['images', 'uint8', [3, 5, 7, 1]],
      ['masks', 'uint8', [3, 5, 7]],
      ['names', 'string', [3]],
    ]);
    expect(values(arrays, 'masks')).toEqual(stack!.values);
    expect(names(arrays)).toEqual(['volume.tif#1', 'volume.tif#2', 'volume.tif#3']);
  });

  it('takes pairs that were mended, and lists what is in none', async () => {
    const files = folder({
      'a.png': pair['images/1.png'],
      'b.png': pair['masks/1.png'],
      'c.png': pair['images/1.png'],
    });
    const { arrays, images } = await read(files, [{ image: 'a.png', mask: 'b.png' }]);
    expect(values(arrays, 'masks')).toEqual([0, 255, 255, 0]);
    expect(images!.problems).toEqual([
      { code: 'left-out', paths: ['c.png'], message: 'c.png is in no pair' },
    ]);
    await expect(openFiles(files, { pairs: [{ image: 'z.png', mask: null }] })).rejects.toMatchObject({
      code: 'data-not-found',
      message: '3 pictures has no picture "z.png".',
    });
  });

  it('warns of masks that are empty everywhere, and goes on', async () => {
    const { notes, found } = await read(folder({ ...pair, 'masks/1.png': writeGrey(2, 2, [0, 0, 0, 0]) }));
    expect(found).toHaveLength(3);
    expect(notes).toEqual([
      { code: 'masks-empty', message: 'No mask marks a single pixel: every label is 0' },
    ]);
  });

  it('leaves arrays in archives alone, and opens other files beside pictures', async () => {
    const array = { name: 'X', dtype: 'float32' as const, shape: [1], data: Float32Array.of(1) };
    const npz = { name: 'a.npz', blob: new Blob([writeNpz([array])]) };
    const { parts } = await read([npz, ...folder({ 'a.png': pair['images/1.png'] })]);
    expect(parts.map(({ name, file }) => [name, file.format])).toEqual([
      ['a.npz', 'npz'],
      ['a.png', 'images'],
    ]);
  });

  it.each([
    [
      'a damaged one alone',
      folder({ 'a.png': 'x' }),
      'file-format',
      'a.png is no PNG, JPEG, TIFF, BMP, GIF or WebP.',
    ],
    [
      'only damaged ones',
      folder({ 'a.png': 'x', 'b.png': '' }),
      'file-format',
      'a.png is no PNG, JPEG, TIFF, BMP, GIF or WebP. And so on, for all 2.',
    ],
    [
      'one for print',
      folder({ 'a.jpg': readFixture('jpegRefused', 'CMYK') }),
      'file-unsupported',
      'a.jpg is a JPEG for print (CMYK).',
    ],
    [
      'a huge one',
      folder({ 'a.png': writeGrey(20_000, 20_000, []) }),
      'file-too-large',
      'a.png has 20,000 × 20,000 pixels, more than 100 million.',
    ],
    [
      'an archive without arrays or pictures',
      [zipped('a.zip', { 'a.txt': 'x' })],
      'data-empty',
      'a.txt has a header but no rows.',
    ],
    ['nothing', [], 'data-empty', 'No files are chosen.'],
    [
      'pairs that all differ in size',
      folder({ ...pair, 'masks/1.png': writeGrey(1, 1, [0]) }),
      'data-empty',
      '2 pictures: no image can be used. Left out because image and mask differ in size (1): images/1.png is 2 × 2, masks/1.png is 1 × 1.',
    ],
  ])('refuses %s', async (_what, files, code, message) => {
    await expect(read(files)).rejects.toMatchObject({ code, message });
  });

  it('reports progress file by file and stops when told to', async () => {
    const seen: [string, number, number][] = [];
    const parts = await openFiles(folder(pair), { onProgress: (...progress) => seen.push(progress) });
    expect(seen).toEqual([
      ['2 pictures', 1, 2],
      ['2 pictures', 2, 2],
    ]);
    const stop = new AbortController();
    stop.abort();
    await expect(readFiles(parts, { signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
    await expect(openFiles(folder(pair), { signal: stop.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

it('tables whose first column is called as other formats begin are tables', async () => {
  for (const text of ['BMI,Age,Glucose,Outcome\n33.6,50,148,1\n', 'BM\n1\n2\n', 'PAR1,PAR2,y\n1,2,3\n']) {
    const [part] = await openFiles([{ name: 'x.csv', blob: new Blob([text]) }]);
    expect(part!.file.format).toBe('csv');
    expect(part!.file.arrays[0]!.name).toBe(text.split(/[,\n]/)[0]);
  }
});
