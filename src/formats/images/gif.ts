/**
 * GIF: a single picture as its palette and indices, so that masks keep their labels; an animation as pages of colours, as
 * they are seen one after the other. Format: GIF89a (CompuServe, 1990).
 */
import type { ImageHeader } from '../imageFiles';
import { cutOff, type DecodedImage, damaged, type ImageCodec, requirePixels } from './decodedImage';
import { unpackGifLzw } from './gifLzw';
import { tooLarge } from './tiffDirectory';

interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  interlaced: boolean;
  /** Colours [n, 3]. */
  palette: Uint8Array;
  /** Index of pixels that show what was there before; null without. */
  transparent: number | null;
  /** 2 clears the frame's place behind it, 3 brings back what was there. */
  disposal: number;
  codeBits: number;
  /** Its codes, in one piece. */
  codes: Uint8Array;
}

interface Gif {
  width: number;
  height: number;
  frames: Frame[];
}

const MAX_BYTES = 2 ** 31;

export const gif: ImageCodec = {
  readHeader(start, place, isAll = true): ImageHeader | null {
    const found = parse(start, place, false);
    if (!found && !isAll) return null;
    if (!found) throw cutOff(place);
    const { width, height, frames } = found;
    const isSingle = frames.length === 1;
    return { width, height, pages: frames.length, channels: 3, alpha: false, palette: isSingle, depth: 8 };
  },

  decode(bytes, place): DecodedImage[] {
    const found = parse(bytes, place, true);
    if (!found) throw cutOff(place);
    const { width, height, frames } = found;
    const [first] = frames;
    if (frames.length === 1 && first) {
      const data = new Uint8Array(width * height);
      drawIndices(first, width, height, place, (pixel, index) => {
        data[pixel] = index;
      });
      return [{ width, height, channels: 1, alpha: false, bits: 8, data, palette: first.palette }];
    }
    if (width * height * 3 * frames.length > MAX_BYTES) {
      throw tooLarge(place, frames.length, width * height * 3 * frames.length);
    }
    return animation(found, place);
  },
};

function animation({ width, height, frames }: Gif, place: string): DecodedImage[] {
  const canvas = new Uint8Array(width * height * 3);
  return frames.map((frame) => {
    const before = frame.disposal === 3 ? canvas.slice() : null;
    const touched: number[] = [];
    drawIndices(frame, width, height, place, (pixel, index) => {
      touched.push(pixel);
      if (index === frame.transparent) return;
      canvas.set(frame.palette.subarray(3 * index, 3 * index + 3), 3 * pixel);
    });
    const data = canvas.slice();
    if (before) canvas.set(before);
    else if (frame.disposal === 2) for (const pixel of touched) canvas.fill(0, 3 * pixel, 3 * pixel + 3);
    return { width, height, channels: 3, alpha: false, bits: 8, data, palette: null };
  });
}

/** @param draw is called for every pixel of the frame that lies on the canvas. */
function drawIndices(
  frame: Frame,
  width: number,
  height: number,
  place: string,
  draw: (pixel: number, index: number) => void,
): void {
  const indices = unpackGifLzw(frame.codes, frame.codeBits, frame.width * frame.height, place);
  const colours = frame.palette.length / 3;
  for (const [position, row] of rowOrder(frame).entries()) {
    for (let column = 0; column < frame.width; column++) {
      const index = indices[position * frame.width + column]!;
      if (index >= colours) throw damaged(place, `it uses colours beyond the ${colours} of its palette`);
      const [x, y] = [frame.left + column, frame.top + row];
      if (x < width && y < height) draw(y * width + x, index);
    }
  }
}

/** Which row comes at which place: interlaced, every eighth, then those between. */
function rowOrder({ height, interlaced }: Frame): number[] {
  const passes = interlaced
    ? [
        [0, 8],
        [4, 8],
        [2, 4],
        [1, 2],
      ]
    : [[0, 1]];
  return passes.flatMap(([first, step]) =>
    Array.from({ length: Math.max(0, Math.ceil((height - first!) / step!)) }, (_, i) => first! + i * step!),
  );
}

/** @param keeps whether codes are wanted. @returns null where it ends early. */
function parse(bytes: Uint8Array, place: string, keeps: boolean): Gif | null {
  if (bytes.length < 13) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
  requirePixels(width, height, place);
  const tableBytes = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + tableBytes(bytes[10]!);
  const shared = bytes.slice(13, at);
  const frames: Frame[] = [];
  let control = { transparent: null as number | null, disposal: 0 };
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x3b) return frames.length > 0 ? { width, height, frames } : noFrame(place);
    if (kind === 0x21) {
      if (bytes[at + 1] === 0xf9 && at + 7 < bytes.length) {
        const flags = bytes[at + 3]!;
        control = { transparent: flags & 1 ? bytes[at + 6]! : null, disposal: (flags >> 2) & 7 };
      }
      const end = blocksEnd(bytes, at + 2);
      if (end === null) return null;
      at = end;
    } else if (kind === 0x2c) {
      if (at + 11 > bytes.length) return null;
      const [left, top] = [view.getUint16(at + 1, true), view.getUint16(at + 3, true)];
      const [w, h] = [view.getUint16(at + 5, true), view.getUint16(at + 7, true)];
      requirePixels(w, h, place);
      const flags = bytes[at + 9]!;
      const codesAt = at + 10 + tableBytes(flags);
      const own = bytes.slice(at + 10, codesAt);
      const end = blocksEnd(bytes, codesAt + 1);
      if (end === null) return null;
      frames.push({
        left,
        top,
        width: w,
        height: h,
        interlaced: (flags & 0x40) !== 0,
        palette: own.length > 0 ? own : shared,
        ...control,
        codeBits: bytes[codesAt]!,
        codes: keeps ? joined(bytes, codesAt + 1) : new Uint8Array(0),
      });
      control = { transparent: null, disposal: 0 };
      at = end;
    } else if (frames.length > 0) {
      // Stray bytes behind the last frame.
      return { width, height, frames };
    } else throw damaged(place, `an unknown part begins at byte ${at}`);
  }
  // Some writers leave the last byte out.
  return keeps && frames.length > 0 ? { width, height, frames } : null;
}

function noFrame(place: string): never {
  throw damaged(place, 'it holds no picture');
}

/** Behind the empty block that ends a row of them; null where it is missing. */
function blocksEnd(bytes: Uint8Array, from: number): number | null {
  for (let at = from; at < bytes.length; at += 1 + bytes[at]!) if (bytes[at] === 0) return at + 1;
  return null;
}

function joined(bytes: Uint8Array, from: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let at = from; bytes[at] !== 0; at += 1 + bytes[at]!) {
    pieces.push(bytes.subarray(at + 1, at + 1 + bytes[at]!));
  }
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const piece of pieces) {
    whole.set(piece, filled);
    filled += piece.length;
  }
  return whole;
}
