/** The bytes of a dataset, some rows at a time, as the library lays them into its memory. */
import type { Metadata } from 'h5wasm';
import { AnnealError } from '../../protocol/errors';
import { sizeOf } from '../arrays';
import { type ReadWatch, throwIfAborted } from '../openedFile';
import { SLAB_BYTES } from '../values';
import type { MountedHdf5 } from './library';

/** Bytes read at once, rounded up to whole chunks unless those are larger than the second. */
const SLAB = 2 * SLAB_BYTES;
const LARGEST_SLAB = 1 << 27;

/** A dataset by where it is and how it lies in memory. */
export interface RawDataset {
  path: string;
  shape: number[];
  /** Of an element, in memory. */
  itemBytes: number;
  chunks: number[] | null;
  /** Whether the library takes memory for text of varying length, which is to be given back. */
  hasPointers: boolean;
  /** Whether its bytes can only be had while the library's complaints are not heard: see `Leaves.complains`. */
  complains: boolean;
}

/** A box of a dataset: where it begins and how far it reaches along each axis. */
export interface Box {
  start: number[];
  count: number[];
}

/**
 * @param use the bytes while they lie there: a view of the library's memory, good until it returns.
 * @throws Error with HDF5's own account.
 */
export function readBox<Result>(
  { file, module }: MountedHdf5,
  { path, itemBytes, hasPointers, complains }: RawDataset,
  { start, count }: Box,
  use: (bytes: Uint8Array, heap: Uint8Array) => Result,
): Result {
  const bytes = sizeOf(count) * itemBytes;
  const pointer = bytes < module.MAXIMUM_MEMORY ? module._malloc(Math.max(1, bytes)) : 0;
  if (pointer === 0) throw tooMuch(path, bytes);
  const counts = count.map(BigInt);
  // A single value has no axes to choose from.
  const isBox = count.length > 0;
  try {
    // Of a read that breaks off, what was in memory must not be taken for pointers.
    if (hasPointers) module.HEAPU8.fill(0, pointer, pointer + bytes);
    if (complains) module.deactivate_throwing_error_handler();
    const status = module.get_dataset_data(
      file.file_id,
      path,
      isBox ? counts : null,
      isBox ? start.map(BigInt) : null,
      isBox ? count.map(() => 1n) : null,
      BigInt(pointer),
    );
    if (status < 0) throw new Error('its values could not be read');
    const heap = module.HEAPU8;
    return use(heap.subarray(pointer, pointer + bytes), heap);
  } finally {
    if (complains) module.activate_throwing_error_handler();
    if (hasPointers && isBox) {
      module.reclaim_vlen_memory_count(file.file_id, path, '', BigInt(pointer), counts);
    }
    module._free(pointer);
  }
}

/** Boxes of a dataset in the order of its values, each of some megabytes. */
export function* boxesOf({
  shape,
  itemBytes,
  chunks,
}: Omit<RawDataset, 'path' | 'hasPointers' | 'complains'>): Generator<Box> {
  if (shape.length === 0) {
    yield { start: [], count: [] };
    return;
  }
  const [rows = 0, ...rest] = shape;
  const rowBytes = Math.max(1, sizeOf(rest) * itemBytes);
  if (rowBytes > LARGEST_SLAB && rest.length > 0) {
    const inner = { shape: rest, itemBytes, chunks: chunks?.slice(1) ?? null };
    for (let row = 0; row < rows; row++) {
      for (const { start, count } of boxesOf(inner)) yield { start: [row, ...start], count: [1, ...count] };
    }
    return;
  }
  const chunkRows = chunks?.[0] ?? 1;
  // A slab ends where a chunk ends, so that no chunk is inflated twice.
  const whole = Math.max(1, Math.ceil(SLAB / rowBytes / chunkRows)) * chunkRows;
  const step = Math.max(1, Math.min(whole, Math.floor(LARGEST_SLAB / rowBytes)));
  for (let start = 0; start < rows; start += step) {
    yield { start: [start, ...rest.map(() => 0)], count: [Math.min(step, rows - start), ...rest] };
  }
}

/** Reads a dataset from its beginning to its end. */
export async function* readBoxes<Result>(
  mounted: MountedHdf5,
  dataset: RawDataset,
  place: string,
  { onProgress, signal }: ReadWatch,
  use: (bytes: Uint8Array, heap: Uint8Array) => Result,
): AsyncGenerator<Result> {
  const total = sizeOf(dataset.shape);
  let done = 0;
  for (const box of boxesOf(dataset)) {
    throwIfAborted(signal, place);
    yield readBox(mounted, dataset, box, use);
    done += sizeOf(box.count);
    onProgress?.(done, total);
    // Reading is synchronous: without a turn of the event loop no cancellation would ever be heard.
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** All of a small dataset. */
export function readWhole<Result>(
  mounted: MountedHdf5,
  dataset: RawDataset,
  use: (bytes: Uint8Array, heap: Uint8Array) => Result,
): Result {
  return readBox(mounted, dataset, { start: dataset.shape.map(() => 0), count: dataset.shape }, use);
}

export function pointersIn({ vlen, type, vlen_type, compound_type, array_type }: Metadata): boolean {
  return (
    vlen ||
    type === 9 ||
    vlen_type !== undefined ||
    (compound_type?.members.some(pointersIn) ?? false) ||
    (array_type !== undefined && pointersIn(array_type))
  );
}

function tooMuch(path: string, bytes: number): AnnealError {
  return new AnnealError(
    'out-of-memory',
    `${path} cannot be read: ${bytes} bytes of it do not fit into memory.`,
    {
      place: path,
      received: `${bytes} bytes`,
      remedy: 'Save the array in parts, or with smaller chunks.',
    },
  );
}
