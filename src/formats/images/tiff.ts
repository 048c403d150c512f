/**
 * TIFF as instruments write it: whole numbers of 1 to 32 bits and floating point, grey, colour or palette, in strips or
 * tiles, interleaved or in planes, plain or packed by LZW, deflate or PackBits, one page or many of one size.
 */

import type { ImageHeader } from '../imageFiles';
import { cutOff, type DecodedImage, type ImageCodec, unsupported } from './decodedImage';
import { unpackBits } from './sampleBits';
import { unpack } from './tiffCompression';
import { readPages, type TiffPage } from './tiffDirectory';

export const tiff: ImageCodec = {
  readHeader(start, place): ImageHeader | null {
    const pages = readPages(start, place);
    if (!pages) return null;
    const { width, height, samples, alpha, palette } = sameSize(pages, place);
    const depth = depthOf(pages[0]!);
    return {
      width,
      height,
      pages: pages.length,
      channels: palette ? 3 : samples - (alpha ? 1 : 0),
      alpha,
      palette: palette !== null,
      depth: depth === 16 || depth === 32 ? depth : 8,
    };
  },

  decode(bytes, place): DecodedImage[] {
    const pages = readPages(bytes, place);
    if (!pages) throw cutOff(place);
    sameSize(pages, place);
    return pages.map((page) => ({
      width: page.width,
      height: page.height,
      channels: page.samples,
      alpha: page.alpha,
      bits: depthOf(page),
      data: readPage(page, bytes, place),
      palette: page.palette,
    }));
  },
};

function sameSize(pages: readonly TiffPage[], place: string): TiffPage {
  const first = pages[0]!;
  const other = pages.findIndex(
    (page) =>
      page.width !== first.width ||
      page.height !== first.height ||
      page.samples !== first.samples ||
      depthOf(page) !== depthOf(first),
  );
  if (other < 0) return first;
  throw unsupported(place, `has pages of several kinds: the first and page ${other + 1} differ`);
}

/** Bits as a decoded image has them: what is neither a byte nor an unsigned word becomes a floating-point number. */
function depthOf({ bits, format }: TiffPage): DecodedImage['bits'] {
  return format !== 'unsigned' || bits === 32 || bits === 64 ? 32 : bits;
}

function readPage(page: TiffPage, bytes: Uint8Array, place: string): DecodedImage['data'] {
  const { width, height, samples, block, planar } = page;
  const data = emptySamples(depthOf(page), width * height * samples);
  // In planes, each block holds one sample of its pixels.
  const inBlock = planar ? 1 : samples;
  const across = Math.ceil(width / block.width);
  const down = Math.ceil(height / block.height);
  for (let plane = 0; plane < (planar ? samples : 1); plane++) {
    for (let index = 0; index < across * down; index++) {
      const left = (index % across) * block.width;
      const top = Math.floor(index / across) * block.height;
      const rows = Math.min(block.height, height - top);
      const columns = Math.min(block.width, width - left);
      const values = readBlock(page, bytes, plane * across * down + index, rows, inBlock, place);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const from = (row * block.width + column) * inBlock;
          const to = ((top + row) * width + left + column) * samples + plane;
          for (let sample = 0; sample < inBlock; sample++) data[to + sample] = values[from + sample]!;
        }
      }
    }
  }
  if (page.inverted && !(data instanceof Float32Array)) {
    const full = 2 ** page.bits - 1;
    for (let index = 0; index < data.length; index++) data[index] = full - data[index]!;
  }
  return data;
}

function emptySamples(bits: DecodedImage['bits'], length: number): DecodedImage['data'] {
  if (bits === 32) return new Float32Array(length);
  return bits === 16 ? new Uint16Array(length) : new Uint8Array(length);
}

type Samples =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** The samples of a block's first rows, its predictor undone. */
function readBlock(
  page: TiffPage,
  bytes: Uint8Array,
  index: number,
  rows: number,
  samples: number,
  place: string,
): Samples {
  const { bits, block, predictor, compression } = page;
  const rowSamples = block.width * samples;
  const rowBytes = Math.ceil((rowSamples * bits) / 8);
  const where = page.blocks[index];
  if (!where || where.offset + where.bytes > bytes.length) throw cutOff(place);
  const packed = bytes.subarray(where.offset, where.offset + where.bytes);
  const unpacked = unpack(packed, compression, rowBytes * rows, place);
  if (unpacked.length < rowBytes * rows) throw cutOff(place);
  if (bits < 8) {
    if (predictor !== 1) throw unsupported(place, `has a predictor for ${bits} bits`);
    return unpackBits(unpacked, bits, rowSamples, rows);
  }
  if (predictor === 3) return floatsOf(unpacked, bits, rowSamples, samples, place);
  const whole = wholeNumbers(page.littleEndian ? unpacked : swapped(unpacked, bits / 8), bits);
  if (predictor === 2) {
    if (bits > 32) throw unsupported(place, `has a predictor for ${bits} bits`);
    addUpRows(whole, rowSamples, samples);
  }
  return typed(whole.buffer, page);
}

/** Each sample was stored as the difference to its left neighbour, modulo its range, which is the array's own. */
function addUpRows(values: Uint8Array | Uint16Array | Uint32Array, rowSamples: number, step: number): void {
  for (let index = 0; index < values.length; index++) {
    if (index % rowSamples >= step) values[index]! += values[index - step]!;
  }
}

/** Predictor 3 (Adobe, TIFF technical note 3): rows of differing bytes, the highest byte of all samples first. */
function floatsOf(
  bytes: Uint8Array,
  bits: number,
  rowSamples: number,
  step: number,
  place: string,
): Float32Array | Float64Array {
  if (bits !== 32 && bits !== 64) throw unsupported(place, `has a floating-point predictor for ${bits} bits`);
  const size = bits / 8;
  addUpRows(bytes, rowSamples * size, step);
  const ordered = new Uint8Array(bytes.length);
  for (let start = 0; start < bytes.length; start += rowSamples * size) {
    for (let sample = 0; sample < rowSamples; sample++) {
      for (let byte = 0; byte < size; byte++) {
        ordered[start + sample * size + size - 1 - byte] = bytes[start + byte * rowSamples + sample]!;
      }
    }
  }
  return bits === 32 ? new Float32Array(ordered.buffer) : new Float64Array(ordered.buffer);
}

function wholeNumbers(bytes: Uint8Array, bits: number): Uint8Array | Uint16Array | Uint32Array {
  // A view over the very bytes, so they have to start where an array of their size may start.
  const aligned =
    bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
  if (bits === 8) return aligned;
  return bits === 16 ? new Uint16Array(aligned.buffer) : new Uint32Array(aligned.buffer);
}

/** Bytes in the machine's order as what they stand for. */
function typed(buffer: ArrayBufferLike, { bits, format }: TiffPage): Samples {
  if (format === 'float') return bits === 64 ? new Float64Array(buffer) : new Float32Array(buffer);
  const isSigned = format === 'signed';
  if (bits === 8) return isSigned ? new Int8Array(buffer) : new Uint8Array(buffer);
  if (bits === 16) return isSigned ? new Int16Array(buffer) : new Uint16Array(buffer);
  return isSigned ? new Int32Array(buffer) : new Uint32Array(buffer);
}

/** Big-endian numbers as little-endian ones. */
function swapped(bytes: Uint8Array, size: number): Uint8Array {
  const result = new Uint8Array(bytes.length);
  for (let index = 0; index < bytes.length; index++) {
    result[index] = bytes[index - (index % size) + size - 1 - (index % size)]!;
  }
  return result;
}
