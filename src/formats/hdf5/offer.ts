/** What a file offers together: arrays that are read in one go, such as the columns of a table. */
import type { ArrayHeader } from '../../protocol/datasets';
import { type NumericArray, sizeOf } from '../arrays';
import { createCategoryEncoder } from '../categories';
import type { PlainValues, ReadWatch, Slab } from '../openedFile';
import { gather } from '../values';
import type { Leaf } from './leaves';
import type { MountedHdf5 } from './library';
import { type RawDataset, readBoxes } from './rows';

export interface Offer {
  arrays: ArrayHeader[];
  /** @param names some of them. @param file for errors. */
  stream(names: readonly string[], file: string, watch: ReadWatch): AsyncIterable<Slab>;
  /** Where the values of the only array lie as they are. */
  plain?(): PlainValues | null;
  /** What is said of how they are read. */
  words?: string[];
  /** Numbers of the filters that the values went through. */
  filters: number[];
  /** Whether the arrays are columns of a table that has a name of its own, their prefix. */
  table?: string;
}

/** An array of a dataset: all of it, or a field of its records. */
export interface Part {
  header: ArrayHeader;
  leaf: Leaf;
  /** From one of its values to the next; an element of the dataset where it is left out. */
  recordBytes?: number;
  /** Of numbers: what is made of them at last. */
  finish?(values: NumericArray): NumericArray;
}

/** Arrays of one dataset, which is read once for all of them. */
export function offerOf(
  mounted: MountedHdf5,
  dataset: RawDataset,
  parts: readonly Part[],
  filters: number[],
): Offer {
  return {
    arrays: parts.map(({ header }) => header),
    filters,
    async *stream(names, file, watch) {
      const wanted = parts.filter(({ header }) => names.includes(header.name));
      const place = `${file}/${dataset.path.replace(/^\//, '')}`;
      const takers = wanted.map((part) => takerOf({ recordBytes: dataset.itemBytes, ...part }, place));
      const slabs = readBoxes(mounted, dataset, place, watch, (bytes, heap) =>
        takers.flatMap((take) => take.add(bytes, heap) ?? []),
      );
      for await (const taken of slabs) yield* taken;
      for (const taker of takers) {
        const last = taker.finish();
        if (last) yield last;
      }
    },
  };
}

interface Taker {
  /** Of numbers, the slab that comes of these bytes. */
  add(bytes: Uint8Array, heap: Uint8Array): Slab | null;
  /** Of text, all of it. */
  finish(): Slab | null;
}

function takerOf(
  { header: { name, shape }, leaf, finish, recordBytes }: Part & { recordBytes: number },
  place: string,
): Taker {
  const { values, offset, bytes, dims } = leaf;
  const length = bytes * sizeOf(dims);
  if (values.read === 'numbers') {
    return {
      add(raw) {
        const decoded = values.decode(gather(raw, recordBytes, offset, length).buffer);
        return { name, data: finish ? finish(decoded) : decoded, categories: null };
      },
      finish: () => null,
    };
  }
  const encoder = createCategoryEncoder(sizeOf(shape), place);
  return {
    add(raw, heap) {
      for (const text of values.decode(gather(raw, recordBytes, offset, length), heap)) encoder.add(text);
      return null;
    },
    finish() {
      const { data, categories } = encoder.finish(name, shape);
      return { name, data, categories };
    },
  };
}
