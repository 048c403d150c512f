/** One entry of an archive whose bytes are at hand, from its local header on. Streams are in `zip.ts`. */
import { Inflate } from 'fflate';
import { AnnealError } from '../../protocol/errors';
import { crc32 } from '../crc32';
import { inflate } from '../inflate';
import { tooLarge, type ZipEntry } from './directory';

/** An entry and its archive's name; plain, so that a worker can be sent one. */
export interface PackedEntry {
  archive: string;
  entry: ZipEntry;
}

const LOCAL_HEADER_BYTES = 30;

/** Where the content starts: behind the local header, whose name and extra field have lengths of their own. */
export function contentStart(bytes: Uint8Array, { archive, entry }: PackedEntry): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < LOCAL_HEADER_BYTES || view.getUint32(0, true) !== 0x04034b50) {
    throw broken(archive, entry, 'is not where the directory says');
  }
  return LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
}

/** @throws AnnealError `file-format`, and `file-too-large` for an entry that holds more than it declares. */
export async function unpack(bytes: Uint8Array, packed: PackedEntry): Promise<Uint8Array> {
  const { archive, entry } = packed;
  const start = contentStart(bytes, packed);
  const stored = bytes.subarray(start, start + entry.compressedBytes);
  // One byte more than declared shows that there are more.
  const content = entry.method === 0 ? stored : await inflated(stored, packed, entry.bytes + 1);
  if (content.length > entry.bytes) {
    const found = `"${entry.name}" holds more than the ${entry.bytes} bytes it declares`;
    throw tooLarge(archive, entry.name, found, content.length);
  }
  if (content.length !== entry.bytes) {
    throw broken(archive, entry, `ends after ${content.length} of ${entry.bytes} bytes`);
  }
  if (crc32(content) !== entry.crc32) throw broken(archive, entry, 'does not match its checksum');
  return content;
}

/** Enough for a header; what is unpacked is for nothing else. */
const START_BYTES = 1 << 13;

/** What the first bytes of an entry hold, unchecked; perhaps nothing yet. */
export function unpackStart(bytes: Uint8Array, packed: PackedEntry): Uint8Array {
  const { archive, entry } = packed;
  const start = contentStart(bytes, packed);
  const stored = bytes.subarray(start, start + entry.compressedBytes);
  if (entry.method === 0) return stored;
  // What cannot be compressed lies in deflate as it is, behind the kind of block (RFC 1951, 3.2.4), which fflate would
  // not hand out before it has all of it.
  if ((stored[0]! & 0b110) === 0) {
    const length = stored[1]! | (stored[2]! << 8);
    return stored.subarray(5, 5 + length);
  }
  let content = new Uint8Array(0);
  const inflater = new Inflate((piece) => {
    content = piece;
  });
  try {
    inflater.push(stored.subarray(0, START_BYTES), false);
  } catch (thrown) {
    throw broken(archive, entry, cannotInflate(thrown));
  }
  return content;
}

async function inflated(
  stored: Uint8Array,
  { archive, entry }: PackedEntry,
  length: number,
): Promise<Uint8Array> {
  try {
    return await inflate('deflate', stored, length);
  } catch (thrown) {
    throw broken(archive, entry, cannotInflate(thrown));
  }
}

export function cannotInflate(thrown: unknown): string {
  return `cannot be inflated (${thrown instanceof Error ? thrown.message : thrown})`;
}

export function broken(archive: string, entry: ZipEntry, found: string): AnnealError {
  return new AnnealError('file-format', `${archive}: "${entry.name}" ${found}.`, {
    place: `${archive}/${entry.name}`,
    remedy: 'Copy or download the file again, or save it anew.',
  });
}
