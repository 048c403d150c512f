/**
 * Where the arrays of datasets lie: one folder a dataset, one .npy file an array, in the origin private file system.
 * Browsers without it (or that forbid it, as some private windows do) keep the files in the database instead.
 */
import { del, get, keys, set } from 'idb-keyval';
import { openStore } from './database';

export interface ArrayFiles {
  write(folder: string, index: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** null when there is no such file. */
  read(folder: string, index: number): Promise<Blob | null>;
  remove(folder: string): Promise<void>;
  folders(): Promise<string[]>;
}

const ROOT = 'datasets';

/** The place to write to; what was written elsewhere earlier is still found by `allArrayFiles`. */
export async function chooseArrayFiles(): Promise<ArrayFiles> {
  return (await openPrivateFiles()) ?? databaseFiles;
}

/** Every place where arrays may lie. */
export async function allArrayFiles(): Promise<ArrayFiles[]> {
  const privateFiles = await openPrivateFiles();
  return privateFiles ? [privateFiles, databaseFiles] : [databaseFiles];
}

async function openPrivateFiles(): Promise<ArrayFiles | null> {
  // Safari before 26 has the file system but no `createWritable`.
  const isWritable =
    typeof FileSystemFileHandle !== 'undefined' && 'createWritable' in FileSystemFileHandle.prototype;
  if (!isWritable || !navigator.storage?.getDirectory) return null;
  try {
    const root = await navigator.storage.getDirectory();
    return privateFiles(await root.getDirectoryHandle(ROOT, { create: true }));
  } catch {
    return null;
  }
}

function privateFiles(root: FileSystemDirectoryHandle): ArrayFiles {
  return {
    async write(folder, index, bytes) {
      const directory = await root.getDirectoryHandle(folder, { create: true });
      const file = await directory.getFileHandle(fileName(index), { create: true });
      const stream = await file.createWritable();
      // Until `close` the bytes lie in a swap file: a write that breaks off leaves nothing half-written.
      await stream.write(bytes);
      await stream.close();
    },
    async read(folder, index) {
      try {
        const directory = await root.getDirectoryHandle(folder);
        return await (await directory.getFileHandle(fileName(index))).getFile();
      } catch (thrown) {
        if (isNotFound(thrown)) return null;
        throw thrown;
      }
    },
    async remove(folder) {
      try {
        await root.removeEntry(folder, { recursive: true });
      } catch (thrown) {
        if (!isNotFound(thrown)) throw thrown;
      }
    },
    async folders() {
      const names: string[] = [];
      for await (const name of root.keys()) names.push(name);
      return names;
    },
  };
}

/** Keys of the store `arrays`: [folder, index]. Bytes, not Blobs, which Safari refuses to store in private windows. */
const databaseFiles: ArrayFiles = {
  write: (folder, index, bytes) => set([folder, index], bytes, openStore('arrays')),
  async read(folder, index) {
    const stored = await get([folder, index], openStore('arrays'));
    return stored instanceof Uint8Array ? new Blob([stored.slice()]) : null;
  },
  async remove(folder) {
    const store = openStore('arrays');
    for (const key of await keys(store)) if (folderOf(key) === folder) await del(key, store);
  },
  async folders() {
    const names = (await keys(openStore('arrays'))).map(folderOf);
    return [...new Set(names.filter((name) => name !== null))];
  },
};

function folderOf(key: IDBValidKey): string | null {
  return Array.isArray(key) && typeof key[0] === 'string' ? key[0] : null;
}

function fileName(index: number): string {
  return `${index}.npy`;
}

function isNotFound(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'NotFoundError';
}
