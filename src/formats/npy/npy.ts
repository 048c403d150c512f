/** NumPy .npy files, reader and writer. Header: `header.ts`. */
import type { DType } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
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
import { SLAB_BYTES, streamColumnMajor, streamPlain } from '../values';
import {
  formatNpyHeader,
  isNumeric,
  NPY_HEADER_BYTES,
  type NpyHeader,
  type NumericHeader,
  parseNpyHeader,
} from './header';

/** Opens a file with one array, named after the file without its extension. */
export async function openNpy(file: NamedBlob): Promise<OpenedFile> {
  const start = await bytesOf(file.blob, 0, NPY_HEADER_BYTES);
  const header = parseNpyHeader(start, file.name);
  requireLength(header, file.blob.size, file.name);
  const name = file.name.replace(/^.*[/\\]/, '').replace(/\.npy$/i, '') || 'array';
  const arrays = [{ name, shape: header.shape, dtype: header.dtype }];
  return {
    format: 'npy',
    arrays,
    notes: [],
    async *stream(names, watch) {
      for (const wanted of names) {
        headerOf(file.name, arrays, wanted);
        yield* streamNpy(name, header, file.blob, file.name, watch);
      }
    },
    plain: () => (isNumeric(header) ? plainNpy(header, file.blob) : null),
    close() {},
  };
}

/** @param bytes of the whole file. */
export async function* streamNpy(
  name: string,
  header: NpyHeader,
  bytes: ByteSource,
  place: string,
  watch?: ReadWatch,
): AsyncGenerator<Slab> {
  const { dataOffset, shape, itemBytes } = header;
  const values = bytes.slice(dataOffset, dataOffset + sizeOf(shape) * itemBytes);
  if (!isNumeric(header)) {
    yield* readTexts(name, header, piecesOf(values), place, watch);
    return;
  }
  const plain = plainNpy(header, bytes);
  const stream = plain
    ? streamPlain(plain, sizeOf(shape), place, watch)
    : streamColumnMajor(values, header, place, watch);
  for await (const data of stream) yield { name, data, categories: null };
}

async function* piecesOf(bytes: ByteSource): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.size; start += SLAB_BYTES) {
    yield new Uint8Array(await bytes.slice(start, Math.min(start + SLAB_BYTES, bytes.size)).arrayBuffer());
  }
}

/** Text of a fixed length, as one slab of codes. @param pieces the bytes of the values, in their order. */
export async function* readTexts(
  name: string,
  { shape, itemBytes, bigEndian, unicode, fortranOrder }: NpyHeader,
  pieces: AsyncIterable<Uint8Array>,
  place: string,
  { onProgress, signal }: ReadWatch = {},
): AsyncGenerator<Slab> {
  if (fortranOrder && shape.length > 1) {
    throw new AnnealError('file-unsupported', `${place} holds text in column-major order.`, {
      place,
      received: `fortran_order, shape (${shape.join(', ')})`,
      remedy: 'Save it with numpy.ascontiguousarray(texts).',
    });
  }
  const count = sizeOf(shape);
  const encoder = createCategoryEncoder(count, place);
  const decode = unicode ? unicodeText(bigEndian) : byteText;
  // Text of length 0 takes no bytes at all.
  let filled = 0;
  let done = 0;
  let item = new Uint8Array(itemBytes);
  for await (const piece of pieces) {
    throwIfAborted(signal, place);
    for (let from = 0; from < piece.length && done < count; ) {
      const taken = piece.subarray(from, from + itemBytes - filled);
      item.set(taken, filled);
      filled += taken.length;
      from += taken.length;
      if (filled < itemBytes) break;
      encoder.add(decode(item));
      item = item.fill(0);
      filled = 0;
      done++;
    }
    onProgress?.(done, count);
  }
  const { data, categories } = encoder.finish(name, shape);
  yield { name, data, categories };
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
