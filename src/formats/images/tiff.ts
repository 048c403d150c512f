/**
 * TIFF as instruments write it: whole numbers of 1 to 32 bits and floating point, grey, colour or palette, in strips or
 * tiles, interleaved or in planes, plain or packed by LZW, deflate, PackBits, JPEG or Zstandard, one page or many of one
 * size; BigTIFF, and the stacks of ImageJ and OME.
 */

import type { ImageHeader } from '../imageFiles';
import { cutOff, type DecodedImage, damaged, type ImageCodec, unsupported } from './decodedImage';
import { jpeg } from './jpeg';
import { turnedHeader, turnedImage } from './orientation';
import { mergePlanes } from './planes';
import { unpackBits } from './sampleBits';
import { prepareZstd, unpack } from './tiffCompression';
import { readPages, type TiffContent, type TiffPage, tooLarge } from './tiffDirectory';
import { stackOf, type TiffStack } from './tiffStack';

export const tiff: ImageCodec = {
  readHeader(start, place, isAll = true): ImageHeader | null {
    const content = readPages(start, place);
    if (!content) return null;
    const stacked = planesOf(content, start, place, isAll);
    if (!stacked) return null;
    const { pages, stack } = stacked;
    const { width, height, samples, alpha, palette, orientation } = pages[0]!;
    const depth = depthOf(pages[0]!);
    const header: ImageHeader = {
      width,
      height,
      pages: pages.length / stack.channels,
      channels: palette ? 3 : (samples - (alpha ? 1 : 0)) * stack.channels,
      alpha,
      palette: palette !== null,
      depth: depth === 16 || depth === 32 ? depth : 8,
      ...(stack.channels > 1 && { planes: true }),
      ...(stacked.others > 0 && { otherPages: stacked.others }),
    };
    return turnedHeader(header, orientation);
  },

  async decode(bytes, place): Promise<DecodedImage[]> {
    const content = readPages(bytes, place);
    if (!content) throw cutOff(place);
    const { pages, stack } = planesOf(content, bytes, place, true)!;
    const { orientation } = pages[0]!;
    if (pages.some(({ compression }) => compression === 'zstd')) await prepareZstd();
    const planes: DecodedImage[] = [];
    for (const page of pages) {
      const image = {
        width: page.width,
        height: page.height,
        channels: page.samples,
        alpha: page.alpha,
        bits: depthOf(page),
        data: await readPage(page, bytes, place),
        palette: page.palette,
      };
      planes.push(turnedImage(image, orientation));
    }
    return mergePlanes(stack.order ? stack.order.map((index) => planes[index]!) : planes, stack.channels);
  },
};

/**
 * Every plane as a page, also those that ImageJ has written behind the only one that has a directory (as it does above
 * 4 GB); where they are not there, the description is of another file.
 * @returns null where it depends on bytes that are not here yet.
 */
function planesOf(
  { pages: own, description }: TiffContent,
  bytes: Uint8Array,
  place: string,
  isAll: boolean,
): { pages: TiffPage[]; stack: TiffStack; others: number } | null {
  const pages = alikePages(own);
  const others = own.length - pages.length;
  const plain: TiffStack = { planes: pages.length, channels: 1, order: null };
  if (others > 0) return { pages, stack: plain, others };
  const [first] = pages;
  const canMerge = !first!.palette && !first!.alpha;
  const stack = stackOf(description, pages.length, canMerge ? first!.samples : 2);
  if (stack.planes === pages.length) return { pages, stack, others };
  const { blocks, compression, width, height, samples, bits } = first!;
  const isContiguous = blocks.every(
    ({ offset }, index) => index === 0 || offset === blocks[index - 1]!.offset + blocks[index - 1]!.bytes,
  );
  const planeBytes = height * Math.ceil((width * samples * bits) / 8);
  if (compression !== 'none' || !isContiguous) return { pages, stack: plain, others };
  if (planeBytes * stack.planes > 2 ** 31) throw tooLarge(place, stack.planes, planeBytes * stack.planes);
  if (blocks[0]!.offset + planeBytes * stack.planes > bytes.length)
    return isAll ? { pages, stack: plain, others } : null;
  const all = Array.from(
    { length: stack.planes },
    (_, plane): TiffPage => ({
      ...first!,
      blocks: blocks.map(({ offset, bytes: length }) => ({
        offset: offset + plane * planeBytes,
        bytes: length,
      })),
    }),
  );
  return { pages: all, stack, others };
}

/** Of pages of several kinds those of which there are most, else the first, beside which smaller views of it lie. */
function alikePages(pages: readonly TiffPage[]): TiffPage[] {
  const kinds = new Map<string, TiffPage[]>();
  for (const page of pages) {
    const kind = [page.width, page.height, page.samples, depthOf(page)].join(' ');
    const alike = kinds.get(kind);
    if (alike) alike.push(page);
    else kinds.set(kind, [page]);
  }
  return [...kinds.values()].reduce((most, group) => (group.length > most.length ? group : most));
}

/** Bits as a decoded image has them: what is neither a byte nor an unsigned word becomes a floating-point number. */
function depthOf({ bits, format }: TiffPage): DecodedImage['bits'] {
  return format !== 'unsigned' || bits === 32 || bits === 64 ? 32 : bits;
}

async function readPage(page: TiffPage, bytes: Uint8Array, place: string): Promise<DecodedImage['data']> {
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
      const at = plane * across * down + index;
      const values =
        page.compression === 'jpeg'
          ? await readJpeg(page, bytes, at, rows, inBlock, place)
          : readBlock(page, bytes, at, rows, inBlock, place);
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
  const stored = bytes.subarray(where.offset, where.offset + where.bytes);
  const packed = page.reversed ? stored.map(reversedBits) : stored;
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

function reversedBits(byte: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) reversed |= ((byte >> bit) & 1) << (7 - bit);
  return reversed;
}

/** A block of JPEG, whose tables the page may hold for all of its blocks (TIFF technical note 2). */
async function readJpeg(
  { blocks, block, jpegTables, isYcbcr }: TiffPage,
  bytes: Uint8Array,
  index: number,
  rows: number,
  samples: number,
  place: string,
): Promise<Samples> {
  const where = blocks[index];
  if (!where || where.offset + where.bytes > bytes.length) throw cutOff(place);
  const stream = bytes.subarray(where.offset + 2, where.offset + where.bytes);
  const tables = jpegTables ? jpegTables.subarray(2, -2) : new Uint8Array(0);
  // Adobe's mark says that colours are stored as they are: without it three of them are taken for YCbCr.
  const plain = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0];
  const whole = new Uint8Array([
    0xff,
    0xd8,
    ...(samples === 3 && !isYcbcr ? plain : []),
    ...tables,
    ...stream,
  ]);
  const [image] = await jpeg.decode(whole, place);
  const { width, height, channels, data } = image!;
  if (width !== block.width || height < rows || channels !== samples) {
    throw damaged(place, 'a block of it is not of the size that it says');
  }
  return data;
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
