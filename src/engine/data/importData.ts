/** From opened files to a dataset, in one pass: each slab of values is described, hashed, kept, and let go. */
import { type ArrayOutline, type NumericArray, sizeOf } from '../../formats/arrays';
import type { ByteSource } from '../../formats/byteSource';
import type { PlainValues, ReadWatch } from '../../formats/openedFile';
import { type FilePart, type WantedArray, wantedArrays } from '../../formats/readFiles';
import { itemBytesOf } from '../../formats/values';
import type { ArrayHeader, ArraySheet } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import { type PlacedArray, placedIn } from './datasetReader';
import { createSheet, describedColumns, type SheetBuilder } from './describe';
import { createFingerprint } from './fingerprint';

/** Where the values go: one file for the dataset, in which each array has its place. */
export interface DatasetFile {
  write(bytes: Uint8Array, position: number): Promise<void> | void;
}

export interface ImportedData {
  /** In file order. */
  arrays: ArrayOutline[];
  /** Null where statistics were not asked for. */
  sheets: ArraySheet[] | null;
  fingerprint: string;
}

/** Where an array lies after the import: from a byte on in the dataset's file, or where it has been all the time. */
export type ImportPlace = { offset: number } | { plain: PlainValues };

/** The arrays of a dataset before their values are read, and where each will lie. */
export interface ImportPlan {
  wanted: Map<FilePart, WantedArray[]>;
  /** In the order of the arrays. */
  places: ImportPlace[];
  /** Of all values, in memory. */
  bytes: number;
  /** Of the dataset's file. */
  copied: number;
}

/** Values begin at multiples of so many bytes. */
const ALIGNMENT = 64;

/**
 * @param inPlace whether arrays stay in their files where any part of them can be read by itself.
 * @throws AnnealError `data-empty` when no arrays are chosen, and what `wantedArrays` throws.
 */
export function planImport(parts: readonly FilePart[], inPlace = false): ImportPlan {
  const plan: ImportPlan = { wanted: wantedArrays(parts), places: [], bytes: 0, copied: 0 };
  for (const [{ file }, own] of plan.wanted) {
    for (const { header } of own) {
      const plain = inPlace ? (file.plain?.(header.name) ?? null) : null;
      const bytes = bytesOf(header);
      plan.places.push(plain ? { plain } : { offset: plan.copied });
      plan.bytes += bytes;
      if (!plain) plan.copied += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    }
  }
  if (plan.places.length === 0) {
    throw new AnnealError('data-empty', 'No arrays are chosen.', {
      place: parts.map(({ name }) => name).join(', '),
      remedy: 'Choose at least one.',
    });
  }
  return plan;
}

/**
 * @param file of the dataset, for the arrays that are copied.
 * @param describes whether statistics are wanted.
 * @param watch its progress counts bytes of values.
 * @throws AnnealError what reading the files and writing the dataset throws; `cancelled`.
 */
export async function importData(
  { wanted, places, bytes: total }: ImportPlan,
  file: DatasetFile,
  { describes, ...watch }: ReadWatch & { describes: boolean },
): Promise<ImportedData> {
  const all = [...wanted.values()].flat();
  const columns = all.reduce((sum, { header }) => sum + describedColumns(header), 0);
  const begun = all.map(({ header, name }, index): Arriving => {
    const sheet = describes ? createSheet({ ...header, name }, columns) : null;
    const place = places[index]!;
    return { name, header, sheet, position: 'offset' in place ? place.offset : null, categories: null };
  });
  const byHeader = new Map(begun.map((array) => [array.header, array]));
  const fingerprint = createFingerprint(
    begun.map(({ name, header }) => ({ ...header, name, dtype: dtypeOf(header) })),
  );
  let done = 0;
  for (const [{ file: opened }, own] of wanted) {
    const arriving = new Map(own.map(({ header }) => [header.name, byHeader.get(header)!]));
    for await (const { name, data, categories } of opened.stream([...arriving.keys()], {
      signal: watch.signal,
    })) {
      const array = arriving.get(name)!;
      array.categories = categories;
      array.sheet?.add(data);
      await fingerprint.add(array.name, data);
      if (array.position !== null) {
        await file.write(bytesIn(data), array.position);
        array.position += data.byteLength;
      }
      done += data.byteLength;
      watch.onProgress?.(Math.min(done, total), total);
    }
  }
  const arrays = begun.map(outlineOf);
  return {
    arrays,
    sheets: describes ? begun.map(({ sheet }, index) => sheet!.finish(arrays[index]!)) : null,
    fingerprint: await fingerprint.finish(arrays),
  };
}

/** The arrays where the import has left them. @param bytes of the dataset's file. */
export function placedArrays(
  { places }: ImportPlan,
  arrays: readonly ArrayOutline[],
  bytes: ByteSource,
): PlacedArray[] {
  return arrays.map((outline, index) => {
    const place = places[index]!;
    return 'plain' in place ? { outline, values: place.plain } : placedIn(bytes, outline, place.offset);
  });
}

/** An array whose values come in. */
interface Arriving {
  /** In the dataset. */
  name: string;
  /** Of the file; its shape is final when the stream has ended. */
  header: ArrayHeader;
  sheet: SheetBuilder | null;
  /** Where its next values go; null where they stay. */
  position: number | null;
  categories: string[] | null;
}

function outlineOf({ name, header, categories }: Arriving): ArrayOutline {
  const texts = header.dtype === 'string' ? (categories ?? []) : null;
  return { name, dtype: dtypeOf(header), shape: header.shape, categories: texts };
}

function dtypeOf({ dtype }: ArrayHeader): ArrayOutline['dtype'] {
  return dtype === 'string' ? 'int32' : dtype;
}

/** A half takes four bytes once it is widened. */
function bytesOf(header: ArrayHeader): number {
  const dtype = dtypeOf(header);
  return sizeOf(header.shape) * itemBytesOf(dtype === 'float16' ? 'float32' : dtype);
}

function bytesIn({ buffer, byteOffset, byteLength }: NumericArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
