/** The values of an .npy file as typed arrays in row-major order: byte order, Fortran order, half floats, booleans. */
import type { DType } from '../../protocol/datasets';
import { type NumericArray, sizeOf } from '../arrays';
import type { NpyHeader } from './header';

/**
 * @param buffer exactly the values' bytes; taken over, not copied, and changed in place.
 * @returns the values row-major; float16 widened to float32, bool as 0 or 1.
 */
export function decodeNpyValues(header: NpyHeader, buffer: ArrayBuffer): NumericArray {
  if (header.bigEndian) swapBytes(new Uint8Array(buffer), header.itemBytes);
  const values = viewAs(header.dtype, buffer);
  return header.fortranOrder && header.shape.length > 1 ? toRowMajor(values, header.shape) : values;
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

function swapBytes(bytes: Uint8Array, itemBytes: number): void {
  for (let start = 0; start < bytes.length; start += itemBytes) {
    bytes.subarray(start, start + itemBytes).reverse();
  }
}

/** Values of a column-major array, shape [n0, …, nk], in row-major order. */
function toRowMajor(values: NumericArray, shape: readonly number[]): NumericArray {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return reorder(values, shape);
  return reorder(values, shape);
}

function reorder<T extends NumericArray>(values: T, shape: readonly number[]): T {
  const result = values.slice() as T;
  const index = new Array<number>(shape.length).fill(0);
  const strides: number[] = [];
  for (let axis = 0, stride = 1; axis < shape.length; stride *= shape[axis]!, axis++) strides.push(stride);
  const count = sizeOf(shape);
  let source = 0;
  for (let target = 0; target < count; target++) {
    result[target] = values[source]!;
    // Counts the row-major index up, last axis first, and keeps the column-major offset beside it.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      source += strides[axis]!;
      if (index[axis]! < shape[axis]!) break;
      source -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}
