/** Numbers that are narrower than their storage, or of a kind of their own: bfloat16, twelve bits in two bytes. */
import type { DType } from '../../protocol/datasets';
import type { NumericArray } from '../arrays';
import { decodeValues, viewAs } from '../values';
import { bitsAt, integerAt, type StoredFloat, type StoredInteger } from './datatype';

export interface NumberReader {
  dtype: DType;
  /** Whether the values lie in the file as the dtype says, but for the order of their bytes. */
  plain: boolean;
  /** @param buffer exactly the values' bytes, which may be changed. */
  decode(buffer: ArrayBuffer): NumericArray;
}

/** @returns what the numbers are in words, where no dtype holds them. */
export function integerReader(type: StoredInteger): NumberReader | string {
  const { size, signed, bitOffset, precision, bigEndian } = type;
  const bits = [8, 16, 32, 64].find((width) => precision <= width);
  if (!bits || precision === 0 || bitOffset + precision > 8 * size)
    return `whole numbers of ${precision} bits`;
  const dtype = integerTypes[signed ? 'signed' : 'unsigned'][bits]!;
  if (bits === 8 * size && precision === bits) return plainReader(dtype, bigEndian);
  return {
    dtype,
    plain: false,
    decode(buffer) {
      const view = new DataView(buffer);
      const values = viewAs(dtype, new ArrayBuffer((buffer.byteLength / size) * (bits / 8)));
      if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
        for (let i = 0; i < values.length; i++) values[i] = integerAt(view, i * size, type);
      } else {
        for (let i = 0; i < values.length; i++) values[i] = Number(integerAt(view, i * size, type));
      }
      return values;
    },
  };
}

/** @returns what the numbers are in words, where no dtype holds them. */
export function floatReader(type: StoredFloat): NumberReader | string {
  const { size, bigEndian, bitOffset, precision, sign, exponent, mantissa, implied } = type;
  const isIeee = ieee.find(
    (format) =>
      format.bytes === size &&
      bitOffset === 0 &&
      precision === 8 * size &&
      sign === precision - 1 &&
      exponent.at === format.mantissa &&
      exponent.bits === precision - 1 - format.mantissa &&
      exponent.bias === 2 ** (exponent.bits - 1) - 1 &&
      mantissa.at === 0 &&
      mantissa.bits === format.mantissa &&
      implied,
  );
  if (isIeee) return plainReader(isIeee.dtype, bigEndian);
  if (exponent.bits > 11 || mantissa.bits > 52 || size > 8 || exponent.bits === 0)
    return `floats of ${precision} bits, more than a double has`;
  const isSingle = mantissa.bits <= 23 && exponent.bits <= 8 && exponent.bias <= 127;
  return {
    dtype: isSingle ? 'float32' : 'float64',
    plain: false,
    decode(buffer) {
      const view = new DataView(buffer);
      const count = buffer.byteLength / size;
      const values = isSingle ? new Float32Array(count) : new Float64Array(count);
      for (let i = 0; i < count; i++) values[i] = floatOf(bitsAt(view, i * size, type), type);
      return values;
    },
  };
}

/** All exponent bits set: infinite or no number; none set: a fraction without the leading one. As IEEE 754 has it. */
function floatOf(bits: bigint, { sign, exponent, mantissa, implied }: StoredFloat): number {
  const part = (at: number, width: number) => Number(BigInt.asUintN(width, bits >> BigInt(at)));
  const negative = part(sign, 1) === 1 ? -1 : 1;
  const power = part(exponent.at, exponent.bits);
  const fraction = part(mantissa.at, mantissa.bits);
  if (power === 2 ** exponent.bits - 1)
    return fraction === 0 ? negative * Number.POSITIVE_INFINITY : Number.NaN;
  const scaled = fraction * 2 ** -mantissa.bits;
  if (!implied) return negative * scaled * 2 ** (power - exponent.bias);
  if (power === 0) return negative * scaled * 2 ** (1 - exponent.bias);
  return negative * (1 + scaled) * 2 ** (power - exponent.bias);
}

export function plainReader(dtype: DType, bigEndian: boolean): NumberReader {
  return { dtype, plain: true, decode: (buffer) => decodeValues(dtype, bigEndian, buffer) };
}

const ieee: readonly { bytes: number; mantissa: number; dtype: DType }[] = [
  { bytes: 2, mantissa: 10, dtype: 'float16' },
  { bytes: 4, mantissa: 23, dtype: 'float32' },
  { bytes: 8, mantissa: 52, dtype: 'float64' },
];

const integerTypes: Record<'signed' | 'unsigned', Record<number, DType>> = {
  signed: { 8: 'int8', 16: 'int16', 32: 'int32', 64: 'int64' },
  unsigned: { 8: 'uint8', 16: 'uint16', 32: 'uint32', 64: 'uint64' },
};
