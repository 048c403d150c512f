/**
 * The directories of a TIFF file as numbers by tag. Only tags that are needed are read, and no more of them than the file
 * has bytes, however many directories point to the same place.
 */
import { damaged } from './decodedImage';

/** Numbers by tag. */
export type Fields = ReadonlyMap<number, readonly number[]>;

export interface Directories {
  littleEndian: boolean;
  directories: Fields[];
  /** Of the first directory; empty without one. */
  description: string;
}

const DESCRIPTION = 270;

/** All others are skipped unread: cameras and instruments write much. */
const needed = new Set([
  254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 317, 320, 322, 323, 324, 325, 338, 339,
  347,
]);

/** Bytes of the types that numbers come in: BYTE, SHORT, LONG, UNDEFINED, IFD, LONG8, IFD8. */
const typeBytes: Record<number, number> = { 1: 1, 3: 2, 4: 4, 7: 1, 13: 4, 16: 8, 18: 8 };

/** @returns null when a directory, or a value of it, lies beyond the bytes. @throws AnnealError `file-format`. */
export function readDirectories(bytes: Uint8Array, place: string): Directories | null {
  if (bytes.length < 16) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = bytes[0] === 0x49;
  const isBig = view.getUint16(2, littleEndian) === 43;
  const offsetAt = (at: number) =>
    isBig ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian);
  const [countBytes, entryBytes, offsetBytes] = isBig ? [8, 20, 8] : [2, 12, 4];
  const seen = new Set<number>();
  const directories: Fields[] = [];
  let description = '';
  // Values are counted as they are read. Neighbouring directories may share some.
  const budget = { left: 2 * bytes.length + 65536 };
  for (let at = offsetAt(isBig ? 8 : 4); at !== 0; ) {
    if (seen.has(at)) throw damaged(place, 'its pages form a circle');
    seen.add(at);
    if (at + countBytes > bytes.length) return null;
    const count = isBig ? Number(view.getBigUint64(at, littleEndian)) : view.getUint16(at, littleEndian);
    const end = at + countBytes + entryBytes * count;
    if (end + offsetBytes > bytes.length) return null;
    const fields = new Map<number, readonly number[]>();
    for (let entry = at + countBytes; entry < end; entry += entryBytes) {
      const tag = view.getUint16(entry, littleEndian);
      const isDescription = tag === DESCRIPTION && directories.length === 0;
      if ((!needed.has(tag) && !isDescription) || fields.has(tag)) continue;
      const size = isDescription ? 1 : typeBytes[view.getUint16(entry + 2, littleEndian)];
      if (size === undefined) continue;
      const length = offsetAt(entry + 4);
      const inline = entry + 4 + offsetBytes;
      const start = size * length <= offsetBytes ? inline : offsetAt(inline);
      if (start + size * length > bytes.length) return null;
      budget.left -= size * length;
      if (budget.left < 0) throw damaged(place, 'its directories name more values than it holds');
      if (isDescription) {
        description = new TextDecoder().decode(bytes.subarray(start, start + length)).replace(/\0+$/, '');
        continue;
      }
      fields.set(tag, numbersAt(view, start, length, size, littleEndian));
    }
    directories.push(fields);
    at = offsetAt(end);
  }
  return { littleEndian, directories, description };
}

function numbersAt(view: DataView, start: number, length: number, size: number, littleEndian: boolean) {
  const read = (at: number) => {
    if (size === 1) return view.getUint8(at);
    if (size === 8) return Number(view.getBigUint64(at, littleEndian));
    return size === 2 ? view.getUint16(at, littleEndian) : view.getUint32(at, littleEndian);
  };
  return Array.from({ length }, (_, index) => read(start + size * index));
}
