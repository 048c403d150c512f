/** The one number of a TensorProto (tensorflow/core/framework/tensor.proto), as newer writers store scalars. */
import { doublesOf, floatsOf, integerOf, integersOf, type ProtoField, readFields } from '../protobuf';

/** How a value lies in `tensor_content`, little-endian, by the number of its type (types.proto). */
const contents = new Map<number, { bytes: number; get: (view: DataView) => number }>([
  [1, { bytes: 4, get: (view) => view.getFloat32(0, true) }],
  [2, { bytes: 8, get: (view) => view.getFloat64(0, true) }],
  [3, { bytes: 4, get: (view) => view.getInt32(0, true) }],
  [4, { bytes: 1, get: (view) => view.getUint8(0) }],
  [5, { bytes: 2, get: (view) => view.getInt16(0, true) }],
  [6, { bytes: 1, get: (view) => view.getInt8(0) }],
  [9, { bytes: 8, get: (view) => Number(view.getBigInt64(0, true)) }],
  [10, { bytes: 1, get: (view) => view.getUint8(0) }],
  [14, { bytes: 2, get: (view) => brainFloat(view.getUint16(0, true)) }],
  [17, { bytes: 2, get: (view) => view.getUint16(0, true) }],
  [19, { bytes: 2, get: (view) => halfFloat(view.getUint16(0, true)) }],
  [22, { bytes: 4, get: (view) => view.getUint32(0, true) }],
  [23, { bytes: 8, get: (view) => Number(view.getBigUint64(0, true)) }],
]);

const BFLOAT16 = 14;

/**
 * @returns null for a tensor of more values than one, of none, or of texts and complex numbers.
 * @throws file-format for what is no message.
 */
export function scalarOfTensor(tensor: Uint8Array): number | null {
  let type = 0;
  let content: Uint8Array | null = null;
  const values: number[] = [];
  for (const field of readFields(tensor)) {
    switch (field.number) {
      case 1:
        type = integerOf(field);
        break;
      case 2:
        if (sizeOfShape(field) !== 1) return null;
        break;
      case 4:
        if (field.bytes.length > 0) content = field.bytes;
        break;
      case 5:
        values.push(...first(floatsOf(field)));
        break;
      case 6:
        values.push(...first(doublesOf(field)));
        break;
      case 7: // int32 and what is shorter
      case 10: // int64
      case 11: // bool
      case 16: // uint32
      case 17: // uint64
        values.push(...first(integersOf(field)));
        break;
      case 13: // half and bfloat16, as their bits
        values.push(...first(integersOf(field)).map(type === BFLOAT16 ? brainFloat : halfFloat));
        break;
    }
  }
  if (content) {
    const known = contents.get(type);
    if (!known || content.length !== known.bytes) return null;
    return known.get(new DataView(content.buffer, content.byteOffset, content.byteLength));
  }
  if (values.length > 0) return values[0]!;
  // A zero may be left out altogether.
  return contents.has(type) ? 0 : null;
}

/** The shape has said that there is one; where it has not, the first counts. */
function first(values: ArrayLike<number>): number[] {
  return values.length > 0 ? [values[0]!] : [];
}

/** The product of its lengths; 1 for a scalar, -1 where one is not known. */
function sizeOfShape({ bytes }: ProtoField): number {
  let size = 1;
  for (const dimension of readFields(bytes)) {
    if (dimension.number === 3 && integerOf(dimension) !== 0) return -1;
    if (dimension.number !== 2) continue;
    let length = 0;
    for (const one of readFields(dimension.bytes)) if (one.number === 1) length = integerOf(one);
    size *= length;
  }
  return size;
}

/** Its bits are the upper half of a float32. */
function brainFloat(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(2, bits, true);
  return view.getFloat32(0, true);
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
