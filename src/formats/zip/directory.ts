/**
 * The central directory of a ZIP archive: what it holds and where, before anything is inflated.
 * Refuses what would be unsafe or unreadable: encryption, unknown methods, overlapping or outlying entries, and
 * sizes beyond the limits. ZIP64 fields are followed. Format: PKWARE APPNOTE 6.3.10.
 */
import { AnnealError } from '../../protocol/errors';
import type { ByteSource } from '../byteSource';
import { entryNames, type StoredName, storedName } from './entryNames';

export interface ZipEntry {
  name: string;
  /** 0 stored, 8 deflated. */
  method: 0 | 8;
  compressedBytes: number;
  bytes: number;
  crc32: number;
  /** Where the entry's local header starts. */
  offset: number;
  /** No byte of it lies further: where the next entry starts, unless its own header cannot reach as far. */
  end: number;
}

export interface ZipLimits {
  /** Of everything in the archive, inflated. */
  maxBytes: number;
  /** Inflated to compressed; looked at from `ratioFrom` bytes on, since a small array of zeros passes 1000 too. */
  maxRatio: number;
  ratioFrom: number;
}

export const zipLimits: ZipLimits = { maxBytes: 4 * 2 ** 30, maxRatio: 1000, ratioFrom: 16 * 2 ** 20 };

const END = 0x06054b50;
const END64_LOCATOR = 0x07064b50;
const END64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL_HEADER_BYTES = 30;
const END_BYTES = 22;
const MAX_COMMENT = 0xffff;
/** Of a local header, its name and its extra field. */
const MAX_HEADER_BYTES = LOCAL_HEADER_BYTES + 2 * 0xffff;

/** Entries in the order of the directory, without folders. */
export async function readZipDirectory(
  blob: ByteSource,
  place: string,
  limits: ZipLimits,
): Promise<ZipEntry[]> {
  const { count, offset, bytes } = await findDirectory(blob, place);
  if (offset + bytes > blob.size) throw damaged(place, 'its directory lies beyond its end');
  const view = new DataView(await blob.slice(offset, offset + bytes).arrayBuffer());
  const found: { start: number; nameBytes: number; extraBytes: number; name: StoredName }[] = [];
  let position = 0;
  for (let index = 0; index < count; index++) {
    if (position + 46 > view.byteLength || view.getUint32(position, true) !== CENTRAL) {
      throw damaged(place, `its directory breaks off at entry ${index + 1} of ${count}`);
    }
    const nameBytes = view.getUint16(position + 28, true);
    const extraBytes = view.getUint16(position + 30, true);
    const next = position + 46 + nameBytes + extraBytes + view.getUint16(position + 32, true);
    if (next > view.byteLength)
      throw damaged(place, `its directory breaks off at entry ${index + 1} of ${count}`);
    const name = storedName(view, position, nameBytes, extraBytes);
    found.push({ start: position, nameBytes, extraBytes, name });
    position = next;
  }
  const names = entryNames(
    found.map(({ name }) => name),
    (name) => damaged(place, `it holds "${name}" twice`),
  );
  const entries = found.flatMap(({ start, nameBytes, extraBytes }, index) => {
    const name = names[index]!;
    return name.endsWith('/') ? [] : [readEntry(view, start, name, nameBytes, extraBytes, place)];
  });
  checkEntries(entries, offset, place, limits);
  return entries;
}

function readEntry(
  view: DataView,
  start: number,
  name: string,
  nameBytes: number,
  extraBytes: number,
  place: string,
): ZipEntry {
  const flags = view.getUint16(start + 8, true);
  const method = view.getUint16(start + 10, true);
  if (flags & 0x41) {
    throw new AnnealError('file-unsupported', `${place}: "${name}" is encrypted.`, {
      place: `${place}/${name}`,
      remedy: 'Save the archive without a password.',
    });
  }
  if (method !== 0 && method !== 8) {
    throw new AnnealError('file-unsupported', `${place}: "${name}" is compressed by method ${method}.`, {
      place: `${place}/${name}`,
      received: `method ${method}`,
      remedy: 'Save the archive stored or deflated.',
    });
  }
  let compressedBytes = view.getUint32(start + 20, true);
  let bytes = view.getUint32(start + 24, true);
  let offset = view.getUint32(start + 42, true);
  // ZIP64: a field of all ones says that the real value follows in the extra field, in this order.
  const wide = zip64Values(view, start + 46 + nameBytes, extraBytes);
  const widen = (value: number) => {
    if (value !== 0xffffffff) return value;
    const real = wide.shift();
    if (real === undefined) throw damaged(place, `"${name}" lacks its ZIP64 sizes`);
    return real;
  };
  bytes = widen(bytes);
  compressedBytes = widen(compressedBytes);
  offset = widen(offset);
  return {
    name,
    method,
    compressedBytes,
    bytes,
    crc32: view.getUint32(start + 16, true),
    offset,
    end: offset,
  };
}

