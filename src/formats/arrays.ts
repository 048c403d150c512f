/** Named arrays: what files become and datasets are made of. Row-major, first axis = samples. */
import type { DType } from '../protocol/datasets';

export type NumericArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** An array by what is known of it without its values. */
export interface ArrayOutline {
  name: string;
  /** Values are float32 for float16 and 0/1 bytes for bool, so that they always are one of `NumericArray`. */
  dtype: DType;
  shape: number[];
  /** Text columns hold codes into this list (int32, −1 = missing); null for numbers. */
  categories: string[] | null;
}

export interface NamedArray extends ArrayOutline {
  data: NumericArray;
}

/** Arrays by name, in file order. */
export type ArraySet = ReadonlyMap<string, NamedArray>;

/** Number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
