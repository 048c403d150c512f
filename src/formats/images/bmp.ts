/**
 * Windows bitmaps: palettes of 1, 4 and 8 bits, plain or in runs (RLE), and colours of 16, 24 and 32 bits in any order.
 * Format: BITMAPINFOHEADER and its successors in Microsoft's Win32 documentation.
 */

import type { ImageHeader } from '../imageFiles';
import { unpackRuns } from './bmpRuns';
import {
  cutOff,
  type DecodedImage,
  damaged,
  type ImageCodec,
  requirePixels,
  unsupported,
} from './decodedImage';
import { unpackBits } from './sampleBits';

/** File header (14 bytes) and the part of the information header that every version has. */
const HEADER_BYTES = 54;

interface BmpHeader {
  width: number;
  height: number;
  /** Rows are stored from the top; the usual order is from the bottom. */
  topDown: boolean;
  bits: 1 | 4 | 8 | 16 | 24 | 32;
  /** In runs. */
  packed: boolean;
  /** Where the pixels begin. */
  offset: number;
  /** Colours [n, 3]; null for colours in the pixels and for a plain grey ramp, whose indices are the grey values. */
  palette: Uint8Array | null;
  alpha: boolean;
  /** Bits of red, green and blue in the pixel; null for bytes of blue, green and red. */
  masks: readonly number[] | null;
}

export const bmp: ImageCodec = {
  readHeader(start, place): ImageHeader | null {
    const header = parseHeader(start, place);
    if (!header) return null;
    const { width, height, bits, palette, alpha } = header;
    return {
      width,
      height,
      pages: 1,
      channels: bits > 8 || palette ? 3 : 1,
      alpha,
      palette: palette !== null,
      depth: 8,
    };
  },

  decode(bytes, place): DecodedImage[] {
    const header = parseHeader(bytes, place);
    if (!header) throw cutOff(place);
    const { width, height, topDown, bits, offset, palette, alpha, masks } = header;
    if (header.packed) {
      const indices = unpackRuns(bytes.subarray(offset), bits === 4 ? 4 : 8, width, height, place);
      requireColours(indices, palette, place);
      return [{ width, height, channels: 1, alpha: false, bits: bits === 4 ? 4 : 8, data: indices, palette }];
    }
    const rowBytes = Math.ceil((width * bits) / 32) * 4;
    if (bytes.length < offset + rowBytes * height) throw cutOff(place);
    const rows = new Uint8Array(rowBytes * height);
    for (let row = 0; row < height; row++) {
      const from = offset + rowBytes * (topDown ? row : height - 1 - row);
      rows.set(bytes.subarray(from, from + rowBytes), row * rowBytes);
    }
    if (bits > 8) {
      const channels = alpha ? 4 : 3;
      const data = masks
        ? maskedColours(rows, width, height, rowBytes, bits / 8, masks)
        : colours(rows, width, height, rowBytes, bits / 8, channels);
      return [{ width, height, channels, alpha, bits: 8, data, palette: null }];
    }
    const depth = bits === 1 || bits === 4 ? bits : 8;
    const data = unpackBits(rows, depth, width, height, rowBytes);
    requireColours(data, palette, place);
    return [{ width, height, channels: 1, alpha: false, bits: depth, data, palette }];
  },
};

function requireColours(indices: Uint8Array, palette: Uint8Array | null, place: string): void {
  if (palette?.length && indices.some((index) => 3 * index >= palette.length)) {
    throw damaged(place, `it uses colours beyond the ${palette.length / 3} of its palette`);
  }
}

