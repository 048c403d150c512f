import { expect, test } from 'vitest';
import type { ImageContents, ImageHeader } from '../imageFiles';
import { pairImages } from './pairing';
import {
  addImage,
  maskChoices,
  mendedPairs,
  pairingCounts,
  pairingTable,
  setLeftOut,
  setMask,
  startPairing,
} from './pairingEdit';

const header: ImageHeader = {
  width: 8,
  height: 9,
  pages: 1,
  channels: 1,
  alpha: false,
  palette: false,
  depth: 8,
};

/** @param odd headers that differ; null for what cannot be read. */
function contentsOf(paths: string[], odd: Record<string, ImageHeader | null> = {}): ImageContents {
  const files = paths.map((path) => {
    const own = path in odd ? odd[path]! : header;
    return { path, header: own, problem: own ? null : `${path} is damaged` };
  });
  return { ...pairImages(paths), files };
}

/** 1 is paired, 2 has no mask, 3 differs in size, 4 cannot be read, 5 has two masks, 6 is a mask alone. */
const mixed = contentsOf(
  [
    ...[1, 2, 3, 4, 5].map((i) => `images/${i}.png`),
    ...['masks/1.png', 'masks/3.png', 'masks/4.png', 'masks/5.png', 'masks/5.bmp', 'masks/6.png'],
  ],
  { 'masks/3.png': { ...header, width: 4 }, 'images/4.png': null },
);

const statesOf = (contents: ImageContents, edit = startPairing(contents)) =>
  pairingTable(contents, edit).rows.map(({ image, mask, state }) => [image ?? mask, state]);

test('every picture has its row and its state', () => {
  expect(statesOf(mixed)).toEqual([
    ['images/1.png', 'paired'],
    ['images/2.png', 'no-mask'],
    ['images/3.png', 'sizes-differ'],
    ['images/4.png', 'unreadable'],
    ['images/5.png', 'ambiguous'],
    ['masks/5.png', 'no-image'],
    ['masks/5.bmp', 'no-image'],
    ['masks/6.png', 'no-image'],
  ]);
  const table = pairingTable(mixed, startPairing(mixed));
  expect(table).toMatchObject({ count: 1, labelled: true });
  expect(table.rows[2]!.detail).toBe('images/3.png is 8 × 9, masks/3.png is 4 × 9');
  expect(pairingCounts(table).map(({ text }) => text)).toEqual([
    '1 pair',
    '1 image without a mask',
    '1 image with several masks',
    '3 masks without an image',
    '1 pair of different sizes',
    '1 file that cannot be read',
  ]);
});

test('a mended pair counts, and only then are pairs sent along', () => {
  const start = startPairing(mixed);
  expect(mendedPairs(mixed, start)).toBeUndefined();
  expect(maskChoices(mixed, start)).toEqual({
    strays: ['masks/5.png', 'masks/5.bmp', 'masks/6.png'],
    images: ['images/2.png', 'images/5.png'],
    used: [1, 3, 4].map((i) => ({ mask: `masks/${i}.png`, image: `images/${i}.png` })),
  });
  const mended = setMask(setMask(start, 'images/2.png', 'masks/6.png'), 'images/5.png', 'masks/5.png');
  expect(statesOf(mixed, mended).slice(1)).toEqual([
    ['images/2.png', 'paired'],
    ['images/3.png', 'sizes-differ'],
    ['images/4.png', 'unreadable'],
    ['images/5.png', 'paired'],
    ['masks/5.bmp', 'no-image'],
  ]);
  expect(pairingTable(mixed, mended).count).toBe(3);
  const without = setLeftOut(mended, 'images/1.png', true);
  expect(statesOf(mixed, without)[0]).toEqual(['images/1.png', 'left-out']);
  expect(mendedPairs(mixed, without)?.map(({ image, mask }) => `${image} ${mask}`)).toEqual([
    'images/2.png masks/6.png',
    'images/3.png masks/3.png',
    'images/4.png masks/4.png',
    'images/5.png masks/5.png',
  ]);
  expect(setLeftOut(without, 'images/1.png', false)).toEqual(mended);
});

