/**
 * Names of a ZIP archive's entries, which are bytes: UTF-8 where the archive says so (flag bit 11, or the extra field of
 * Info-ZIP) or where all of them are sound UTF-8, as many programs write it without a word; else code page 437, the
 * standard's own (PKWARE APPNOTE 6.3.10, appendix D). That has a sign for every byte, so names that differ stay so.
 */
import { crc32 } from '../crc32';

export interface StoredName {
  bytes: Uint8Array;
  /** What the archive says that it is; null where it says nothing. */
  said: string | null;
}

const UTF8_FLAG = 1 << 11;
const UNICODE_PATH = 0x7075;
const utf8 = new TextDecoder();
const strict = new TextDecoder('utf-8', { fatal: true });

/** Signs of the bytes from 128 on. */
const upperHalf = [
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐',
  '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
].join('');

/** @param start of the entry in the central directory. */
export function storedName(view: DataView, start: number, nameBytes: number, extraBytes: number): StoredName {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + start + 46, nameBytes);
  const isUtf8 = (view.getUint16(start + 8, true) & UTF8_FLAG) !== 0;
  const said = isUtf8 ? utf8.decode(bytes) : unicodePath(view, start + 46 + nameBytes, extraBytes, bytes);
  return { bytes, said };
}

/** @param twice the error of two entries of one name. */
export function entryNames(stored: readonly StoredName[], twice: (name: string) => Error): string[] {
  const silent = stored.filter(({ said }) => said === null);
  const decode = silent.every(({ bytes }) => isUtf8(bytes))
    ? (bytes: Uint8Array) => utf8.decode(bytes)
    : cp437;
  /** Bytes by name. */
  const known = new Map<string, string>();
  return stored.map(({ bytes, said }) => {
    const plain = said ?? decode(bytes);
    const own = bytes.join();
    let name = plain;
    // Names that are told apart by their bytes alone are told apart by a number.
    for (let n = 2; known.has(name); n++) {
      if (known.get(name) === own) throw twice(plain);
      name = plain.replace(/(\.[^./]*)?$/, ` (${n})$1`);
    }
    known.set(name, own);
    return name;
  });
}

/** The Unicode path of Info-ZIP (0x7075): a version, the CRC-32 of the name that it is of, and UTF-8. */
function unicodePath(view: DataView, start: number, length: number, name: Uint8Array): string | null {
  const end = start + length;
  for (let at = start; at + 4 <= end; ) {
    const size = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === UNICODE_PATH && size >= 5 && at + 4 + size <= end) {
      // A name that was changed later has another sum: then this is of the name before.
      const isOfName = view.getUint8(at + 4) === 1 && view.getUint32(at + 5, true) === crc32(name);
      if (isOfName) return utf8.decode(new Uint8Array(view.buffer, view.byteOffset + at + 9, size - 5));
    }
    at += 4 + size;
  }
  return null;
}

function isUtf8(bytes: Uint8Array): boolean {
  if (bytes.every((byte) => byte < 128)) return true;
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function cp437(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : upperHalf[byte - 128]!)).join(
    '',
  );
}
