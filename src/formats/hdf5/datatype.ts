/**
 * Datatype messages of HDF5, to the last bit: where the bits of a number lie, in which order its bytes, and the values of an
 * enumeration as they are stored. Format: https://docs.hdfgroup.org/hdf5/v1_14/_f_m_t3.html, section IV.A.2.d.
 */
import { textAt, unsigned } from './objectHeader';

export interface StoredInteger {
  kind: 'integer';
  size: number;
  bigEndian: boolean;
  signed: boolean;
  bitOffset: number;
  precision: number;
}

export interface StoredFloat {
  kind: 'float';
  size: number;
  bigEndian: boolean;
  bitOffset: number;
  precision: number;
  sign: number;
  exponent: { at: number; bits: number; bias: number };
  mantissa: { at: number; bits: number };
  /** Whether the leading one is left out, as IEEE 754 does. */
  implied: boolean;
}

export type StoredType =
  | StoredInteger
  | StoredFloat
  | { kind: 'text'; size: number; variable: boolean }
  | { kind: 'enum'; size: number; base: StoredInteger; members: [name: string, value: bigint][] }
  | { kind: 'record'; size: number; members: { name: string; offset: number; type: StoredType }[] }
  | { kind: 'array'; size: number; dims: number[]; of: StoredType }
  | { kind: 'reference'; size: number; object: boolean }
  /** A date or a span of NumPy, as h5py keeps it. */
  | { kind: 'time'; size: number; bigEndian: boolean; unit: string }
  /** What no array is made of, in words. */
  | { kind: 'other'; size: number; what: string };

const MAX_DEPTH = 32;

/** @throws RangeError for what is damaged or unknown. */
export function parseDatatype(message: DataView): StoredType {
  return parse(message, 0, 0).type;
}

interface Parsed {
  type: StoredType;
  end: number;
}

function parse(view: DataView, at: number, depth: number): Parsed {
  if (depth > MAX_DEPTH) throw new RangeError('types within types');
  const first = view.getUint8(at);
  const version = first >> 4;
  const flags = unsigned(view, at + 1, 3);
  const size = view.getUint32(at + 4, true);
  const props = at + 8;
  switch (first & 15) {
    case 0:
    case 4:
      return { type: integer(view, props, size, flags, (first & 15) === 0), end: props + 4 };
    case 1:
      return { type: float(view, props, size, flags), end: props + 12 };
    case 2:
      return { type: { kind: 'other', size, what: 'times' }, end: props + 2 };
    case 3:
      return { type: { kind: 'text', size, variable: false }, end: props };
    case 5:
      return { type: opaque(view, props, size, flags & 0xff), end: props + (flags & 0xff) };
    case 6:
      return record(view, props, { size, count: flags & 0xffff, version, depth });
    case 7:
      return { type: { kind: 'reference', size, object: (flags & 15) === 0 }, end: props };
    case 8:
      return enumeration(view, props, { size, count: flags & 0xffff, version, depth });
    case 9: {
      const base = parse(view, props, depth + 1);
      const isText = (flags & 15) === 1;
      const type: StoredType = isText
        ? { kind: 'text', size, variable: true }
        : { kind: 'other', size, what: 'lists of varying length' };
      return { type, end: base.end };
    }
    case 10:
      return array(view, props, { size, version, depth });
    case 11:
      return {
        type: { kind: 'other', size, what: 'complex numbers' },
        end: parse(view, props, depth + 1).end,
      };
    default:
      throw new RangeError(`datatype class ${first & 15}`);
  }
}

function integer(
  view: DataView,
  props: number,
  size: number,
  flags: number,
  isNumber: boolean,
): StoredInteger {
  return {
    kind: 'integer',
    size,
    bigEndian: (flags & 1) !== 0,
    signed: isNumber && (flags & 8) !== 0,
    bitOffset: view.getUint16(props, true),
    precision: view.getUint16(props + 2, true),
  };
}

function float(view: DataView, props: number, size: number, flags: number): StoredType {
  const byte = (at: number) => view.getUint8(props + at);
  if (flags & 0x40) return { kind: 'other', size, what: 'numbers in the byte order of a VAX' };
  const normalization = (flags >> 4) & 3;
  if (normalization === 1) return { kind: 'other', size, what: 'floats of an old machine' };
  return {
    kind: 'float',
    size,
    bigEndian: (flags & 1) !== 0,
    bitOffset: view.getUint16(props, true),
    precision: view.getUint16(props + 2, true),
    sign: (flags >> 8) & 0xff,
    exponent: { at: byte(4), bits: byte(5), bias: view.getUint32(props + 8, true) },
    mantissa: { at: byte(6), bits: byte(7) },
    implied: normalization === 2,
  };
}

