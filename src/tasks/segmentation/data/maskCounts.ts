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
  for (let row = 0; row < layout.count; row++) {
    const { from, to } = pixelRange(layout, row, row + 1);
    const values: NumericArray = await data.read(array.name, from, to);
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
