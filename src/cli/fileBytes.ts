/** Files of the disk as bytes that are read in pieces, of any size. */
import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import type { ByteSource } from '../formats/byteSource';
import { AnnealError } from '../protocol/errors';

/** Files that are open at once: a set of pictures may have more than the system allows. */
const MAX_OPEN = 64;

/** Descriptors by path; the order of insertion is the order of use. */
const opened = new Map<string, number>();

/** Bytes of a file that another thread can open anew. */
export interface FileBytes extends ByteSource {
  readonly path: string;
  /** Where in the file they begin. */
  readonly begin: number;
}

export function isFileBytes(source: ByteSource): source is FileBytes {
  return 'path' in source && 'begin' in source;
}

/** Hears of each read before it happens. */
type ReadListener = (path: string, position: number, length: number) => void;

let onRead: ReadListener | null = null;

/** There is one listener in a thread. */
export function listenToReads(listener: ReadListener): void {
  onRead = listener;
}

/** @throws the system's error when there is no such file. */
export function fileBytes(path: string): FileBytes {
  const stats = statSync(path);
  return part({ path, stats }, 0, stats.size);
}

/** Closes what was opened to read. */
export function closeFiles(): void {
  for (const descriptor of opened.values()) closeSync(descriptor);
  opened.clear();
}

/** A file as it was when it was opened. */
interface KnownFile {
  path: string;
  stats: Stats;
}

function part(file: KnownFile, begin: number, size: number): FileBytes {
  return {
    path: file.path,
    begin,
    size,
    slice(start = 0, end = size) {
      // As Blob.slice: negative positions count from the end.
      const at = (position: number) => Math.min(size, Math.max(0, position < 0 ? size + position : position));
      return part(file, begin + at(start), Math.max(0, at(end) - at(start)));
    },
    async arrayBuffer() {
      const bytes = new Uint8Array(size);
      refuseChanged(file);
      readFrom(file.path, bytes, begin);
      // Otherwise no signal and no timer would ever be heard.
      await new Promise((resolve) => setImmediate(resolve));
      return bytes.buffer;
    },
    readInto: (target, position) => readFrom(file.path, target, begin + position),
  };
}

/** Data are read in several passes, which must meet the same content. @throws AnnealError `file-changed`. */
function refuseChanged({ path, stats }: KnownFile): void {
  const { size, mtimeMs } = fstatSync(descriptorOf(path));
  if (size === stats.size && mtimeMs === stats.mtimeMs) return;
  throw new AnnealError('file-changed', `${path} changed while it was read.`, {
    place: path,
    received: `${size} bytes of ${new Date(mtimeMs).toISOString()}, then ${stats.size} bytes of ${stats.mtime.toISOString()}`,
    remedy: 'Wait until the file is written, and try again.',
  });
}

function readFrom(path: string, target: Uint8Array, position: number): void {
  onRead?.(path, position, target.length);
  const descriptor = descriptorOf(path);
  for (let filled = 0; filled < target.length; ) {
    const read = readSync(descriptor, target, filled, target.length - filled, position + filled);
    if (read === 0) {
      throw new AnnealError('file-truncated', `${path} became shorter while it was read.`, {
        place: path,
        received: `${position + filled} bytes`,
        remedy: 'Wait until the file is written, and try again.',
      });
    }
    filled += read;
  }
}

function descriptorOf(path: string): number {
  let descriptor = opened.get(path);
  if (descriptor !== undefined) opened.delete(path);
  else {
    descriptor = openSync(path, 'r');
    const [oldest] = opened;
    if (oldest && opened.size >= MAX_OPEN) {
      closeSync(oldest[1]);
      opened.delete(oldest[0]);
    }
  }
  opened.set(path, descriptor);
  return descriptor;
}
