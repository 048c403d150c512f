/** How numbers lie in files and in memory: byte order, half floats, booleans; row-major and column-major. */
import type { DType } from '../protocol/datasets';
import { type NumericArray, sizeOf } from './arrays';
import type { ByteSource } from './byteSource';
import { allocate, type PlainValues, type ReadWatch, throwIfAborted } from './openedFile';

/** Bytes of a slab: large enough for speed, small enough for progress and for many at once. */
export const SLAB_BYTES = 1 << 22;

/** Bytes of one value in a file. */
export function itemBytesOf(dtype: DType): number {
  return itemBytes[dtype];
}

const itemBytes: Record<DType, number> = {
  float16: 2,
  float32: 4,
  float64: 8,
  int8: 1,
  uint8: 1,
  bool: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
};

/**
 * @param buffer exactly the values' bytes; taken over, not copied, and changed in place.
 * @returns float16 widened to float32, bool as 0 or 1.
 */
export function decodeValues(dtype: DType, bigEndian: boolean, buffer: ArrayBuffer): NumericArray {
  if (bigEndian) swapBytes(new Uint8Array(buffer), itemBytesOf(dtype));
  return viewAs(dtype, buffer);
}

export function viewAs(dtype: DType, buffer: ArrayBuffer): NumericArray {
  switch (dtype) {
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer), widenHalf);
    case 'float32':
      return new Float32Array(buffer);
    case 'float64':
      return new Float64Array(buffer);
    case 'int8':
      return new Int8Array(buffer);
    case 'uint8':
      return new Uint8Array(buffer);
    case 'bool':
      return new Uint8Array(buffer).map((value) => (value === 0 ? 0 : 1));
    case 'int16':
      return new Int16Array(buffer);
    case 'uint16':
      return new Uint16Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'uint32':
      return new Uint32Array(buffer);
    case 'int64':
      return new BigInt64Array(buffer);
    case 'uint64':
      return new BigUint64Array(buffer);
  }
}

/** IEEE 754 binary16 to a number: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
export function widenHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function swapBytes(bytes: Uint8Array, size: number): void {
  for (let start = 0; start < bytes.length; start += size) {
    for (let low = start, high = start + size - 1; low < high; low++, high--) {
      const byte = bytes[low]!;
      bytes[low] = bytes[high]!;
      bytes[high] = byte;
    }
  }
}

/** Values `start` to `end` of an array that lies plainly in a file. */
export async function readPlain(
  { bytes, offset, dtype, bigEndian }: PlainValues,
  start: number,
  end: number,
): Promise<NumericArray> {
  const size = itemBytesOf(dtype);
  const part = bytes.slice(offset + start * size, offset + end * size);
  return decodeValues(dtype, bigEndian, await part.arrayBuffer());
}

/** The values of an array that lies plainly in a file, in slabs. @param count of its values. */
export async function* streamPlain(
  plain: PlainValues,
  count: number,
  place: string,
  { onProgress, signal }: ReadWatch = {},
): AsyncGenerator<NumericArray> {
  const step = SLAB_BYTES / itemBytesOf(plain.dtype);
  for (let start = 0; start < count; start += step) {
    throwIfAborted(signal, place);
    const end = Math.min(start + step, count);
    yield await readPlain(plain, start, end);
    onProgress?.(end, count);
  }
}

/**
 * The values of a column-major array in row-major slabs: for some rows at a time, the pieces of all columns.
 * @param bytes exactly the values'.
 */
export async function* streamColumnMajor(
  bytes: ByteSource,
  { dtype, bigEndian, shape }: { dtype: DType; bigEndian: boolean; shape: readonly number[] },
  place: string,
  { onProgress, signal }: ReadWatch = {},
): AsyncGenerator<NumericArray> {
  const size = itemBytesOf(dtype);
  const [rows = 0, ...rest] = shape;
  const width = sizeOf(rest);
  // Several slabs at once: short pieces of many columns would be one read each.
  const step = Math.max(1, Math.floor((8 * SLAB_BYTES) / Math.max(1, width * size)));
  const columns = rowMajorColumns(rest);
  for (let start = 0; start < rows; start += step) {
    throwIfAborted(signal, place);
    const count = Math.min(step, rows - start);
    const block = new Uint8Array(allocate(count * width * size, place));
    for (let column = 0; column < width; column++) {
      const from = (column * rows + start) * size;
      const piece = new Uint8Array(await bytes.slice(from, from + count * size).arrayBuffer());
      scatter(piece, block, columns[column]! * size, width * size, size);
    }
    yield decodeValues(dtype, bigEndian, block.buffer);
    onProgress?.(start + count, rows);
  }
}

/** For each position of the axes after the first in column-major order, the one in row-major order. */
function rowMajorColumns(rest: readonly number[]): Float64Array {
  return Float64Array.from({ length: sizeOf(rest) }, (_, position) => {
    let left = position;
    let found = 0;
    let stride = sizeOf(rest);
    for (const length of rest) {
      stride /= length;
      found += (left % length) * stride;
      left = Math.floor(left / length);
    }
    return found;
  });
}

/** Copies items of `size` bytes to every `step` bytes from `offset` on. */
function scatter(items: Uint8Array, target: Uint8Array, offset: number, step: number, size: number): void {
  if (size === 8 && offset % 8 === 0) {
    const [from, to] = [new Float64Array(items.buffer), new Float64Array(target.buffer)];
    for (let i = 0, at = offset / 8; i < from.length; i++, at += step / 8) to[at] = from[i]!;
    return;
  }
  for (let i = 0, at = offset; i < items.length; i += size, at += step) {
    for (let byte = 0; byte < size; byte++) target[at + byte] = items[i + byte]!;
  }
}

/** From every record the bytes at the offset, one after the other. */
export function gather(
  raw: Uint8Array,
  recordBytes: number,
  offset: number,
  length: number,
): Uint8Array<ArrayBuffer> {
  if (length === recordBytes) return new Uint8Array(raw);
  const count = raw.length / recordBytes;
  const gathered = new Uint8Array(count * length);
  for (let item = 0, from = offset, to = 0; item < count; item++, from += recordBytes) {
    for (let byte = 0; byte < length; byte++) gathered[to++] = raw[from + byte]!;
  }
  return gathered;
}

const NOT_A_TIME = -(2n ** 63n);

/** Whole numbers of some unit of time as doubles, NaN for NumPy's NaT, which is the smallest 64-bit number. */
export function timesOf(values: NumericArray): Float64Array {
  return Float64Array.from([...values], (value) => (value === NOT_A_TIME ? Number.NaN : Number(value)));
}