function zip64Values(view: DataView, start: number, length: number): number[] {
  const end = start + length;
  for (let position = start; position + 4 <= end; ) {
    const size = view.getUint16(position + 2, true);
    if (view.getUint16(position, true) === 1) {
      const values: number[] = [];
      const last = Math.min(position + 4 + size, end);
      for (let at = position + 4; at + 8 <= last; at += 8) values.push(Number(view.getBigUint64(at, true)));
      return values;
    }
    position += 4 + size;
  }
  return [];
}

function checkEntries(entries: ZipEntry[], directory: number, place: string, limits: ZipLimits): void {
  let total = 0;
  let end = 0;
  const inOrder = [...entries].sort((a, b) => a.offset - b.offset);
  for (const [index, entry] of inOrder.entries()) {
    const { name, bytes, compressedBytes } = entry;
    const next = inOrder[index + 1]?.offset ?? directory;
    entry.end = Math.min(next, entry.offset + MAX_HEADER_BYTES + compressedBytes);
    // Entries that share their bytes multiply them: the "better zip bomb" of Fifield, 2019.
    if (entry.offset < end) throw damaged(place, `"${name}" overlaps another entry`);
    end = entry.offset + LOCAL_HEADER_BYTES + compressedBytes;
    if (end > directory) throw damaged(place, `"${name}" reaches beyond the archive's data`);
    if (entry.method === 0 && bytes !== compressedBytes) {
      throw damaged(place, `"${name}" is stored but declares two sizes`);
    }
    total += bytes;
    if (total > limits.maxBytes) {
      throw tooLarge(place, name, `its content takes more than ${mebibytes(limits.maxBytes)}`, total);
    }
    if (bytes >= limits.ratioFrom && bytes > compressedBytes * limits.maxRatio) {
      const grows = `"${name}" grows from ${compressedBytes} bytes to ${mebibytes(bytes)}`;
      throw tooLarge(place, name, `${grows}, more than ${limits.maxRatio} times`, bytes);
    }
  }
}

async function findDirectory(
  blob: ByteSource,
  place: string,
): Promise<{ count: number; offset: number; bytes: number }> {
  const tailStart = Math.max(0, blob.size - END_BYTES - MAX_COMMENT);
  const tail = new DataView(await blob.slice(tailStart).arrayBuffer());
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END) continue;
    // A signature inside a comment is told apart by the length that must reach the end of the file.
    if (at + END_BYTES + tail.getUint16(at + 20, true) !== tail.byteLength) continue;
    const end = {
      count: tail.getUint16(at + 10, true),
      bytes: tail.getUint32(at + 12, true),
      offset: tail.getUint32(at + 16, true),
    };
    const isZip64 = end.count === 0xffff || end.bytes === 0xffffffff || end.offset === 0xffffffff;
    if (isZip64 && at >= 20 && tail.getUint32(at - 20, true) === END64_LOCATOR) {
      return findDirectory64(blob, Number(tail.getBigUint64(at - 12, true)), place);
    }
    return end;
  }
  throw new AnnealError(
    'file-truncated',
    `${place} is cut off: the directory at the end of a ZIP file is missing.`,
    {
      place,
      received: `${blob.size} bytes`,
      remedy: 'Copy or download the file again.',
    },
  );
}

async function findDirectory64(
  blob: ByteSource,
  at: number,
  place: string,
): Promise<{ count: number; offset: number; bytes: number }> {
  const view = new DataView(await blob.slice(at, at + 56).arrayBuffer());
  if (view.byteLength < 56 || view.getUint32(0, true) !== END64)
    throw damaged(place, 'its ZIP64 end is missing');
  return {
    count: Number(view.getBigUint64(32, true)),
    bytes: Number(view.getBigUint64(40, true)),
    offset: Number(view.getBigUint64(48, true)),
  };
}

function damaged(place: string, found: string): AnnealError {
  return new AnnealError('file-format', `${place} is not a sound ZIP file: ${found}.`, {
    place,
    remedy: 'Copy or download the file again, or save it anew.',
  });
}

/** The error of a zip bomb, declared or found while inflating. */
export function tooLarge(place: string, name: string, found: string, bytes: number): AnnealError {
  return new AnnealError('file-too-large', `${place} was not unpacked: ${found}.`, {
    place: `${place}/${name}`,
    received: `${bytes} bytes`,
    remedy: 'If the file is what it should be, save its arrays in several smaller files.',
  });
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
