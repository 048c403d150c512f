/**
 * Where the values of datasets lie: one folder a dataset in the origin private file system, with one file for all arrays.
 * Browsers without it (or that forbid it, as some private windows do) keep the file in pieces in the database instead.
 * Datasets of earlier versions have one .npy file an array.
 */
import { del, get, keys, set } from 'idb-keyval';
import type { ByteSource } from '../formats/byteSource';
import { openStore } from './database';
import { openSync, privateFolder, withoutMissing, writeAll } from './privateFiles';

/** A file that is being written, at any position. Until it is closed nobody may read it. */
export interface WritableFile {
  write(bytes: Uint8Array, position: number): Promise<void> | void;
  close(): Promise<void>;
}

const ROOT = 'datasets';
const FILE = 'values.bin';

/** @param bytes that will be written. */
export async function createDatasetFile(folder: string, bytes: number): Promise<WritableFile> {
  const root = await privateFolder(ROOT);
  if (!root) return createPieces(folder, bytes);
  const directory = await root.getDirectoryHandle(folder, { create: true });
  const file = await directory.getFileHandle(FILE, { create: true });
  // For workers only; unlike `createWritable` every browser with private files has it, and nothing is written twice.
  const access = await openSync(file);
  return {
    write: (part, position) => writeAll(access, part, position),
    async close() {
      access.flush();
      access.close();
    },
  };
}

/** @returns null where there is no such file. */
export async function openDatasetFile(folder: string, bytes: number): Promise<ByteSource | null> {
  return (await fileIn(folder, FILE)) ?? piecesOf(folder, bytes);
}

/** The file of one array of a dataset that an earlier version has stored; null where there is none. */
export async function openArrayFile(folder: string, index: number): Promise<ByteSource | null> {
  const file = await fileIn(folder, `${index}.npy`);
  if (file) return file;
  const stored = await get([folder, index], openStore('arrays'));
  return stored instanceof Uint8Array ? new Blob([stored.slice()]) : null;
}

export async function removeDatasetFiles(folder: string): Promise<void> {
  const root = await privateFolder(ROOT);
  if (root) await withoutMissing(() => root.removeEntry(folder, { recursive: true }));
  const store = openStore('arrays');
  for (const key of await keys(store)) if (folderOf(key) === folder) await del(key, store);
}

/** Every folder that holds something. */
export async function datasetFolders(): Promise<string[]> {
  const names = (await keys(openStore('arrays'))).map(folderOf).filter((name) => name !== null);
  const root = await privateFolder(ROOT);
  if (root) for await (const name of root.keys()) names.push(name);
  return [...new Set(names)];
}

async function fileIn(folder: string, name: string): Promise<File | null> {
  const root = await privateFolder(ROOT);
  if (!root) return null;
  return withoutMissing(async () => {
    const directory = await root.getDirectoryHandle(folder);
    return (await directory.getFileHandle(name)).getFile();
  });
}

/** Keys of the store `arrays`: [folder, index]. Bytes, not Blobs, which Safari refuses to store in private windows. */
const PIECE = 1 << 20;
/** Pieces in memory that are not full yet: one for each of several arrays that come in side by side. */
const MAX_HELD = 64;

function createPieces(folder: string, bytes: number): WritableFile {
  const store = openStore('arrays');
  const held = new Map<number, Uint8Array>();

  async function pieceAt(index: number): Promise<Uint8Array> {
    const known = held.get(index) ?? (await get<Uint8Array>([folder, index], store));
    const piece = known ?? new Uint8Array(Math.min(PIECE, bytes - index * PIECE));
    held.delete(index);
    held.set(index, piece);
    const [oldest] = held.keys();
    if (held.size > MAX_HELD) await flush(oldest!);
    return piece;
  }

  async function flush(index: number): Promise<void> {
    await set([folder, index], held.get(index), store);
    held.delete(index);
  }

  return {
    async write(part, position) {
      for (let done = 0; done < part.length; ) {
        const index = Math.floor((position + done) / PIECE);
        const piece = await pieceAt(index);
        const at = position + done - index * PIECE;
        const taken = part.subarray(done, done + piece.length - at);
        piece.set(taken, at);
        done += taken.length;
      }
    },
    async close() {
      for (const index of [...held.keys()]) await flush(index);
    },
  };
}

async function piecesOf(folder: string, bytes: number): Promise<ByteSource | null> {
  const store = openStore('arrays');
  const count = Math.ceil(bytes / PIECE);
  const there = (await keys(store)).filter((key) => folderOf(key) === folder).length;
  if (there === 0 || there < count) return null;
  const range = (begin: number, size: number): ByteSource => ({
    size,
    slice(start = 0, end = size) {
      const from = Math.min(start, size);
      return range(begin + from, Math.max(0, Math.min(end, size) - from));
    },
    async arrayBuffer() {
      const read = new Uint8Array(size);
      for (let done = 0; done < size; ) {
        const index = Math.floor((begin + done) / PIECE);
        const piece = await get<Uint8Array>([folder, index], store);
        if (!piece) throw new DOMException('A piece is missing.', 'NotFoundError');
        const at = begin + done - index * PIECE;
        const taken = piece.subarray(at, at + size - done);
        read.set(taken, done);
        done += taken.length;
      }
      return read.buffer;
    },
  });
  return range(0, bytes);
}

function folderOf(key: IDBValidKey): string | null {
  return Array.isArray(key) && typeof key[0] === 'string' ? key[0] : null;
}
