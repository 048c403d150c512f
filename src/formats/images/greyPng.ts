/**
 * Writes grey PNG files, for masks: one sample a pixel, no palette, no filter (masks are long runs, which deflate
 * takes as they are). Format: W3C Recommendation "Portable Network Graphics", third edition.
 */
import { zlibSync } from 'fflate';
import { crc32 } from '../crc32';
import { joinBytes } from '../joinBytes';

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** @param samples [height · width]; bytes give a file of 8 bits, 16-bit numbers one of 16. */
export function writeGreyPng(
  samples: Uint8Array | Uint16Array,
  height: number,
  width: number,
): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // Bits a sample; the zeros after it: grey, deflate, the five filters, not interlaced.
  header[8] = 8 * samples.BYTES_PER_ELEMENT;
  return joinBytes([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(scanlines(samples, height, width))),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** Every line begins with the number of its filter, 0 for none; 16-bit samples are big-endian. */
function scanlines(samples: Uint8Array | Uint16Array, height: number, width: number): Uint8Array {
  const bytes = samples.BYTES_PER_ELEMENT;
  const lines = new Uint8Array(height * (1 + width * bytes));
  let at = 0;
  for (let y = 0; y < height; y++) {
    at++;
    for (let x = 0; x < width; x++) {
      const value = samples[y * width + x]!;
      if (bytes === 2) lines[at++] = value >> 8;
      lines[at++] = value & 0xff;
    }
  }
  return lines;
}

/** Length of the data, name, data, and the checksum of both. */
function chunk(name: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}
