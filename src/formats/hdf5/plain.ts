/**
 * Where the values of a contiguous dataset lie in the file. h5wasm does not tell, but what it reads does: the first value
 * and the last are asked for, and the places that the library then reads are compared.
 */
import { sizeOf } from '../arrays';
import type { ByteSource } from '../byteSource';
import type { PlainValues } from '../openedFile';
import type { MountedHdf5 } from './library';
import { readBox } from './rows';
import type { Hdf5Dataset } from './tree';

/** The library reads ahead so many bytes at most; a smaller dataset may not be read a second time. */
const SIEVE = 1 << 16;

/** @returns null for values that are chunked, compressed, converted or few. */
export function findPlain(
  mounted: MountedHdf5,
  { raw, metadata, leaves }: Hdf5Dataset,
  bytes: ByteSource,
): PlainValues | null {
  const { shape, itemBytes, chunks } = raw;
  const [leaf] = leaves.leaves;
  if (leaf?.values.read !== 'numbers' || !leaf.values.plain || leaf.bytes !== itemBytes) return null;
  const total = sizeOf(shape) * itemBytes;
  if (chunks !== null || metadata.virtual_sources || total <= 2 * SIEVE) return null;
  const readAt = (start: number[]) => {
    mounted.forgetReads();
    readBox(mounted, raw, { start, count: shape.map(() => 1) }, () => {});
    return mounted.lastRead();
  };
  const last = readAt(shape.map((length) => length - 1));
  const first = readAt(shape.map(() => 0));
  if (first === null || last === null || last - first !== total - itemBytes) return null;
  if (first + total > bytes.size) return null;
  return { bytes, offset: first, dtype: leaf.values.dtype, bigEndian: !metadata.littleEndian };
}
