/** NumPy .npy files: reading from a Blob in slabs or from memory, and writing. Header: `header.ts`. */
import type { DType } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import { type NamedArray, sizeOf } from '../arrays';
import { allocate, headerOf, type NamedBlob, type OpenedFile, throwIfAborted } from '../openedFile';
import { formatNpyHeader, NPY_HEADER_BYTES, type NpyHeader, parseNpyHeader } from './header';
import { decodeNpyValues } from './values';

/** Bytes read at once from a Blob: large enough for speed, small enough for progress. */
const SLAB = 1 << 22;

/** Opens a file with one array, named after the file without its extension. */
export async function openNpy(file: NamedBlob): Promise<OpenedFile> {
  const start = new Uint8Array(await file.blob.slice(0, NPY_HEADER_BYTES).arrayBuffer());
  const header = parseNpyHeader(start, file.name);
  requireLength(header, file.blob.size, file.name);
  const name = file.name.replace(/^.*[/\\]/, '').replace(/\.npy$/i, '') || 'array';
  const arrays = [{ name, shape: header.shape, dtype: header.dtype }];
  return {
    format: 'npy',
    arrays,
    notes: [],
    async read(wanted, onProgress, signal) {
      headerOf(file.name, arrays, wanted);
      const total = sizeOf(header.shape) * header.itemBytes;
      const values = new Uint8Array(allocate(total, file.name));
      for (let done = 0; done < total; done += SLAB) {
        throwIfAborted(signal, file.name);
        const begin = header.dataOffset + done;
        const slab = file.blob.slice(begin, Math.min(begin + SLAB, header.dataOffset + total));
        values.set(new Uint8Array(await slab.arrayBuffer()), done);
        onProgress?.(Math.min(done + SLAB, total), total);
      }
      return arrayOf(name, header, values.buffer);
    },
    close() {},
  };
}

/**
 * Reads a file that lies in memory.
 * @param place the file, for messages.
 */
export function readNpy(name: string, bytes: Uint8Array, place = name): NamedArray {
  const header = parseNpyHeader(bytes.subarray(0, NPY_HEADER_BYTES), place);
  requireLength(header, bytes.length, place);
  const end = header.dataOffset + sizeOf(header.shape) * header.itemBytes;
  return arrayOf(name, header, bytes.slice(header.dataOffset, end).buffer as ArrayBuffer);
}

/**
 * Rows from `start` to `end` of the first axis, without reading the others.
 * @throws AnnealError `file-truncated`, `file-format`; `file-unsupported` for column-major files, whose rows are scattered.
 */
export async function readNpyRows(file: NamedBlob, start: number, end: number): Promise<NamedArray> {
  const header = parseNpyHeader(
    new Uint8Array(await file.blob.slice(0, NPY_HEADER_BYTES).arrayBuffer()),
    file.name,
  );
  requireLength(header, file.blob.size, file.name);
  if (header.fortranOrder && header.shape.length > 1) {
    throw new AnnealError('file-unsupported', `${file.name} is column-major, so its rows lie scattered.`, {
      place: file.name,
      remedy: 'Save it with numpy.ascontiguousarray.',
    });
  }
  const rowBytes = sizeOf(header.shape.slice(1)) * header.itemBytes;
  const at = (row: number) => header.dataOffset + row * rowBytes;
  const values = await file.blob.slice(at(start), at(end)).arrayBuffer();
  return arrayOf(file.name, { ...header, shape: [end - start, ...header.shape.slice(1)] }, values);
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

function arrayOf(name: string, header: NpyHeader, buffer: ArrayBuffer): NamedArray {
  const { dtype, shape } = header;
  return { name, dtype, shape, data: decodeNpyValues(header, buffer), categories: null };
}

/** @throws AnnealError `file-truncated` when the file holds fewer bytes than its header promises. */
function requireLength(header: NpyHeader, fileBytes: number, place: string): void {
  const expected = sizeOf(header.shape) * header.itemBytes;
  const found = fileBytes - header.dataOffset;
  if (found >= expected) return;
  throw new AnnealError(
    'file-truncated',
    `${place} is cut off: ${header.dtype} (${header.shape.join(', ')}) takes ${expected} bytes, ${found} are there.`,
    { place, received: `${found} bytes`, remedy: 'Copy or download the file again.' },
  );
}
