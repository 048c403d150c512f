/**
 * The headers of the pages of a column chunk, looked through before its values are read: hyparquet trusts their lengths and
 * counts, and looks at no checksum. Format: parquet.thrift (PageHeader) in Thrift's compact protocol.
 */
import type { ColumnMetaData } from 'hyparquet';
import { crc32 } from '../crc32';

/** Of what one page may grow to. */
const MOST_PAGE_BYTES = 2 ** 30;

const DATA_PAGE = 0;
const DICTIONARY_PAGE = 2;
const DATA_PAGE_V2 = 3;

/** @param bytes of the chunk, from its first page on. @throws Error with what is wrong. */
export function checkPages(bytes: Uint8Array, { num_values, codec, type }: ColumnMetaData): void {
  const expected = Number(num_values);
  let values = 0;
  for (let at = 0; values < expected; ) {
    if (at >= bytes.length) throw new Error(`it has ${values} of ${expected} values`);
    const reader = { bytes, at };
    const header = readStruct(reader, 0);
    const kind = numberIn(header, 1);
    const unpacked = numberIn(header, 2);
    const packed = numberIn(header, 3);
    const end = reader.at + packed;
    if (packed < 0 || unpacked < 0 || end > bytes.length || unpacked > MOST_PAGE_BYTES)
      throw new Error('a page has an impossible size');
    if (codec === 'UNCOMPRESSED' && packed !== unpacked) throw new Error('a page declares two sizes');
    const sum = header.get(4);
    const content = bytes.subarray(reader.at, end);
    if (typeof sum === 'number' && sum >>> 0 !== crc32(content) >>> 0)
      throw new Error('a page does not match its checksum');
    const own = structIn(header, kind === DATA_PAGE_V2 ? 8 : kind === DICTIONARY_PAGE ? 7 : 5);
    if (kind === DATA_PAGE || kind === DATA_PAGE_V2) values += countIn(own, expected - values);
    else if (kind === DICTIONARY_PAGE) countIn(own, Math.floor(unpacked / (leastBytes[type] ?? 1)));
    if (kind === DATA_PAGE_V2) {
      const levels = numberIn(own, 5) + numberIn(own, 6);
      if (!(levels >= 0 && levels <= Math.min(packed, unpacked)) || numberIn(own, 2) > numberIn(own, 1))
        throw new Error('a page has impossible levels');
    }
    at = end;
  }
}

/** What a value of a dictionary takes at least. */
const leastBytes: Partial<Record<ColumnMetaData['type'], number>> = {
  INT32: 4,
  INT64: 8,
  INT96: 12,
  FLOAT: 4,
  DOUBLE: 8,
  BYTE_ARRAY: 4,
};

function countIn(header: Struct, most: number): number {
  const count = numberIn(header, 1);
  if (count < 0 || count > most) throw new Error('a page has an impossible number of values');
  return count;
}

type Struct = Map<number, number | Struct>;

function numberIn(struct: Struct, field: number): number {
  const found = struct.get(field);
  if (typeof found !== 'number') throw new Error('the header of a page is damaged');
  return found;
}

function structIn(struct: Struct, field: number): Struct {
  const found = struct.get(field);
  if (!(found instanceof Map)) throw new Error('the header of a page is damaged');
  return found;
}

interface Reader {
  bytes: Uint8Array;
  at: number;
}

/** Headers are flat but for their statistics. */
const DEEPEST = 8;

function readStruct(reader: Reader, depth: number): Struct {
  if (depth > DEEPEST) throw new Error('the header of a page is damaged');
  const fields: Struct = new Map();
  for (let field = 0; ; ) {
    const head = byteAt(reader);
    if (head === 0) return fields;
    const step = head >> 4;
    field = step === 0 ? zigzag(readVarint(reader)) : field + step;
    const value = readValue(reader, head & 15, depth);
    if (value !== null) fields.set(field, value);
  }
}

/** Null for what no header needs. */
function readValue(reader: Reader, type: number, depth: number): number | Struct | null {
  switch (type) {
    case 1:
    case 2:
      return 2 - type;
    case 3:
      return byteAt(reader);
    case 4:
    case 5:
    case 6:
      return zigzag(readVarint(reader));
    case 7:
      skip(reader, 8);
      return null;
    case 8:
      skip(reader, readVarint(reader));
      return null;
    case 12:
      return readStruct(reader, depth + 1);
    default:
      throw new Error('the header of a page is damaged');
  }
}

function byteAt(reader: Reader): number {
  const byte = reader.bytes[reader.at++];
  if (byte === undefined) throw new Error('the header of a page breaks off');
  return byte;
}

function skip(reader: Reader, length: number): void {
  reader.at += length;
  if (reader.at > reader.bytes.length) throw new Error('the header of a page breaks off');
}

/** Up to 64 bits; above 2⁵³ inexact, which no length reaches. */
function readVarint(reader: Reader): number {
  let value = 0;
  for (let factor = 1; factor < 2 ** 70; factor *= 128) {
    const byte = byteAt(reader);
    value += (byte & 127) * factor;
    if (byte < 128) return value;
  }
  throw new Error('the header of a page is damaged');
}

function zigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
