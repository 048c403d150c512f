/**
 * ZIP archives, reader and writer. fflate inflates and deflates; around it every size and checksum is checked here,
 * because fflate itself trusts what an archive declares.
 */
import { Inflate, zipSync } from 'fflate';
import { AnnealError } from '../../protocol/errors';
import { bytesOf } from '../byteSource';
import { crc32 } from '../crc32';
import { allocate, type NamedBlob, type ReadWatch, throwIfAborted } from '../openedFile';
import { readZipDirectory, tooLarge, type ZipEntry, type ZipLimits, zipLimits } from './directory';
import { broken, cannotInflate, contentStart } from './unpack';

export interface ZipArchive {
  entries: readonly ZipEntry[];
  /** The whole content of an entry, its length and CRC-32 checked. */
  read(entry: ZipEntry, watch?: ReadWatch): Promise<Uint8Array<ArrayBuffer>>;
  /** The content of an entry in pieces; its length and CRC-32 are checked before the last one is handed out. */
  stream(entry: ZipEntry, watch?: ReadWatch): AsyncGenerator<Uint8Array>;
  /** The first bytes of an entry, at most so many; the checksum cannot be checked. */
  readStart(entry: ZipEntry, bytes: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** Compressed bytes fed at once; deflate grows them to 66 MB at most (1032 times). */
const CHUNK = 1 << 16;
const STORED_CHUNK = 1 << 22;

/** Whether the bytes start like a ZIP archive, also an empty one. */
export function isZip(start: Uint8Array): boolean {
  return (
    start[0] === 0x50 && start[1] === 0x4b && (start[2] === 3 || start[2] === 5) && start[3] === start[2]! + 1
  );
}

/**
 * Opens an archive; nothing is inflated yet.
 * @throws AnnealError `file-truncated`, `file-format`, `file-unsupported`, `file-too-large`.
 */
export async function openZip(file: NamedBlob, limits: Partial<ZipLimits> = {}): Promise<ZipArchive> {
  const entries = await readZipDirectory(file.blob, file.name, { ...zipLimits, ...limits });
  return {
    entries,
    async read(entry, watch) {
      const bytes = new Uint8Array(allocate(entry.bytes, `${file.name}/${entry.name}`));
      let filled = 0;
      for await (const piece of checked(file, entry, watch)) {
        bytes.set(piece, filled);
        filled += piece.length;
      }
      return bytes;
    },
    stream: (entry, watch) => checked(file, entry, watch),
    async readStart(entry, wanted) {
      const bytes = new Uint8Array(Math.min(wanted, entry.bytes));
      let filled = 0;
      for await (const piece of inflate(file, entry)) {
        const taken = piece.subarray(0, bytes.length - filled);
        bytes.set(taken, filled);
        filled += taken.length;
        if (filled === bytes.length) break;
      }
      return bytes.subarray(0, filled);
    },
  };
}

/**
 * Packs files into an archive whose bytes depend on nothing but its content: no time of day is kept.
 * @param level 0 stores, 1 to 9 deflate. Floating-point numbers hardly shrink, text does.
 */
export function writeZip(
  files: readonly { name: string; bytes: Uint8Array }[],
  level: 0 | 6 = 6,
): Uint8Array<ArrayBuffer> {
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  if (byName.size !== files.length)
    throw new AnnealError('internal', 'Two files of an archive have one name.');
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (total >= 0xffffffff || files.length >= 0xffff) {
    // fflate writes no ZIP64 and would store sizes modulo 2^32 without a word.
    throw new AnnealError(
      'file-too-large',
      `An archive holds at most 4 GiB, this one would take ${total} bytes.`,
      {
        received: `${total} bytes`,
        remedy: 'Download the files one by one.',
      },
    );
  }
  return zipSync(Object.fromEntries(byName), { level, mtime: new Date(1980, 0, 1) });
}

/** The content of an entry, with its length and checksum compared to what the directory says. */
async function* checked(file: NamedBlob, entry: ZipEntry, watch?: ReadWatch): AsyncGenerator<Uint8Array> {
  let length = 0;
  let sum = 0;
  let held: Uint8Array | null = null;
  for await (const piece of inflate(file, entry, watch)) {
    if (held) yield held;
    length += piece.length;
    sum = crc32(piece, sum);
    held = piece;
  }
  if (length !== entry.bytes) throw broken(file.name, entry, `ends after ${length} of ${entry.bytes} bytes`);
  if (sum !== entry.crc32) throw broken(file.name, entry, 'does not match its checksum');
  if (held) yield held;
}

/** The content of an entry in pieces. More than declared is a bomb, not a longer file. */
async function* inflate(
  file: NamedBlob,
  entry: ZipEntry,
  { onProgress, signal }: ReadWatch = {},
): AsyncGenerator<Uint8Array> {
  let filled = 0;
  let pieces: Uint8Array[] = [];
  const append = (bytes: Uint8Array) => {
    filled += bytes.length;
    if (filled > entry.bytes) {
      const found = `"${entry.name}" holds more than the ${entry.bytes} bytes it declares`;
      throw tooLarge(file.name, entry.name, found, filled);
    }
    if (bytes.length > 0) pieces.push(bytes);
  };
  const inflater = entry.method === 8 ? new Inflate(append) : null;
  const packed = { archive: file.name, entry };
  let { offset } = entry;
  let header: number | null = null;
  for (let done = 0; done < entry.compressedBytes; ) {
    throwIfAborted(signal, file.name);
    const wanted = inflater ? CHUNK : STORED_CHUNK;
    const bytes = await bytesOf(file.blob, offset, Math.min(offset + wanted, entry.end));
    // The local header comes with the first bytes of the content; in small files with all of it.
    header ??= contentStart(bytes, packed);
    const chunk = bytes.subarray(header, header + entry.compressedBytes - done);
    header = Math.max(0, header - bytes.length);
    offset += bytes.length;
    if (bytes.length === 0) break;
    const end = done + chunk.length;
    try {
      if (inflater) inflater.push(chunk, end === entry.compressedBytes);
      else append(chunk);
    } catch (thrown) {
      if (thrown instanceof AnnealError) throw thrown;
      throw broken(file.name, entry, cannotInflate(thrown));
    }
    yield* pieces;
    pieces = [];
    done = end;
    onProgress?.(done, entry.compressedBytes);
  }
}