test('a set without masks is images, until one becomes the mask of another', () => {
  const plain = contentsOf(['a.png', 'b.png', 'c.png']);
  expect(statesOf(plain).map(([, state]) => state)).toEqual(['image', 'image', 'image']);
  const paired = setMask(startPairing(plain), 'a.png', 'b.png');
  expect(statesOf(plain, paired)).toEqual([
    ['a.png', 'paired'],
    ['c.png', 'no-mask'],
  ]);
  const freed = setMask(paired, 'a.png', null);
  expect(statesOf(plain, freed)).toEqual([
    ['a.png', 'image'],
    ['c.png', 'image'],
    ['b.png', 'no-image'],
  ]);
  expect(mendedPairs(plain, addImage(freed, 'b.png'))?.map(({ image }) => image)).toEqual([
    'a.png',
    'b.png',
    'c.png',
  ]);
});

test('a mask that another image has is swapped, with all that are united with it', () => {
  const pairs = [
    { image: 'images/a.png', mask: 'masks/a.png' },
    { image: 'images/b.png', mask: 'masks/b_1.png', more: ['masks/b_2.png'] },
    { image: 'images/c.png', mask: null },
  ];
  const start = { pairs, leftOut: new Set<string>() };
  const swapped = setMask(start, 'images/a.png', 'masks/b_1.png');
  expect(swapped.pairs).toEqual([
    { image: 'images/a.png', mask: 'masks/b_1.png', more: ['masks/b_2.png'] },
    { image: 'images/b.png', mask: 'masks/a.png' },
    { image: 'images/c.png', mask: null },
  ]);
  expect(setMask(swapped, 'images/a.png', 'masks/a.png').pairs).toEqual(pairs);
  // One that had none gives none.
  expect(setMask(start, 'images/c.png', 'masks/a.png').pairs).toEqual([
    { image: 'images/a.png', mask: null },
    pairs[1],
    { image: 'images/c.png', mask: 'masks/a.png' },
  ]);
});

test('pairs of before are found again in a folder that is opened from further outside, the rest is left out', () => {
  const set = contentsOf(
    ['images/1.png', 'images/2.png', 'images/3.png', 'masks/1.png', 'masks/2.png', 'masks/3.png'].map(
      (path) => `plate/${path}`,
    ),
  );
  const earlier = [
    { image: 'images/1.png', mask: 'masks/2.png', pages: 2 },
    { image: 'images/2.png', mask: 'masks/1.png' },
    { image: 'images/gone.png', mask: 'masks/gone.png' },
  ];
  const start = startPairing(set, earlier);
  expect(start.pairs).toEqual([
    { image: 'plate/images/1.png', mask: 'plate/masks/2.png' },
    { image: 'plate/images/2.png', mask: 'plate/masks/1.png' },
    { image: 'plate/images/3.png', mask: 'plate/masks/3.png' },
  ]);
  expect([...start.leftOut]).toEqual(['plate/images/3.png']);
  // Who chooses a mask for one of the rest wants it read.
  expect(setMask(start, 'plate/images/3.png', 'plate/masks/3.png').leftOut).toEqual(new Set());
  expect(setMask(start, 'plate/images/3.png', null).leftOut).toEqual(start.leftOut);
  expect(mendedPairs(set, start)).toEqual(start.pairs.slice(0, 2));
});

test('a mask that was drawn before its image was turned is told as that', () => {
  const set = contentsOf(['images/a.jpg', 'masks/a.png'], {
    'images/a.jpg': { ...header, width: 30, height: 40, turned: true },
    'masks/a.png': { ...header, width: 40, height: 30 },
  });
  const [row] = pairingTable(set, startPairing(set)).rows;
  expect(row!.detail).toBe(
    'images/a.jpg is 30 × 40 once it is turned as the camera says (save it turned, or turn its mask), masks/a.png is 40 × 30',
  );
});
