/**
 * The header of a NumPy .npy file, versions 1 to 3, parsed as data and never evaluated.
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import type { DType } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import { sizeOf } from '../arrays';
import { type PythonValue, parsePythonLiteral } from './pythonLiteral';

/** How a value lies in the file. */
export interface NpyType {
  /** `string` for text of a fixed length. */
  dtype: DType | 'string';
  /** Bytes of one value. */
  itemBytes: number;
  bigEndian: boolean;
  /** Of text: whether a character is a code point of four bytes. */
  unicode?: boolean;
  /** Of dates and spans, which are whole numbers: the unit, and what they are in words. */
  time?: string;
}

/** A field of records, fields of fields among them, by its path. */
export interface NpyField extends NpyType {
  name: string;
  /** Of arrays as fields. */
  dims: number[];
  /** Bytes from the beginning of the record. */
  offset: number;
}

export interface NpyHeader extends NpyType {
  /** Of records, whose bytes are `itemBytes`: what is in them. */
  fields?: NpyField[];
  /** Fields that no array is made of, and what they hold. */
  skipped?: { name: string; what: string }[];
  /** Column-major: the first axis varies fastest. */
  fortranOrder: boolean;
  shape: number[];
  /** Where the values start. */
  dataOffset: number;
}

/** The same, of numbers as they lie. */
export type NumericHeader = NpyHeader & { dtype: DType };

