/** The part of the origin private file system that Anneal uses, in memory, for tests in Node. */
import { vi } from 'vitest';

interface StandInDirectory {
  directories: Map<string, StandInDirectory>;
  files: Map<string, Uint8Array<ArrayBuffer>>;
}

export interface PrivateFiles {
  /** Paths of all files, sorted. */
  list(): string[];
  /** Writes after so many more fail as a full disk does. */
  failAfter(writes: number): void;
  uninstall(): unknown;
}

/** Puts the stand-in where browsers have the real one. */
export function installPrivateFiles(): PrivateFiles {
  const root: StandInDirectory = { directories: new Map(), files: new Map() };
  let writesLeft = Number.POSITIVE_INFINITY;
  class FileSystemFileHandle {
    createWritable() {}
  }
  vi.stubGlobal('navigator', { storage: { getDirectory: async () => handleOf(root) } });
  vi.stubGlobal('FileSystemFileHandle', FileSystemFileHandle);

  function handleOf(directory: StandInDirectory) {
    return {
      async getDirectoryHandle(name: string, options?: { create?: boolean }) {
        if (options?.create && !directory.directories.has(name)) {
          directory.directories.set(name, { directories: new Map(), files: new Map() });
        }
        return handleOf(found(directory.directories.get(name)));
      },
      async getFileHandle(name: string, options?: { create?: boolean }) {
        if (options?.create && !directory.files.has(name)) directory.files.set(name, new Uint8Array());
        found(directory.files.get(name));
        return fileHandle(directory.files, name);
      },
      async removeEntry(name: string) {
        found(directory.directories.get(name));
        directory.directories.delete(name);
      },
      async *keys() {
        yield* directory.directories.keys();
      },
    };
  }

  function fileHandle(files: StandInDirectory['files'], name: string) {
    return {
      getFile: async () => new Blob([files.get(name)!]),
      async createWritable() {
        let written = new Uint8Array();
        return {
          async write(bytes: Uint8Array<ArrayBuffer>) {
            if (writesLeft-- <= 0) throw new DOMException('No space', 'QuotaExceededError');
            written = bytes.slice();
          },
          close: async () => void files.set(name, written),
        };
      },
    };
  }

  return {
    list: () => paths(root, '').sort(),
    failAfter: (writes) => {
      writesLeft = writes;
    },
    uninstall: () => vi.unstubAllGlobals(),
  };
}

function paths(directory: StandInDirectory, prefix: string): string[] {
  const own = [...directory.files.keys()].map((name) => prefix + name);
  return [...directory.directories].flatMap(([name, inner]) => paths(inner, `${prefix}${name}/`)).concat(own);
}

function found<Item>(item: Item | undefined): Item {
  if (item === undefined) throw new DOMException('Nothing there', 'NotFoundError');
  return item;
}
