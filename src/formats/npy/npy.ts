/** NumPy .npy files, reader and writer. Header: `header.ts`. */
import type { ArrayHeader, DatasetWarning, DType } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import { printable } from '../../protocol/printable';
import { type NamedArray, sizeOf } from '../arrays';
import { type ByteSource, bytesOf } from '../byteSource';
import { createCategoryEncoder } from '../categories';
import {
  headerOf,
  type NamedBlob,
  type OpenedFile,
  type PlainValues,
  type ReadWatch,
  type Slab,
  throwIfAborted,
} from '../openedFile';
import { decodeValues, gather, SLAB_BYTES, streamColumnMajor, streamPlain, timesOf } from '../values';
import {
  formatNpyHeader,
  isNumeric,
  NPY_HEADER_BYTES,
  type NpyField,
  type NpyHeader,
  type NumericHeader,
  parseNpyHeader,
} from './header';

/** Opens a file with one array, named after the file without its extension. */
export async function openNpy(file: NamedBlob): Promise<OpenedFile> {
  const start = await bytesOf(file.blob, 0, NPY_HEADER_BYTES);
  const header = parseNpyHeader(start, file.name);
  requireLength(header, file.blob.size, file.name);
  const name = printable(file.name.replace(/^.*[/\\]/, '').replace(/\.npy$/i, '')) || 'array';
  const columns = columnsOf(header.fields ? '' : name, header);
  const arrays = columns.map((column) => column.header);
  return {
    format: 'npy',
    arrays,
    notes: remarksOn(header.fields ? '' : name, header),
    async *stream(names, watch) {
      for (const wanted of names) headerOf(file.name, arrays, wanted);
      const wanted = columns.filter((column) => names.includes(column.header.name));
      yield* streamNpy(wanted, header, file.blob, file.name, watch);
    },
    plain: () => (isNumeric(header) ? plainNpy(header, file.blob) : null),
    close() {},
  };
}

/** @param columns that are wanted of the array. @param bytes of the whole file. */
export async function* streamNpy(
  columns: readonly NpyColumn[],
  header: NpyHeader,
  bytes: ByteSource,
  place: string,
  watch?: ReadWatch,
): AsyncGenerator<Slab> {
  const { dataOffset, shape, itemBytes } = header;
  const values = bytes.slice(dataOffset, dataOffset + sizeOf(shape) * itemBytes);
  const [only] = columns;
  if (!only) return;
  if (!isNumeric(header)) {
    yield* readColumns(columns, header, piecesOf(values), place, watch);
    return;
  }
  const plain = plainNpy(header, bytes);
  const stream = plain
    ? streamPlain(plain, sizeOf(shape), place, watch)
    : streamColumnMajor(values, header, place, watch);
  for await (const data of stream) yield { name: only.header.name, data, categories: null };
}

async function* piecesOf(bytes: ByteSource): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.size; start += SLAB_BYTES) {
    yield new Uint8Array(await bytes.slice(start, Math.min(start + SLAB_BYTES, bytes.size)).arrayBuffer());
  }
}

/** An array that a file offers: its values, or a field of its records. */
export interface NpyColumn {
  header: ArrayHeader;
  field: NpyField;
}

/** @param name of the array, which fields have in front; empty where they go by their own. */
export function columnsOf(name: string, header: NpyHeader): NpyColumn[] {
  const { dtype, itemBytes, bigEndian, unicode, time, shape } = header;
  const whole = { name: '', dims: [], offset: 0, dtype, itemBytes, bigEndian, unicode, time };
  return (header.fields ?? [whole]).map((field) => ({
    field,
    header: {
      name: [name, printable(field.name)].filter((part) => part !== '').join('/'),
      shape: [...shape, ...field.dims],
      dtype: field.dtype,
    },
  }));
}

/** What is left out of records, and which numbers are times. */
export function remarksOn(name: string, header: NpyHeader): DatasetWarning[] {
  const full = (own: string) => [name, printable(own)].filter((part) => part !== '').join('/');
  return [
    ...(header.skipped ?? []).map(({ name: own, what }): DatasetWarning => {
      return { code: 'skipped', message: `\`${full(own)}\` was left out: it holds ${what}` };
    }),
    ...columnsOf(name, header).flatMap(({ header: { name: own }, field: { time } }): DatasetWarning[] =>
      time ? [{ code: 'read-as', message: `\`${own}\` holds ${time}, read as numbers` }] : [],
    ),
  ];
}

/** Text, times and fields of records. @param pieces the bytes of all values, in their order. */
export async function* readColumns(
  columns: readonly NpyColumn[],
  { shape, itemBytes, fortranOrder }: NpyHeader,
  pieces: AsyncIterable<Uint8Array>,
  place: string,
  { onProgress, signal }: ReadWatch = {},
): AsyncGenerator<Slab> {
  const count = sizeOf(shape);
  const inOrder = fortranOrder && shape.length > 1 ? rowMajor(pieces, shape, itemBytes) : pieces;
  const takers = columns.map((column) => takerOf(column, itemBytes, place));
  let done = 0;
  for await (const records of recordsOf(inOrder, itemBytes, count)) {
    throwIfAborted(signal, place);
    for (const take of takers) {
      const slab = take.add(records.bytes, records.count);
      if (slab) yield slab;
    }
    done += records.count;
    onProgress?.(done, count);
  }
  for (const taker of takers) {
    const slab = taker.finish();
    if (slab) yield slab;
  }
}

