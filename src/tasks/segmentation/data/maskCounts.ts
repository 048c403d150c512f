/**
 * How often each value occurs in masks, and how often inside of areas of it: what lies only at edges, a pixel or two wide,
 * comes of drawing with soft edges or of lossy compression. The masks are read once.
 */
import { type DatasetReader, readBlocks } from '../../../engine/data/datasetReader';
import type { ArrayOutline, NumericArray } from '../../../formats/arrays';
import { type ImageLayout, pixelRange } from './imageLayout';

export interface MaskCounts {
  /** Pixels of each value. */
  pixels: ReadonlyMap<number, number>;
  /** Those whose neighbours above, below and beside have the same value; null where the layout is not known. */
  inside: ReadonlyMap<number, number> | null;
}

/** Beyond so many values they are no labels; those that are known are counted on. */
const MAX_VALUES = 65536;

let last: { key: string; counts: Promise<MaskCounts> } | null = null;

/** @param layout of the images, which the masks share. What was counted last is kept for a dataset with a fingerprint. */
export function countMasks(
  data: DatasetReader,
  array: ArrayOutline,
  layout?: ImageLayout,
): Promise<MaskCounts> {
  const count = () => (layout ? countAreas(data, array, layout) : countValues(data, array));
  if (!data.fingerprint) return count();
  const key = JSON.stringify([data.fingerprint, array.name, layout !== undefined]);
  if (last?.key !== key) {
    const counts = count();
    last = { key, counts };
    counts.catch(() => {
      last = null;
    });
  }
  return last.counts;
}

async function countValues(data: DatasetReader, array: ArrayOutline): Promise<MaskCounts> {
  const tally = createTally();
  for await (const values of readBlocks(data, array.name)) {
    for (let index = 0; index < values.length; index++) tally.add(Number(values[index]));
  }
  return { pixels: tally.finish(), inside: null };
}

async function countAreas(
  data: DatasetReader,
  array: ArrayOutline,
  layout: ImageLayout,
): Promise<MaskCounts> {
  const all = createTally();
  const inside = createTally();
  for await (const { row, values } of masksOf(data, array, layout)) {
    const width = layout.widths[row]!;
    const end = values.length - width;
    for (let index = 0; index < values.length; index++) {
      const value = values[index]!;
      all.add(Number(value));
      const isInside =
        index >= width &&
        index < end &&
        value === values[index - 1] &&
        value === values[index + 1] &&
        value === values[index - width] &&
        value === values[index + width];
      if (isInside) inside.add(Number(value));
    }
  }
  return { pixels: all.finish(), inside: inside.finish() };
}

/** Pixels that are read together, where single masks are smaller. */
const BLOCK = 1 << 22;

async function* masksOf(
  data: DatasetReader,
  array: ArrayOutline,
  layout: ImageLayout,
): AsyncGenerator<{ row: number; values: NumericArray }> {
  for (let first = 0, end = 1; first < layout.count; first = end++) {
    const { from } = pixelRange(layout, first, end);
    while (end < layout.count && pixelRange(layout, first, end + 1).to - from <= BLOCK) end++;
    const block = await data.read(array.name, from, pixelRange(layout, first, end).to);
    for (let row = first; row < end; row++) {
      const own = pixelRange(layout, row, row + 1);
      yield { row, values: block.subarray(own.from - from, own.to - from) };
    }
  }
}

function createTally() {
  const bins = new Float64Array(65536);
  const others = new Map<number, number>();
  return {
    add(value: number): void {
      if (value >= 0 && value < 65536 && Number.isInteger(value)) {
        bins[value]!++;
        return;
      }
      const count = others.get(value);
      if (count !== undefined) others.set(value, count + 1);
      else if (others.size < MAX_VALUES) others.set(value, 1);
    },
    finish(): Map<number, number> {
      for (const [value, count] of bins.entries()) if (count > 0) others.set(value, count);
      return others;
    },
  };
}
