/** Writes small PNG files for tests, by the format alone and without the reader's code. */
import { zlibSync } from 'fflate';
import { crc32 } from '../crc32';

/** Grey of 8 bits; with fewer values than pixels, a file whose header promises too much. */
export function writeGrey(width: number, height: number, values: number[]): Uint8Array<ArrayBuffer> {
  const rows = Array.from({ length: values.length / width || 0 }, (_, row) => [
    0,
    ...values.slice(row * width, (row + 1) * width),
  ]);
  return writePng(width, height, zlibSync(Uint8Array.from(rows.flat())));
}

/** @param compressed the rows of grey of 8 bits, each behind the number of its filter. */
export function writePng(width: number, height: number, compressed: Uint8Array): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8;
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const parts = [
    signature,
    chunk('IHDR', header),
    chunk('IDAT', compressed),
    chunk('IEND', new Uint8Array(0)),
  ];
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const part = new Uint8Array(12 + data.length);
  const view = new DataView(part.buffer);
  view.setUint32(0, data.length);
  part.set(
    [...type].map((letter) => letter.charCodeAt(0)),
    4,
  );
  part.set(data, 8);
  view.setUint32(8 + data.length, crc32(part.subarray(4, 8 + data.length)));
  return part;
}