/** Values that lie column by column, row by row: the first comes with the last, so that all are held. */
async function* rowMajor(
  pieces: AsyncIterable<Uint8Array>,
  shape: readonly number[],
  itemBytes: number,
): AsyncGenerator<Uint8Array> {
  const stored = new Uint8Array(sizeOf(shape) * itemBytes);
  let end = 0;
  for await (const piece of pieces) {
    stored.set(piece, end);
    end += piece.length;
  }
  const place = shape.map(() => 0);
  const rows = new Uint8Array(stored.length);
  for (let to = 0; to < rows.length; to += itemBytes) {
    const from = place.reduceRight((offset, index, axis) => offset * shape[axis]! + index, 0) * itemBytes;
    rows.set(stored.subarray(from, from + itemBytes), to);
    for (let axis = shape.length - 1; axis >= 0 && ++place[axis]! === shape[axis]; axis--) place[axis] = 0;
  }
  yield rows;
}

/** Whole records at a time. Text of length 0 takes no bytes at all. */
async function* recordsOf(
  pieces: AsyncIterable<Uint8Array>,
  itemBytes: number,
  count: number,
): AsyncGenerator<{ bytes: Uint8Array; count: number }> {
  let rest = new Uint8Array(0);
  for await (const piece of pieces) {
    const bytes = new Uint8Array(rest.length + piece.length);
    bytes.set(rest);
    bytes.set(piece, rest.length);
    const whole = itemBytes > 0 ? Math.floor(bytes.length / itemBytes) : 0;
    if (whole > 0) yield { bytes: bytes.subarray(0, whole * itemBytes), count: whole };
    rest = bytes.subarray(whole * itemBytes);
  }
  if (itemBytes === 0) yield { bytes: rest, count };
}

function takerOf({ header: { name, shape }, field }: NpyColumn, recordBytes: number, place: string) {
  const { dtype, itemBytes, bigEndian, unicode, time, offset, dims } = field;
  const length = itemBytes * sizeOf(dims);
  if (dtype !== 'string') {
    return {
      add(records: Uint8Array): Slab {
        const values = decodeValues(
          time ? 'int64' : dtype,
          bigEndian,
          gather(records, recordBytes, offset, length).buffer,
        );
        return { name, data: time ? timesOf(values) : values, categories: null };
      },
      finish: () => null,
    };
  }
  const encoder = createCategoryEncoder(sizeOf(shape), place);
  const decode = unicode ? unicodeText(bigEndian) : byteText;
  return {
    add(records: Uint8Array, count: number): null {
      const bytes = gather(records, recordBytes, offset, length);
      for (let index = 0; index < count * sizeOf(dims); index++) {
        encoder.add(decode(bytes.subarray(index * itemBytes, (index + 1) * itemBytes)));
      }
      return null;
    },
    finish(): Slab {
      const { data, categories } = encoder.finish(name, shape);
      return { name, data, categories };
    },
  };
}

/** Bytes that are no UTF-8 are Latin-1, as older files have them. */
function byteText(item: Uint8Array): string {
  const end = item.findLastIndex((byte) => byte !== 0) + 1;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(item.subarray(0, end));
  } catch {
    return new TextDecoder('latin1').decode(item.subarray(0, end));
  }
}

function unicodeText(bigEndian: boolean): (item: Uint8Array) => string {
  return (item) => {
    const view = new DataView(item.buffer, item.byteOffset, item.byteLength);
    let text = '';
    for (let at = 0; at < item.length; at += 4) {
      const point = view.getUint32(at, !bigEndian);
      text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    }
    return text.replace(/\0+$/, '');
  };
}

function plainNpy(
  { fortranOrder, shape, dtype, bigEndian, dataOffset }: NumericHeader,
  bytes: ByteSource,
): PlainValues | null {
  return fortranOrder && shape.length > 1 ? null : { bytes, offset: dataOffset, dtype, bigEndian };
}

const descrs: Record<Exclude<DType, 'float16'>, string> = {
  float32: '<f4',
  float64: '<f8',
  int8: '|i1',
  uint8: '|u1',
  int16: '<i2',
  uint16: '<u2',
  int32: '<i4',
  uint32: '<u4',
  int64: '<i8',
  uint64: '<u8',
  bool: '|b1',
};

/** An .npy file, version 1, row-major, little-endian. float16 was widened when it was read, so it is kept as float32. */
export function writeNpy(array: Pick<NamedArray, 'dtype' | 'shape' | 'data'>): Uint8Array<ArrayBuffer> {
  const header = formatNpyHeader(descrs[array.dtype === 'float16' ? 'float32' : array.dtype], array.shape);
  const { buffer, byteOffset, byteLength } = array.data;
  const bytes = new Uint8Array(header.length + byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(buffer, byteOffset, byteLength), header.length);
  return bytes;
}

/** @throws AnnealError `file-truncated` when the file holds fewer bytes than its header promises. */
export function requireLength(header: NpyHeader, fileBytes: number, place: string): void {
  const expected = sizeOf(header.shape) * header.itemBytes;
  const found = fileBytes - header.dataOffset;
  if (found >= expected) return;
  throw new AnnealError(
    'file-truncated',
    `${place} is cut off: ${header.dtype} (${header.shape.join(', ')}) takes ${expected} bytes, ${found} are there.`,
    { place, received: `${found} bytes`, remedy: 'Copy or download the file again.' },
  );
}