/** h5py writes dates of NumPy as opaque bytes with such a tag: `NUMPY:datetime64[ns]`, `NUMPY:<M8[ns]`. */
function opaque(view: DataView, props: number, size: number, length: number): StoredType {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + props, length);
  const tag = new TextDecoder().decode(bytes).replace(/\0.*$/s, '');
  const [, order, unit] = /^NUMPY:([<>|=]?)[Mm]8\[([^\]]+)\]$/.exec(tag) ?? [];
  if (unit && size === 8) return { kind: 'time', size, bigEndian: order === '>', unit };
  return { kind: 'other', size, what: 'opaque bytes' };
}

interface Composite {
  size: number;
  version: number;
  depth: number;
}

function record(
  view: DataView,
  props: number,
  { size, count, version, depth }: Composite & { count: number },
): Parsed {
  const members: { name: string; offset: number; type: StoredType }[] = [];
  let at = props;
  for (let index = 0; index < count; index++) {
    const name = textAt(view, at);
    at = version >= 3 ? name.end + 1 : padded(at, name.end + 1);
    const width = version >= 3 ? bytesFor(size) : 4;
    const offset = unsigned(view, at, width);
    at += width;
    // The first version has arrays as a property of the member.
    const dims: number[] = [];
    if (version === 1) {
      const rank = view.getUint8(at);
      for (let axis = 0; axis < rank; axis++) dims.push(view.getUint32(at + 12 + 4 * axis, true));
      at += 28;
    }
    const { type: of, end } = parse(view, at, depth + 1);
    const type: StoredType =
      dims.length === 0 ? of : { kind: 'array', size: dims.reduce((a, b) => a * b, of.size), dims, of };
    members.push({ name: name.text, offset, type });
    at = end;
  }
  return { type: { kind: 'record', size, members }, end: at };
}

function enumeration(
  view: DataView,
  props: number,
  { size, count, version, depth }: Composite & { count: number },
): Parsed {
  const { type: base, end } = parse(view, props, depth + 1);
  let at = end;
  const names: string[] = [];
  for (let index = 0; index < count; index++) {
    const name = textAt(view, at);
    at = version >= 3 ? name.end + 1 : padded(at, name.end + 1);
    names.push(name.text);
  }
  const after = at + count * base.size;
  if (base.kind !== 'integer' || base.size > 8) {
    return { type: { kind: 'other', size, what: 'an enumeration of what is no whole number' }, end: after };
  }
  const members = names.map((name, index): [string, bigint] => [
    name,
    integerAt(view, at + index * base.size, base),
  ]);
  return { type: { kind: 'enum', size, base, members }, end: after };
}

function array(view: DataView, props: number, { size, version, depth }: Composite): Parsed {
  const rank = view.getUint8(props);
  const start = props + (version >= 3 ? 1 : 4);
  const dims = Array.from({ length: rank }, (_, axis) => view.getUint32(start + 4 * axis, true));
  const { type: of, end } = parse(view, start + 4 * rank * (version >= 3 ? 1 : 2), depth + 1);
  return { type: { kind: 'array', size, dims, of }, end };
}

/** The number whose bytes lie there, bits outside it ignored. */
export function integerAt(view: DataView, at: number, type: StoredInteger): bigint {
  const bits = bitsAt(view, at, type);
  const value = BigInt.asUintN(type.precision, bits >> BigInt(type.bitOffset));
  return type.signed ? BigInt.asIntN(type.precision, value) : value;
}

export function bitsAt(
  view: DataView,
  at: number,
  { size, bigEndian }: { size: number; bigEndian: boolean },
): bigint {
  let bits = 0n;
  for (let index = 0; index < size; index++) {
    bits = (bits << 8n) | BigInt(view.getUint8(at + (bigEndian ? index : size - 1 - index)));
  }
  return bits;
}

/** Where a name ends that is padded to multiples of eight bytes. */
function padded(start: number, end: number): number {
  return start + Math.ceil((end - start) / 8) * 8;
}

/** Bytes that the largest offset of a record takes. */
function bytesFor(size: number): number {
  let bytes = 1;
  while (size >= 256 ** bytes) bytes++;
  return bytes;
}
