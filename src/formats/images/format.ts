/** Which decoder reads a file: its first bytes decide, whatever it is called. */
import { bmp } from './bmp';
import type { ImageCodec } from './decodedImage';
import { gif } from './gif';
import { jpeg } from './jpeg';
import { png } from './png';
import { tiff } from './tiff';
import { isTiff } from './tiffDirectory';
import { webp } from './webp';

/** Null for what is none of the six kinds. */
export function codecOf(start: Uint8Array): ImageCodec | null {
  const text = String.fromCharCode(...start.subarray(0, 12));
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return png;
  if (text.startsWith('\xff\xd8\xff')) return jpeg;
  if (isTiff(start)) return tiff;
  if (isBmp(start)) return bmp;
  if (text.startsWith('RIFF') && text.slice(8) === 'WEBP') return webp;
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return gif;
  return null;
}

/** Sizes of the second header, by which the versions of the format are told apart. */
const bmpHeaders = [12, 16, 40, 52, 56, 64, 108, 124];

/** Two letters are few, and a table may have a column `BMI`: its other fields have to be those of a bitmap, as far as they are given. */
function isBmp(start: Uint8Array): boolean {
  if (start[0] !== 0x42 || start[1] !== 0x4d) return false;
  const isReserved = start.length >= 10 && start.subarray(6, 10).every((byte) => byte === 0);
  const isHeader = start.length < 16 || (bmpHeaders.includes(start[14]!) && start[15] === 0);
  // A text has no zeros.
  return isHeader && (isReserved || start.subarray(2, 16).includes(0));
}
