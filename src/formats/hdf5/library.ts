/** How a file gets into the file system of h5wasm, which is loaded when the first comes: read in place, in pieces. */
import type * as H5wasm from 'h5wasm';
import type { ByteSource } from '../byteSource';
import type { NamedBlob } from '../openedFile';
import { type H5Library, loadH5wasm } from './loadLibrary';

export type Hdf5File = H5wasm.File;

export interface MountedHdf5 {
  library: H5Library;
  module: Awaited<H5Library['ready']>;
  file: Hdf5File;
  /** Bytes of the file, fewer where it ends. */
  readAt(position: number, length: number): DataView;
  /** Where in the file the library read last; null before it has read anything. */
  lastRead(): number | null;
  forgetReads(): void;
  /** Closes the file and takes it out of the file system. */
  unmount(): void;
}

/** What of a node of Emscripten's file system in memory makes it a window onto a file elsewhere. */
interface FileNode {
  usedBytes: number;
  stream_ops: object;
}

let mounts = 0;

/** @throws Error with HDF5's own account when the file cannot be opened. */
export async function mountHdf5(file: NamedBlob): Promise<MountedHdf5> {
  const library = await loadH5wasm();
  const module = await library.ready;
  const { FS, activate_throwing_error_handler } = module;
  // Without this a failed read prints to the console and hands out whatever was in memory.
  activate_throwing_error_handler();
  const readInto = await readerOf(file.blob);
  // A name of its own: HDF5 takes two files of one path for the same file while either is open.
  const path = `/mount${mounts++}.h5`;
  FS.writeFile(path, new Uint8Array(0));
  let lastRead: number | null = null;
  const node = FS.lookupPath(path, {}).node as unknown as FileNode;
  node.usedBytes = file.blob.size;
  node.stream_ops = {
    ...node.stream_ops,
    read(_stream: unknown, heap: Int8Array, offset: number, length: number, position: number): number {
      const count = Math.max(0, Math.min(length, file.blob.size - position));
      if (count > 0) readInto(new Uint8Array(heap.buffer, heap.byteOffset + offset, count), position);
      lastRead = position;
      return count;
    },
  };
  try {
    const opened = new library.File(path, 'r');
    return {
      library,
      module,
      file: opened,
      readAt(position, length) {
        const bytes = new Uint8Array(Math.max(0, Math.min(length, file.blob.size - position)));
        readInto(bytes, position);
        return new DataView(bytes.buffer);
      },
      lastRead: () => lastRead,
      forgetReads() {
        lastRead = null;
      },
      unmount() {
        opened.close();
        FS.unlink(path);
      },
    };
  } catch (thrown) {
    FS.unlink(path);
    throw thrown;
  }
}

/** HDF5 cannot wait for bytes: a worker reads pieces of a `File` at once, elsewhere the file is taken into memory. */
async function readerOf(source: ByteSource): Promise<NonNullable<ByteSource['readInto']>> {
  if (source.readInto) return (target, position) => source.readInto!(target, position);
  const reader = syncReader();
  if (source instanceof Blob && reader) {
    return (target, position) => {
      const piece = source.slice(position, position + target.length);
      target.set(new Uint8Array(reader.readAsArrayBuffer(piece)));
    };
  }
  const bytes = new Uint8Array(await source.arrayBuffer());
  return (target, position) => target.set(bytes.subarray(position, position + target.length));
}

/** Which only workers have, so that TypeScript's types of the page do not know it. */
interface SyncReader {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

function syncReader(): SyncReader | null {
  const { FileReaderSync: Reader } = globalThis as { FileReaderSync?: new () => SyncReader };
  return Reader ? new Reader() : null;
}
