/** NumPy .npy files, reader and writer. Header: `header.ts`. */
import type { DType } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import { type NamedArray, type NumericArray, sizeOf } from '../arrays';
import { type ByteSource, bytesOf } from '../byteSource';
import { headerOf, type NamedBlob, type OpenedFile, type PlainValues, type ReadWatch } from '../openedFile';
import { streamColumnMajor, streamPlain } from '../values';
import { formatNpyHeader, NPY_HEADER_BYTES, type NpyHeader, parseNpyHeader } from './header';

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
        for await (const data of streamNpy(header, file.blob, file.name, watch)) {
          yield { name, data, categories: null };
        }
      }
    },
    plain: () => plainNpy(header, file.blob),
    close() {},
  };
}

/** @param bytes of the whole file. */
export function streamNpy(
  header: NpyHeader,
  bytes: ByteSource,
  place: string,
  watch?: ReadWatch,
): AsyncGenerator<NumericArray> {
  const { dataOffset, shape, itemBytes } = header;
  const plain = plainNpy(header, bytes);
  return plain
    ? streamPlain(plain, sizeOf(shape), place, watch)
    : streamColumnMajor(
        bytes.slice(dataOffset, dataOffset + sizeOf(shape) * itemBytes),
        header,
        place,
        watch,
      );
}

function plainNpy(
  { fortranOrder, shape, dtype, bigEndian, dataOffset }: NpyHeader,
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
