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
  /** Files may be made so long in all, whatever the browser says. */
  limit(bytes: number): void;
  /** No file can be opened for one worker alone, as some private windows have it. */
  forbid(): void;
  /** Puts a file there. */
  put(path: string, bytes: Uint8Array<ArrayBuffer>): void;
  uninstall(): unknown;
}

/** Puts the stand-in where browsers have the real one. @param room what the browser says of its storage; it says nothing when left out. */
export function installPrivateFiles(room?: { quota: number; usage: number }): PrivateFiles {
  const root: StandInDirectory = { directories: new Map(), files: new Map() };
  let writesLeft = Number.POSITIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  let isForbidden = false;
  const lengths = new Map<string, number>();
  // Where a worker's files can be made longer by name, they are looked for here.
  vi.stubGlobal(
    'FileSystemFileHandle',
    class {
      createSyncAccessHandle() {}
    },
  );
  vi.stubGlobal('navigator', {
    storage: { getDirectory: async () => handleOf(root), ...(room && { estimate: async () => room }) },
  });

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
        found(directory.directories.get(name) ?? directory.files.get(name));
        directory.directories.delete(name);
        directory.files.delete(name);
        lengths.delete(name);
      },
      async *keys() {
        yield* directory.directories.keys();
        yield* directory.files.keys();
      },
    };
  }

  function fileHandle(files: StandInDirectory['files'], name: string) {
    return {
      getFile: async () => new Blob([files.get(name)!]),
      async createSyncAccessHandle() {
        if (isForbidden) throw new DOMException('Forbidden', 'SecurityError');
        return {
          write(bytes: Uint8Array, { at }: { at: number }) {
            if (writesLeft-- <= 0) throw new DOMException('No space', 'QuotaExceededError');
            const before = files.get(name)!;
            const after = new Uint8Array(Math.max(before.length, at + bytes.length));
            after.set(before);
            after.set(bytes, at);
            files.set(name, after);
            return bytes.length;
          },
          read(target: Uint8Array, { at }: { at: number }) {
            target.set(files.get(name)!.subarray(at, at + target.length));
            return target.length;
          },
          truncate(size: number) {
            const others = [...lengths]
              .filter(([other]) => other !== name)
              .reduce((sum, [, length]) => sum + length, 0);
            if (others + size > most) throw new DOMException('No space', 'QuotaExceededError');
            lengths.set(name, size);
          },
          flush() {},
          close() {},
        };
      },
    };
  }

  return {
    list: () => paths(root, '').sort(),
    failAfter: (writes) => {
      writesLeft = writes;
    },
    forbid: () => {
      isForbidden = true;
    },
    limit: (bytes) => {
      most = bytes;
    },
    put(path, bytes) {
      const names = path.split('/');
      let directory = root;
      for (const name of names.slice(0, -1)) {
        const inner = directory.directories.get(name) ?? { directories: new Map(), files: new Map() };
        directory.directories.set(name, inner);
        directory = inner;
      }
      directory.files.set(names.at(-1)!, bytes);
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