/** Null when the header and the palette reach beyond the bytes. */
function parseHeader(bytes: Uint8Array, place: string): BmpHeader | null {
  if (bytes.length < HEADER_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const infoBytes = view.getUint32(14, true);
  if (infoBytes < 40) throw unsupported(place, 'is a bitmap of OS/2');
  const width = view.getInt32(18, true);
  const storedHeight = view.getInt32(22, true);
  const height = Math.abs(storedHeight);
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  requirePixels(width, height, place);
  if (bits !== 1 && bits !== 4 && bits !== 8 && bits !== 16 && bits !== 24 && bits !== 32) {
    throw unsupported(place, `is a bitmap of ${bits} bits a pixel`);
  }
  const packed = (compression === 1 && bits === 8) || (compression === 2 && bits === 4);
  // 3 and 6 say where each colour lies in the pixel.
  const named = (compression === 3 || compression === 6) && (bits === 16 || bits === 32);
  if (compression !== 0 && !named && !packed) throw unsupported(place, 'is a compressed bitmap');
  let masks: number[] | null = bits === 16 ? [0x7c00, 0x3e0, 0x1f] : null;
  if (named) {
    if (bytes.length < HEADER_BYTES + 16) return null;
    const found = [0, 4, 8].map((at) => view.getUint32(HEADER_BYTES + at, true));
    const isUsual = bits === 32 && found[0] === 0xff0000 && found[1] === 0xff00 && found[2] === 0xff;
    masks = isUsual ? null : found;
    if (found.some((mask) => mask === 0)) throw unsupported(place, 'is a bitmap that lacks a colour');
  }
  const isUsualAlpha =
    named && !masks && infoBytes >= 56 && view.getUint32(HEADER_BYTES + 12, true) === 0xff000000;
  const common = {
    width,
    height,
    topDown: storedHeight < 0,
    offset: view.getUint32(10, true),
    alpha: isUsualAlpha,
    masks,
    packed,
  };
  if (bits > 8) return { ...common, bits, palette: null };
  const count = view.getUint32(46, true) || 2 ** bits;
  if (count > 2 ** bits) throw damaged(place, `its palette has ${count} colours for ${bits} bits`);
  const start = 14 + infoBytes;
  if (bytes.length < start + 4 * count) return null;
  const palette = new Uint8Array(3 * count);
  for (let index = 0; index < count; index++) {
    // Blue, green, red, nothing.
    for (let part = 0; part < 3; part++) palette[3 * index + part] = bytes[start + 4 * index + 2 - part]!;
  }
  const full = 2 ** bits - 1;
  const isGreyRamp = palette.every((value, index) => value === (Math.floor(index / 3) * 255) / full);
  return { ...common, bits, palette: isGreyRamp ? null : palette };
}

/** Blue, green, red and perhaps alpha as red, green, blue and perhaps alpha. */
function colours(
  rows: Uint8Array,
  width: number,
  height: number,
  rowBytes: number,
  pixelBytes: number,
  channels: 3 | 4,
): Uint8Array {
  const data = new Uint8Array(width * height * channels);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = row * rowBytes + column * pixelBytes;
      const to = (row * width + column) * channels;
      data[to] = rows[from + 2]!;
      data[to + 1] = rows[from + 1]!;
      data[to + 2] = rows[from]!;
      if (channels === 4) data[to + 3] = rows[from + 3]!;
    }
  }
  return data;
}

/** Each colour scaled from its bits to a byte; what lies beside them is left out. */
function maskedColours(
  rows: Uint8Array,
  width: number,
  height: number,
  rowBytes: number,
  pixelBytes: number,
  masks: readonly number[],
): Uint8Array {
  const view = new DataView(rows.buffer, rows.byteOffset, rows.byteLength);
  const data = new Uint8Array(width * height * 3);
  // The lowest bit of a mask, and all of its bits moved there.
  const parts = masks.map((mask) => {
    const lowest = (mask & -mask) >>> 0;
    return { mask, lowest, full: (mask >>> 0) / lowest };
  });
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * rowBytes + column * pixelBytes;
      const pixel = pixelBytes === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
      for (const [part, { mask, lowest, full }] of parts.entries()) {
        data[(row * width + column) * 3 + part] = Math.round(
          ((((pixel & mask) >>> 0) / lowest) * 255) / full,
        );
      }
    }
  }
  return data;
}
