/** What a training or a model may take of the machine for its data: memory, and a file for rows that do not fit into it. */
import type { ByteSource } from '../../formats/byteSource';
import { allocate } from '../../formats/openedFile';

export interface Workspace {
  /** Data that take more of the host's memory go to a scratch file. */
  hostBytes: number;
  /** A file of so many bytes, which is gone when it is closed. @throws AnnealError `storage-failed` without room for it. */
  scratch(bytes: number): Promise<ScratchFile>;
}

/** Reads and writes at once, so that a step never waits for a turn of the event loop. */
export interface ScratchFile {
  write(bytes: Uint8Array, position: number): void;
  readInto(target: Uint8Array, position: number): void;
  close(): void;
}

/** Everything in memory. */
export const memoryWorkspace: Workspace = {
  hostBytes: Infinity,
  async scratch(bytes) {
    const memory = new Uint8Array(allocate(bytes, 'The data of the training'));
    return {
      write: (part, position) => memory.set(part, position),
      readInto: (target, position) => target.set(memory.subarray(position, position + target.length)),
      close() {},
    };
  },
};

/** The bytes of a scratch file, to read from. */
export function scratchBytes(file: ScratchFile, size: number, begin = 0): ByteSource {
  return {
    size,
    slice: (start = 0, end = size) => scratchBytes(file, end - start, begin + start),
    async arrayBuffer() {
      const bytes = new Uint8Array(size);
      file.readInto(bytes, begin);
      return bytes.buffer;
    },
    readInto: (target, position) => file.readInto(target, begin + position),
  };
}

/** Rows of equal length, written once from the first to the last, and read by number. */
export interface RowFile {
  append(rows: Uint8Array): void;
  /** The rows one after the other. */
  read(rows: Int32Array): Uint8Array<ArrayBuffer>;
  close(): void;
}

export function createRowFile(file: ScratchFile, rowBytes: number): RowFile {
  let written = 0;
  return {
    append(rows) {
      file.write(rows, written);
      written += rows.length;
    },
    read(rows) {
      const bytes = new Uint8Array(rows.length * rowBytes);
      for (let first = 0, next = 1; first < rows.length; first = next++) {
        // Neighbours come in one go, as evaluation has them.
        while (next < rows.length && rows[next] === rows[next - 1]! + 1) next++;
        file.readInto(bytes.subarray(first * rowBytes, next * rowBytes), rows[first]! * rowBytes);
      }
      return bytes;
    },
    close: () => file.close(),
  };
}
