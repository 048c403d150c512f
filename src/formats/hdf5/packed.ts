/**
 * Packed and missing values as netCDF has them. CF conventions 1.11, section 8.1 and 2.5.1:
 * https://cfconventions.org/Data/cf-conventions/cf-conventions-1.11/cf-conventions.html
 */
import type { DType } from '../../protocol/datasets';
import type { NumericArray } from '../arrays';
import type { Attributes } from './attributes';

export interface Unpacking {
  dtype: DType;
  finish(values: NumericArray): NumericArray;
  /** For people: "times 0.002 plus 280; −32767 is missing". */
  word: string | null;
}

/** What netCDF fills in where nothing was written: https://docs.unidata.ucar.edu/netcdf-c/current/file_format_specifications.html */
const DEFAULT_FILL: Partial<Record<DType, number>> = {
  float32: Math.fround(9.969209968386869e36),
  float64: 9.969209968386869e36,
  int16: -32767,
  uint16: 65535,
  int32: -2147483647,
  uint32: 4294967295,
};

const UNSIGNED: Partial<Record<DType, DType>> = {
  int8: 'uint8',
  int16: 'uint16',
  int32: 'uint32',
  int64: 'uint64',
};

/** @param isNetcdf whether netCDF wrote the file, so that its own fill value means that nothing was written. */
export function unpackingOf(attributes: Attributes, stored: DType, isNetcdf: boolean): Unpacking | null {
  const unsigned = /^true$/i.test(attributes.text('_Unsigned') ?? '') ? UNSIGNED[stored] : undefined;
  const dtype = unsigned ?? stored;
  const scale = attributes.number('scale_factor');
  const offset = attributes.number('add_offset');
  const asStored = (value: number) => {
    if (dtype === 'float32') return Math.fround(value);
    return unsigned && value < 0
      ? value + 2 ** (unsigned === 'uint64' ? 64 : Number(unsigned.slice(4)))
      : value;
  };
  const said = ['_FillValue', 'missing_value'].flatMap((name) => attributes.numbers(name)).map(asStored);
  const missing = new Set(said.filter((value) => !Number.isNaN(value)));
  const fill = isNetcdf && !attributes.has('_FillValue') ? DEFAULT_FILL[dtype] : undefined;
  const [from, to] = attributes.numbers('valid_range').map(asStored);
  const least = from ?? attributes.numbers('valid_min').map(asStored)[0] ?? -Infinity;
  const most = to ?? attributes.numbers('valid_max').map(asStored)[0] ?? Infinity;
  const isScaled = (scale ?? 1) !== 1 || (offset ?? 0) !== 0;
  const isBounded = least > -Infinity || most < Infinity;
  if (!isScaled && !isBounded && missing.size === 0 && fill === undefined && !unsigned) return null;
  const words = [
    ...(unsigned ? ['read as unsigned'] : []),
    ...(isScaled ? [`${scale ?? 1} times what is stored${offset ? ` plus ${offset}` : ''}`] : []),
    ...(missing.size > 0 ? [`${[...missing].join(', ')} stands for missing`] : []),
    ...(isBounded ? [`${beyond(least, most)} is missing`] : []),
  ];
  const word = words.length > 0 ? words.join('; ') : null;
  const unpacked = {
    dtype: unsigned && !isScaled && !isBounded && missing.size === 0 ? dtype : wide(dtype, isScaled),
    word,
  };
  const asUnsigned = (values: NumericArray) => (unsigned ? unsignedView(values) : values);
  if (unpacked.dtype === unsigned) return { ...unpacked, finish: asUnsigned };
  if (fill !== undefined) missing.add(fill);
  return {
    ...unpacked,
    finish(values) {
      const from = asUnsigned(values);
      const into =
        unpacked.dtype === 'float32' ? new Float32Array(from.length) : new Float64Array(from.length);
      for (let i = 0; i < into.length; i++) {
        const value = Number(from[i]);
        const isMissing = value < least || value > most || missing.has(value);
        into[i] = isMissing ? Number.NaN : value * (scale ?? 1) + (offset ?? 0);
      }
      return into;
    },
  };
}

/** Only floats know a value that is missing. */
function wide(dtype: DType, isScaled: boolean): DType {
  return !isScaled && (dtype === 'float32' || dtype === 'float16') ? 'float32' : 'float64';
}

function unsignedView(values: NumericArray): NumericArray {
  const { buffer, byteOffset, length } = values;
  if (values instanceof Int8Array) return new Uint8Array(buffer, byteOffset, length);
  if (values instanceof Int16Array) return new Uint16Array(buffer, byteOffset, length);
  if (values instanceof Int32Array) return new Uint32Array(buffer, byteOffset, length);
  if (values instanceof BigInt64Array) return new BigUint64Array(buffer, byteOffset, length);
  return values;
}

function beyond(least: number, most: number): string {
  if (most === Infinity) return `below ${least}`;
  return least === -Infinity ? `above ${most}` : `outside ${least} to ${most}`;
}
