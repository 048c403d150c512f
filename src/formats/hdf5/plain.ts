/**
 * Where the values of a contiguous dataset lie in the file. h5wasm does not tell, but what it reads does: the first value
 * and the last are asked for, and the places that the library then reads are compared.
 */
import { sizeOf } from '../arrays';
import type { ByteSource } from '../byteSource';
import type { PlainValues } from '../openedFile';
import type { MountedHdf5 } from './library';
import { dtypeOf, type Hdf5Entry } from './tree';

/** The library reads ahead so many bytes at most; a smaller dataset may not be read a second time. */
const SIEVE = 1 << 16;

/** @returns null for values that are chunked, compressed, converted or few. */
export function findPlain(mounted: MountedHdf5, entry: Hdf5Entry, bytes: ByteSource): PlainValues | null {
  const { dataset, shape, kind } = entry;
  const { chunks, size, virtual_sources: sources, littleEndian, vlen } = dataset.metadata;
  const total = sizeOf(shape) * size;
  const dtype = dtypeOf(kind);
  if (dtype === 'string' || chunks !== null || sources || vlen || total <= 2 * SIEVE) return null;
  const readAt = (index: readonly number[]) => {
    mounted.forgetReads();
    dataset.slice(index.map((at) => [at, at + 1]));
    return mounted.lastRead();
  };
  const last = readAt(shape.map((length) => length - 1));
  const first = readAt(shape.map(() => 0));
  if (first === null || last === null || last - first !== total - size) return null;
  if (first + total > bytes.size) return null;
  return { bytes, offset: first, dtype, bigEndian: !littleEndian };
}
