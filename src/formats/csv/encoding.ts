/** In which encoding a text is written, judged by its first bytes. */
import type { TextEncoding } from './pieces';

/** A start that says nothing else is UTF-8 where it may be; whether the rest is as well shows when it is read. */
export function sniffEncoding(bytes: Uint8Array): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const unmarked = sniffWide(bytes.subarray(0, 4096));
  if (unmarked) return unmarked;
  try {
    // As a stream, because the sample may end inside a character.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** UTF-16 without its mark: nearly every second byte of a table is zero, and none of the others. */
function sniffWide(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const zeros = [0, 0];
  for (const [index, byte] of bytes.entries()) {
    if (byte === 0) zeros[index % 2]!++;
    // No sign of a text is so low.
    else if (byte < 9) return null;
  }
  const [even = 0, odd = 0] = zeros;
  const enough = 0.35 * bytes.length;
  if (odd > enough && even === 0) return 'utf-16le';
  return even > enough && odd === 0 ? 'utf-16be' : null;
}