export function isNumeric(header: NpyHeader): header is NumericHeader {
  return header.dtype !== 'string' && header.fields === undefined && header.time === undefined;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;

/** Enough of a file's start to hold any header that NumPy itself would read without being told to trust it. */
export const NPY_HEADER_BYTES = 1 << 16;

const types = new Map<string, DType>([
  ['b1', 'bool'],
  ['i1', 'int8'],
  ['i2', 'int16'],
  ['i4', 'int32'],
  ['i8', 'int64'],
  ['u1', 'uint8'],
  ['u2', 'uint16'],
  ['u4', 'uint32'],
  ['u8', 'uint64'],
  ['f2', 'float16'],
  ['f4', 'float32'],
  ['f8', 'float64'],
]);

/** As https://numpy.org/doc/stable/reference/arrays.datetime.html#datetime-units has them. */
const timeUnits: Readonly<Record<string, string>> = {
  Y: 'years',
  M: 'months',
  W: 'weeks',
  D: 'days',
  h: 'hours',
  m: 'minutes',
  s: 'seconds',
};

/** Whether the bytes start like an .npy file. */
export function isNpy(start: Uint8Array): boolean {
  return MAGIC.every((byte, index) => start[index] === byte);
}

/**
 * @param start the first bytes of the file, `NPY_HEADER_BYTES` of them or all.
 * @param place the file, for messages.
 * @throws AnnealError `file-format`, `file-truncated`, or `file-unsupported` for objects, records, complex.
 */
export function parseNpyHeader(start: Uint8Array, place: string): NpyHeader {
  if (!isNpy(start)) {
    throw new AnnealError('file-format', `${place} is not an NPY file: it does not start with \\x93NUMPY.`, {
      place,
      received: describeBytes(start),
      remedy: 'Save it with numpy.save.',
    });
  }
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const major = start[6];
  if (major !== undefined && (major < 1 || major > 3)) {
    throw new AnnealError(
      'file-unsupported',
      `${place} is NPY version ${major}; versions 1 to 3 are known.`,
      {
        place,
        received: `version ${major}`,
        remedy: 'Save it with numpy.save.',
      },
    );
  }
  const lengthBytes = major === 1 ? 2 : 4;
  const textOffset = 8 + lengthBytes;
  if (start.length < textOffset) throw truncated(place);
  const textLength = lengthBytes === 2 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataOffset = textOffset + textLength;
  if (dataOffset > start.length) {
    if (start.length < NPY_HEADER_BYTES) throw truncated(place);
    throw malformed(place, `a header of ${textLength} bytes`);
  }
  const text = new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(
    start.subarray(textOffset, dataOffset),
  );
  return { ...parseFields(text, place), dataOffset };
}

/** The bytes before the values: version 1, padded so that the values start at a multiple of 64 as NumPy does. */
export function formatNpyHeader(descr: string, shape: readonly number[]): Uint8Array {
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const total = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(total).fill(0x20);
  bytes.set([...MAGIC, 1, 0, (total - 10) & 0xff, (total - 10) >> 8]);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[total - 1] = 0x0a;
  return bytes;
}

function parseFields(text: string, place: string): Omit<NpyHeader, 'dataOffset'> {
  const fields = parsePythonLiteral(text);
  if (fields === null || fields.kind !== 'dict') throw malformed(place, text);
  const descr = fields.entries.get('descr');
  const order = fields.entries.get('fortran_order');
  const shape = fields.entries.get('shape');
  if (descr === undefined || order?.kind !== 'bool' || shape?.kind !== 'sequence')
    throw malformed(place, text);
  const lengths = shape.items.map((item) => {
    if (item.kind !== 'integer' || item.value < 0 || !Number.isSafeInteger(item.value))
      throw malformed(place, text);
    return item.value;
  });
  if (!Number.isSafeInteger(sizeOf(lengths) * 8)) throw malformed(place, `shape (${lengths.join(', ')})`);
  return { ...parseDescr(descr, place), fortranOrder: order.value, shape: lengths };
}

function parseDescr(descr: PythonValue, place: string): NpyType & Pick<NpyHeader, 'fields' | 'skipped'> {
  if (descr.kind === 'sequence') return parseRecord(descr.items, place);
  if (descr.kind !== 'string') throw malformed(place, 'a dtype that is not text');
  const type = parseType(descr.value);
  if (typeof type === 'string') throw unsupported(place, type, descr.value);
  return type;
}

/** @returns what the values are in words, where no array is made of them. */
function parseType(descr: string): NpyType | string {
  const [, order, code = ''] = /^([<>|=]?)(.*)$/s.exec(descr) ?? [];
  const bigEndian = order === '>';
  const dtype = types.get(code);
  if (dtype) return { dtype, itemBytes: Number(code.slice(1)), bigEndian };
  if (code.startsWith('O')) return 'Python objects, which are never loaded';
  const [, kind, length = ''] = /^([USa])(\d+)$/.exec(code) ?? [];
  // Text of fixed length: a byte a character, or four of Unicode.
  if (kind) {
    const unicode = kind === 'U';
    return { dtype: 'string', itemBytes: Number(length) * (unicode ? 4 : 1), bigEndian, unicode };
  }
  const [, clock, mark = ''] = /^([Mm])8(?:\[(.+)\])?$/.exec(code) ?? [];
  if (clock) {
    const unit = timeUnits[mark] ?? (mark || 'a unit that is not said');
    const time = clock === 'M' ? `dates as ${unit} since 1970-01-01` : `spans of time in ${unit}`;
    return { dtype: 'float64', itemBytes: 8, bigEndian, time };
  }
  if (/^c\d+$/.test(code)) return 'complex numbers';
  return `values of dtype "${descr}"`;
}

/** A structured dtype: `[('x', '<f8'), ('y', '<i4', (2,)), ('z', [('a', '|S3')])]`. */
function parseRecord(
  items: readonly PythonValue[],
  place: string,
): NpyType & Pick<NpyHeader, 'fields' | 'skipped'> {
  const fields: NpyField[] = [];
  const skipped: { name: string; what: string }[] = [];

  /** @returns where the record ends. */
  function add(
    members: readonly PythonValue[],
    prefix: string,
    outer: readonly number[],
    start: number,
  ): number {
    let offset = start;
    for (const member of members) {
      const [title, descr, shape] = member.kind === 'sequence' ? member.items : [];
      const name = nameOf(title);
      const dims = shape === undefined ? [] : lengthsOf(shape);
      if (name === null || dims === null || !descr)
        throw malformed(place, 'a record whose fields are not named');
      const count = sizeOf(dims);
      if (descr.kind === 'sequence') {
        if (count === 1 && dims.length === 0) offset = add(descr.items, `${prefix}${name}/`, outer, offset);
        else {
          const bytes = add(descr.items, '', outer, 0);
          fields.splice(fields.length - countOf(descr.items));
          skipped.push({ name: prefix + name, what: 'lists of records' });
          offset += bytes * count;
        }
        continue;
      }
      const type = descr.kind === 'string' ? parseType(descr.value) : 'values of an unknown kind';
      if (typeof type !== 'string') {
        fields.push({ ...type, name: prefix + name, dims: [...outer, ...dims], offset });
        offset += type.itemBytes * count;
        continue;
      }
      const bytes = descr.kind === 'string' ? plainBytes(descr.value) : null;
      // With objects among the fields all of the records are a pickle.
      if (bytes === null) throw unsupported(place, `records with ${type}`, 'structured dtype');
      // Padding between fields has no name.
      if (name !== '') skipped.push({ name: prefix + name, what: type });
      offset += bytes * count;
    }
    return offset;
  }

  const itemBytes = add(items, '', [], 0);
  if (fields.length === 0) throw unsupported(place, 'records without numbers or text', 'structured dtype');
  return { dtype: 'uint8', itemBytes, bigEndian: false, fields, skipped };
}

/** Fields that were listed of these members. */
function countOf(members: readonly PythonValue[]): number {
  return members.reduce((sum, member) => {
    const descr = member.kind === 'sequence' ? member.items[1] : undefined;
    if (descr?.kind === 'sequence') return sum + countOf(descr.items);
    return sum + (descr?.kind === 'string' && typeof parseType(descr.value) !== 'string' ? 1 : 0);
  }, 0);
}

/** A field is named by a text, or by a title and a text. */
function nameOf(title: PythonValue | undefined): string | null {
  if (title?.kind === 'string') return title.value;
  const inner = title?.kind === 'sequence' ? title.items[1] : undefined;
  return inner?.kind === 'string' ? inner.value : null;
}

function lengthsOf(shape: PythonValue): number[] | null {
  const items = shape.kind === 'sequence' ? shape.items : [shape];
  const lengths = items.map((item) => (item.kind === 'integer' && item.value >= 0 ? item.value : null));
  return lengths.every((length) => length !== null) ? lengths : null;
}

/** Bytes of a type that is passed over: complex numbers, long doubles, padding. */
function plainBytes(descr: string): number | null {
  const [, kind, length = ''] = /^[<>|=]?([a-zA-Z])(\d+)$/.exec(descr) ?? [];
  return kind && kind !== 'O' ? Number(length) : null;
}

function unsupported(place: string, what: string, received: string): AnnealError {
  return new AnnealError('file-unsupported', `${place} holds ${what}.`, {
    place,
    received: `dtype ${received}`,
    remedy: 'Save it as numbers, for example with array.astype("float32"); text columns go into a CSV file.',
  });
}

function malformed(place: string, received: string): AnnealError {
  return new AnnealError('file-format', `${place}: the NPY header is not one that numpy.save writes.`, {
    place,
    received: received.trim().slice(0, 200),
    remedy: 'Save it again with numpy.save.',
  });
}

function truncated(place: string): AnnealError {
  return new AnnealError('file-truncated', `${place} ends inside its NPY header.`, {
    place,
    remedy: 'Copy or download the file again.',
  });
}

function describeBytes(start: Uint8Array): string {
  if (start.length === 0) return 'an empty file';
  return `bytes ${[...start.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
}
