/**
 * ZIP archives, reader and writer. fflate inflates and deflates; around it every size and checksum is checked here,
 * because fflate itself trusts what an archive declares.
 */
import { Inflate, zipSync } from 'fflate';
import { AnnealError } from '../../protocol/errors';
import { crc32 } from '../crc32';
import { allocate, type NamedBlob, type ReadProgress, throwIfAborted } from '../openedFile';
import { readZipDirectory, tooLarge, type ZipEntry, type ZipLimits, zipLimits } from './directory';

export interface ZipArchive {
  entries: readonly ZipEntry[];
  /** The whole content of an entry, its length and CRC-32 checked. */
  read(entry: ZipEntry, onProgress?: ReadProgress, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /** The first bytes of an entry, at most so many; the checksum cannot be checked. */
  readStart(entry: ZipEntry, bytes: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** Compressed bytes fed at once; deflate grows them to 66 MB at most (1032 times). */
const CHUNK = 1 << 16;

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
    async read(entry, onProgress, signal) {
      const bytes = await inflate(file, entry, entry.bytes, onProgress, signal);
      if (bytes.length !== entry.bytes) {
        throw broken(file, entry, `ends after ${bytes.length} of ${entry.bytes} bytes`);
      }
      if (crc32(bytes) !== entry.crc32) throw broken(file, entry, 'does not match its checksum');
      return bytes;
    },
    readStart: (entry, bytes) => inflate(file, entry, Math.min(bytes, entry.bytes)),
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

/** Inflates until `wanted` bytes are there or the entry ends. More than declared is a bomb, not a longer file. */
async function inflate(
  file: NamedBlob,
  entry: ZipEntry,
  wanted: number,
  onProgress?: ReadProgress,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const start = await dataStart(file, entry);
  const result = new Uint8Array(allocate(wanted, `${file.name}/${entry.name}`));
  let filled = 0;
  const append = (bytes: Uint8Array) => {
    if (filled + bytes.length > entry.bytes) {
      const found = `"${entry.name}" holds more than the ${entry.bytes} bytes it declares`;
      throw tooLarge(file.name, entry.name, found, filled + bytes.length);
    }
    const taken = bytes.subarray(0, wanted - filled);
    result.set(taken, filled);
    filled += taken.length;
  };
  const inflater = entry.method === 8 ? new Inflate(append) : null;
  for (let done = 0; done < entry.compressedBytes && (filled < wanted || wanted === entry.bytes); ) {
    throwIfAborted(signal, file.name);
    const end = Math.min(done + CHUNK, entry.compressedBytes);
    const chunk = new Uint8Array(await file.blob.slice(start + done, start + end).arrayBuffer());
    try {
      if (inflater) inflater.push(chunk, end === entry.compressedBytes);
      else append(chunk);
    } catch (thrown) {
      if (thrown instanceof AnnealError) throw thrown;
      throw broken(file, entry, `cannot be inflated (${thrown instanceof Error ? thrown.message : thrown})`);
    }
    done = end;
    onProgress?.(done, entry.compressedBytes);
  }
  return result.subarray(0, filled);
}

/** Where the entry's bytes start: behind its local header, whose name and extra field have lengths of their own. */
async function dataStart(file: NamedBlob, entry: ZipEntry): Promise<number> {
  const header = new DataView(await file.blob.slice(entry.offset, entry.offset + 30).arrayBuffer());
  if (header.byteLength < 30 || header.getUint32(0, true) !== 0x04034b50) {
    throw broken(file, entry, 'is not where the directory says');
  }
  return entry.offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
}

function broken(file: NamedBlob, entry: ZipEntry, found: string): AnnealError {
  return new AnnealError('file-format', `${file.name}: "${entry.name}" ${found}.`, {
    place: `${file.name}/${entry.name}`,
    remedy: 'Copy or download the file again, or save it anew.',
  });
}
