/** What every image decoder of this folder returns, and the limit that all of them hold. */

import { AnnealError } from '../../protocol/errors';
import type { ImageHeader } from '../imageFiles';

/** One picture as it is stored: samples are neither scaled nor looked up, so that masks keep their labels. */
export interface DecodedImage {
  width: number;
  height: number;
  /** Samples a pixel, alpha among them. */
  channels: number;
  /** The last sample of each pixel is alpha. */
  alpha: boolean;
  /** Of a whole-number sample: the full one is 2^bits − 1. 32 is floating point, where it is 1. */
  bits: 1 | 2 | 4 | 8 | 16 | 32;
  /** [height, width, channels], row-major. */
  data: Uint8Array | Uint16Array | Float32Array;
  /** Colours [n, 3] that samples are indices into; null where they are values. */
  palette: Uint8Array | null;
}

/** A decoder: what a file of its kind is, from the header alone and in full. */
export interface ImageCodec {
  /**
   * @param isAll whether these are all bytes of the file; true when left out.
   * @returns null when the header reaches beyond these first bytes of the file.
   */
  readHeader(start: Uint8Array, place: string, isAll?: boolean): ImageHeader | null;
  /** Every page. @throws AnnealError `file-format`, `file-truncated`, `file-unsupported`, `file-too-large`. */
  decode(bytes: Uint8Array, place: string): Promise<DecodedImage[]> | DecodedImage[];
}

/** Pixels of one picture: 10,000 × 10,000, or a slide of 20,000 × 5,000. */
export const MAX_PIXELS = 100e6;

/** To be asked before anything is decoded. @throws AnnealError `file-too-large` or, for no pixels, `file-format`. */
export function requirePixels(width: number, height: number, place: string): void {
  if (width < 1 || height < 1) throw damaged(place, `its header says ${width} × ${height} pixels`);
  if (width * height <= MAX_PIXELS) return;
  throw new AnnealError(
    'file-too-large',
    `${place} has ${thousands(width)} × ${thousands(height)} pixels, more than ${MAX_PIXELS / 1e6} million.`,
    {
      place,
      received: `${width} × ${height}`,
      remedy: 'Cut it into tiles or scale it down, and its mask in the same way.',
    },
  );
}

/** The error of an image that is not what its kind promises. */
export function damaged(place: string, found: string): AnnealError {
  return new AnnealError('file-format', `${place} is damaged: ${found}.`, {
    place,
    remedy: 'Copy or save it again, or leave it out.',
  });
}

export function cutOff(place: string): AnnealError {
  return new AnnealError('file-truncated', `${place} is cut off.`, {
    place,
    remedy: 'Copy it again, or leave it out.',
  });
}

/** The error of a file that the system does not hand out: it was moved or changed, or it may not be read. */
export function unreadable(place: string, thrown: unknown): AnnealError {
  const { message } = AnnealError.from(thrown);
  return new AnnealError('data-not-found', `${place} cannot be read: ${message.replace(/\.$/, '')}.`, {
    place,
    received: message,
    remedy: 'Choose the files again, or leave it out.',
  });
}

/** The error of a sound image with something that Anneal does not read. */
export function unsupported(place: string, what: string): AnnealError {
  return new AnnealError('file-unsupported', `${place} ${what}.`, {
    place,
    received: what,
    remedy: 'Save it as PNG, or as TIFF without compression.',
  });
}

/** 20000 → "20,000" */
function thousands(value: number): string {
  return `${value}`.replace(/\B(?=(\d{3})+$)/g, ',');
}
