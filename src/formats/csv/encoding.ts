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

/**
 * Whether a text that is no UTF-8 looks as if it were not Western European either: there letters beyond ASCII hardly stand
 * side by side, and signs not between letters.
 */
export function looksForeign(bytes: Uint8Array): boolean {
  let run = 0;
  let foreign = 0;
  let beyond = 0;
  for (const [index, byte] of bytes.entries()) {
    run = byte >= 0x80 ? run + 1 : 0;
    if (byte < 0x80) continue;
    beyond++;
    const isSign = byte < 0xc0 && !LETTERS_AMONG_SIGNS.has(byte);
    if (run === 3 || (isSign && isLetter(bytes[index - 1]) && isLetter(bytes[index + 1]))) foreign++;
  }
  return foreign > 0.1 * beyond;
}

/** Š Œ Ž š œ ž, the apostrophe, and the middle dot of Catalan; Ÿ stands in no word. */
const LETTERS_AMONG_SIGNS = new Set([0x8a, 0x8c, 0x8e, 0x9a, 0x9c, 0x9e, 0x92, 0xb7]);

const isLetter = (byte = 0) =>
  byte >= 0xc0 || LETTERS_AMONG_SIGNS.has(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);

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
