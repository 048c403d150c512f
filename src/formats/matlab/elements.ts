/**
 * Data elements of MATLAB 5 files: tags, compressed parts, and arrays with what they hold. Format:
 * https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf
 */
import { Unzlib, unzlibSync } from 'fflate';
import { AnnealError } from '../../protocol/errors';
import type { NumericArray } from '../arrays';
import { allocate } from '../openedFile';
import { decodeValues, itemBytesOf } from '../values';

/** An array of MATLAB as it is stored: column-major. */
export interface MatlabArray {
  name: string;
  /** Of `mxClass`. */
  kind: number;
  dims: number[];
  logical: boolean;
  complex: boolean;
  /** Numbers, characters as code units, the values of sparse matrices. */
  values: NumericArray | null;
  /** Text in UTF-8, whose characters are no code units. */
  text: string | null;
  /** Of sparse matrices: rows of the values, and where each column begins. */
  rows: NumericArray | null;
  starts: NumericArray | null;
  /** Of cells in column-major order; of structures by field, one array for each element. */
  cells: MatlabArray[];
  fields: [name: string, values: MatlabArray[]][];
}

export const mxClass = { cell: 1, struct: 2, object: 3, char: 4, sparse: 5, double: 6, uint64: 15 } as const;

const mi = { utf8: 16, utf16: 17, utf32: 18, matrix: 14, compressed: 15 } as const;

/** What the numbers in the file are, which may be narrower than what they were in memory. */
const storedTypes: Readonly<Record<number, Parameters<typeof decodeValues>[0]>> = {
  1: 'int8',
  2: 'uint8',
  3: 'int16',
  4: 'uint16',
  5: 'int32',
  6: 'uint32',
  7: 'float32',
  9: 'float64',
  12: 'int64',
  13: 'uint64',
  16: 'uint8',
  17: 'uint16',
  18: 'uint32',
};

const MAX_DEPTH = 16;
/** More than deflate can do. */
const MOST_GROWTH = 1032;

interface Element {
  type: number;
  data: DataView;
  next: number;
}

/** The variables of a file, in their order. @throws AnnealError `file-truncated`, `file-format`. */
export function* matlabVariables(
  file: DataView,
  littleEndian: boolean,
  place: string,
): Generator<MatlabArray> {
  for (let at = 128; at < file.byteLength; ) {
    const element = elementAt(file, at, littleEndian, place, true);
    at = element.next;
    if (element.type === mi.matrix) yield parseArray(element.data, littleEndian, place, 0);
    else if (element.type === mi.compressed) {
      const inner = elementAt(inflated(element.data, littleEndian, place), 0, littleEndian, place);
      if (inner.type === mi.matrix) yield parseArray(inner.data, littleEndian, place, 0);
    }
  }
}

function inflated(data: DataView, little: boolean, place: string): DataView {
  const packed = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  try {
    // The first eight bytes say how long the rest is: no bomb takes more than that.
    const head = firstBytes(packed);
    const length = 8 + new DataView(head.buffer, head.byteOffset, head.length).getUint32(4, little);
    if (length > MOST_GROWTH * packed.length + 64) throw new RangeError('it grows more than deflate can');
    const bytes = unzlibSync(packed, { out: new Uint8Array(allocate(length, place)) });
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  } catch (thrown) {
    if (thrown instanceof AnnealError) throw thrown;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw damaged(place, `a compressed variable cannot be unpacked (${why})`);
  }
}

function firstBytes(packed: Uint8Array): Uint8Array {
  const found: Uint8Array[] = [];
  const stream = new Unzlib((piece) => found.push(piece));
  stream.push(packed.subarray(0, 1 << 12), packed.length <= 1 << 12);
  return found[0] ?? new Uint8Array(0);
}

