/** One session of a stored dataset, and its arrays a few bins at a time: what is looked at is read, never the whole. */
import type { DatasetReader } from '../../../engine/data/datasetReader';
import { type ArrayOutline, type NumericArray, sizeOf } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';
import { heed, type StoredDataset, type Watch } from '../../engine';
import type { FoundSession } from '../data/session';
import { sessionGroups, sessionShape } from '../data/sessionArrays';

export interface StoredSession extends FoundSession {
  data: DatasetReader;
}

/** @throws AnnealError `data-not-found` without such a session, and what is wrong with its shapes. */
export function openStoredSession({ record, data }: StoredDataset, name: string): StoredSession {
  const groups = sessionGroups(data.arrays.values());
  const group = groups.find((one) => one.name === name);
  if (group) return { data, ...group, shape: sessionShape(name, group.arrays) };
  throw new AnnealError('data-not-found', `${record.name} has no session ${name}.`, {
    place: name,
    remedy: `It has: ${
      groups
        .slice(0, 20)
        .map((one) => one.name)
        .join(', ') || 'none'
    }.`,
  });
}

/** Bins from one up to another. */
export interface BinRange {
  start: number;
  end: number;
}

/** Values that are read at a time. */
const BLOCK_VALUES = 1 << 20;

/** More values than this, and only a part of them is read. */
export const MOST_VALUES = 1 << 25;

/**
 * Which bins of a stretch are read: all of them, block by block, or where those hold too many values the first bins of each
 * of so many equal parts.
 * @param width values of a bin.
 */
export function rangesToRead(
  { start, end }: BinRange,
  width: number,
  parts: number,
  mostValues = MOST_VALUES,
): { ranges: BinRange[]; sampled: boolean } {
  const bins = end - start;
  const sampled = bins * width > mostValues;
  const count = Math.min(bins, sampled ? parts : Math.ceil((bins * width) / BLOCK_VALUES));
  const each = sampled ? Math.max(1, Math.floor(mostValues / (width * parts))) : bins;
  // The first bin that is not before a part of the stretch: the same parts as `columnOf` tells.
  const beginning = (part: number) => start + Math.ceil((part * bins) / count);
  const ranges = Array.from({ length: count }, (_, part) => ({
    start: beginning(part),
    end: Math.min(beginning(part + 1), beginning(part) + each),
  }));
  return { ranges, sampled };
}

/** In which of so many equal parts of a stretch a bin lies. */
export const columnOf = ({ start, end }: BinRange, bin: number, columns: number): number =>
  Math.floor(((bin - start) * columns) / (end - start));

/** Values of a bin of an array whose first axis are the bins. */
export const widthOf = ({ shape }: ArrayOutline): number => sizeOf(shape.slice(1));

/**
 * The values of several arrays side by side, range after range; null stands for an array that there is not.
 * @throws cancelled between two ranges, once nobody waits.
 */
export async function* readRanges(
  data: DatasetReader,
  arrays: readonly (ArrayOutline | undefined)[],
  ranges: readonly BinRange[],
  watch: Watch,
): AsyncGenerator<BinRange & { values: (NumericArray | null)[] }> {
  let unheeded = 0;
  for (const [index, { start, end }] of ranges.entries()) {
    if (unheeded >= BLOCK_VALUES) {
      await heed(watch, index, ranges.length);
      unheeded = 0;
    }
    const values = await Promise.all(
      arrays.map((array) => array && data.read(array.name, start * widthOf(array), end * widthOf(array))),
    );
    for (const part of values) unheeded += part?.length ?? 0;
    yield { start, end, values: values.map((part) => part ?? null) };
  }
}
