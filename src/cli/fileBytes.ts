/** Files of the disk as bytes that are read in pieces, of any size. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { ByteSource } from '../formats/byteSource';
import { AnnealError } from '../protocol/errors';

/** Files that are open at once: a set of pictures may have more than the system allows. */
const MAX_OPEN = 64;

/** Descriptors by path; the order of insertion is the order of use. */
const opened = new Map<string, number>();

/** @throws the system's error when there is no such file. */
export function fileBytes(path: string): ByteSource {
  return part(path, 0, statSync(path).size);
}

/** Closes what was opened to read. */
export function closeFiles(): void {
  for (const descriptor of opened.values()) closeSync(descriptor);
  opened.clear();
}

function part(path: string, begin: number, size: number): ByteSource {
  return {
    size,
    slice(start = 0, end = size) {
      // As Blob.slice: negative positions count from the end.
      const at = (position: number) => Math.min(size, Math.max(0, position < 0 ? size + position : position));
      return part(path, begin + at(start), Math.max(0, at(end) - at(start)));
    },
    async arrayBuffer() {
      const bytes = new Uint8Array(size);
      readFrom(path, bytes, begin);
      // Otherwise no signal and no timer would ever be heard.
      await new Promise((resolve) => setImmediate(resolve));
      return bytes.buffer;
    },
    readInto: (target, position) => readFrom(path, target, begin + position),
  };
}

function readFrom(path: string, target: Uint8Array, position: number): void {
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
