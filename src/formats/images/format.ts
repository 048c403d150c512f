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
  // Two letters are few; the size of the second header, 40 to 124, rules out a text that starts with them.
  if (text.startsWith('BM') && (start.length < 15 || (start[14]! >= 12 && start[14]! <= 124))) return bmp;
  if (text.startsWith('RIFF') && text.slice(8) === 'WEBP') return webp;
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return gif;
  return null;
}
