/** Masks with a label that is ignored, and with what soft edges and compression leave. */
import { expect, it } from 'vitest';
import { residentData } from '../../../engine/data/datasetReader';
import type { NamedArray } from '../../../formats/arrays';
import { IGNORED } from '../kernels/maskSums';
import { findImages } from './imageLayout';
import { type MaskOptions, readMaskClasses } from './masks';
import { findStrays } from './strayValues';

const side = 20;

/** A mask by what lies at each pixel's distance from the middle. */
const rings = (valueAt: (distance: number) => number) =>
  Uint16Array.from({ length: side * side }, (_, i) =>
    valueAt(Math.hypot((i % side) - 9.5, Math.floor(i / side) - 9.5)),
  );

async function read(data: Uint16Array, options: Omit<MaskOptions, 'layout'> = {}) {
  const array = (name: string): NamedArray => ({
    name,
    dtype: 'uint16',
    shape: [1, side, side],
    data,
    categories: null,
  });
  const set = residentData(new Map(['images', 'masks'].map((name) => [name, array(name)])));
  const { masks, layout } = await findImages(set, { images: 'images', masks: 'masks' });
  const reading = await readMaskClasses(set, masks!, { ...options, layout });
  const labels = reading.labelsOf(data);
  return { ...reading, counts: (label: number) => labels.filter((one) => one === label).length };
}

const voc = rings((r) => (r < 3 ? 2 : r < 6 ? 1 : r < 7 ? 255 : 0));

it('ignores 255 around classes, with a word, unless somebody says otherwise', async () => {
  const border = voc.filter((value) => value === 255).length;
  const auto = await read(voc);
  expect(auto).toMatchObject({ classes: ['background', '1', '2'], values: [0, 1, 2], ignored: 255 });
  expect(auto.counts(IGNORED)).toBe(border);
  expect(auto.remarks).toEqual([
    {
      code: 'masks-ignored',
      message: `\`masks\` marks by 255 what belongs to no class (${border} pixels): ignored; dataset.ignoreLabel says otherwise`,
    },
  ]);
  expect(await read(voc, { ignore: -1 })).toMatchObject({
    values: [0, 1, 2, 255],
    ignored: null,
    remarks: [],
  });
  const other = await read(voc, { ignore: 2 });
  expect(other).toMatchObject({ values: [0, 1, 255], ignored: 2 });
  expect(await read(voc, { known: [0, 1, 2], ignore: 255 })).toMatchObject({
    values: [0, 1, 2],
    ignored: 255,
  });
});

it('takes 255 for a class where it marks most, and beside nothing else', async () => {
  expect(await read(rings((r) => (r < 2 ? 1 : r < 9 ? 255 : 0)))).toMatchObject({ ignored: null });
  expect(await read(rings((r) => (r < 5 ? 255 : 0)))).toMatchObject({ values: [0, 255], ignored: null });
});

/** Labels of colours (`maskLabels.ts`): red in 32 steps. */
const red = (step: number) => 256 + step * 1024;

it('counts blends at the edge of a colour as the nearest, with a word', async () => {
  const soft = rings((r) => (r < 6 ? red(31) : r < 7.4 ? red(Math.round((31 * (7.4 - r)) / 1.4)) : 0));
  const { classes, values, remarks, counts } = await read(soft);
  expect({ classes, values }).toEqual({ classes: ['background', 'foreground'], values: [0, red(31)] });
  expect(counts(1)).toBe(soft.filter((value) => value > red(15)).length);
  expect(remarks[0]?.message).toMatch(/at edges alone, as blending and compression leave them/);
});

it('counts a few pixels beside a label as that label, but keeps a small class that has an area', async () => {
  const stray = rings((r) => (r < 8 ? 1 : 0));
  stray[9 * side + 9] = 2;
  expect(await read(stray)).toMatchObject({ values: [0, 1] });
  const small = rings((r) => (r < 2 ? 2 : r < 8 ? 1 : 0));
  expect(await read(small)).toMatchObject({ values: [0, 1, 2], remarks: [] });
});

it('finds the greys of three classes again that were saved as JPEG', () => {
  // Of eight masks of 64 × 48 with discs of 128 and 255, saved by Pillow at quality 80: how often the greys from one on occur.
  const greys: [number, number[]][] = [
    [0, [21246, 188, 184, 175, 152, 144, 118, 118, 116, 75, 82, 46, 32, 30, 21, 21, 21, 14, 13, 12, 4, 6]],
    [116, [10, 16, 16, 19, 32, 23, 33, 31, 37, 27, 41, 49, 117, 34, 49, 30, 38, 26, 39, 18, 30, 21, 18, 7]],
    [242, [13, 9, 15, 21, 22, 27, 19, 42, 40, 38, 46, 46, 38, 471]],
  ];
  const pixels = new Map(
    greys.flatMap(([from, counts]) => counts.map((count, index) => [from + index, count] as const)),
  );
  const areas = new Map([0, 128, 255].map((value) => [value, 0.5 * pixels.get(value)!]));
  const strays = findStrays({ pixels, inside: areas })!;
  expect([...pixels.keys()].filter((value) => !strays.nearest.has(value))).toEqual([0, 128, 255]);
  expect([9, 130, 250].map((value) => strays.nearest.get(value))).toEqual([0, 128, 255]);
  // Greys that are areas of their own are classes.
  const own = new Map([...pixels].map(([value, count]) => [value, 0.5 * count]));
  expect(findStrays({ pixels, inside: own })).toBeNull();
});