/** @param variable which is not padded where it is compressed. */
function elementAt(view: DataView, at: number, little: boolean, place: string, variable = false): Element {
  if (at + 8 > view.byteLength) throw truncated(place);
  const word = view.getUint32(at, little);
  // A small element has its length in the upper half of its type, and its data in the tag.
  const small = word >>> 16;
  if (small > 0) {
    if (small > 4) throw damaged(place, 'an element is longer than its place');
    return { type: word & 0xffff, data: part(view, at + 4, small), next: at + 8 };
  }
  const length = view.getUint32(at + 4, little);
  if (at + 8 + length > view.byteLength) throw truncated(place);
  const end = at + 8 + length;
  const isPacked = variable && word === mi.compressed;
  return {
    type: word,
    data: part(view, at + 8, length),
    next: isPacked ? end : at + 8 + Math.ceil(length / 8) * 8,
  };
}

function part(view: DataView, at: number, length: number): DataView {
  return new DataView(view.buffer, view.byteOffset + at, length);
}

function parseArray(view: DataView, little: boolean, place: string, depth: number): MatlabArray {
  if (depth > MAX_DEPTH) throw damaged(place, 'its cells lie in cells without end');
  let at = 0;
  const next = (): Element => {
    const element = elementAt(view, at, little, place);
    at = element.next;
    return element;
  };
  const empty = { name: '', kind: 0, dims: [0, 0], logical: false, complex: false, values: null, text: null };
  // A cell that nothing was put into.
  if (view.byteLength === 0) return { ...empty, rows: null, starts: null, cells: [], fields: [] };
  const flags = next().data.getUint32(0, little);
  const dims = [...numbersOf(next(), little, place)].map(Number);
  const name = textOf(next());
  const array: MatlabArray = {
    ...empty,
    name,
    kind: flags & 0xff,
    dims,
    logical: (flags & 0x200) !== 0,
    complex: (flags & 0x800) !== 0,
    rows: null,
    starts: null,
    cells: [],
    fields: [],
  };
  const count = dims.reduce((product, length) => product * length, 1);
  const arrayAt = (): MatlabArray => {
    const element = next();
    if (element.type !== mi.matrix) throw damaged(place, `\`${name}\` holds something that is no array`);
    return parseArray(element.data, little, place, depth + 1);
  };
  if (array.kind === mxClass.cell) {
    for (let index = 0; index < count; index++) array.cells.push(arrayAt());
  } else if (array.kind === mxClass.struct) {
    const width = Number(numbersOf(next(), little, place)[0] ?? 0);
    const names = next().data;
    const total = width > 0 ? Math.floor(names.byteLength / width) : 0;
    for (let index = 0; index < total; index++)
      array.fields.push([textOf({ data: part(names, index * width, width) }), []]);
    for (let element = 0; element < count; element++)
      for (const [, values] of array.fields) values.push(arrayAt());
  } else if (array.kind === mxClass.sparse) {
    array.rows = numbersOf(next(), little, place);
    array.starts = numbersOf(next(), little, place);
    array.values = numbersOf(next(), little, place);
  } else if (array.kind >= mxClass.char && array.kind <= mxClass.uint64) {
    const element = next();
    if (array.kind === mxClass.char && element.type === mi.utf8) array.text = utf8(element.data);
    array.values = numbersOf(element, little, place);
  }
  return array;
}

function numbersOf(
  { type, data }: Pick<Element, 'type' | 'data'>,
  little: boolean,
  place: string,
): NumericArray {
  const dtype = storedTypes[type];
  if (!dtype) throw damaged(place, `numbers of the unknown type ${type}`);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  if (bytes.length % itemBytesOf(dtype) !== 0) throw damaged(place, 'an array ends within a number');
  return decodeValues(dtype, !little, bytes.buffer);
}

function textOf({ data }: Pick<Element, 'data'>): string {
  return utf8(data).replace(/\0.*$/s, '');
}

function utf8(data: DataView): string {
  return new TextDecoder().decode(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function truncated(place: string): AnnealError {
  return new AnnealError('file-truncated', `${place} is cut off: a variable reaches beyond its end.`, {
    place,
    remedy: 'Copy or download the file again.',
  });
}

function damaged(place: string, found: string): AnnealError {
  return new AnnealError('file-format', `${place} is not a sound MATLAB file: ${found}.`, {
    place,
    remedy: 'Copy the file again, or save it anew in MATLAB with save(..., "-v7.3").',
  });
}
