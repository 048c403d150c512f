/** Where a logger that writes files puts them: a folder on the disk, one that the reader chose in the browser, or memory. */
import { joinBytes } from '../../formats/joinBytes';

/** Paths are names joined by "/", relative to the folder. */
export interface LogFolder {
  /**
   * Adds to the end of a file; makes the file, and the folders on its way, where they are missing. It is seen by the functions below
   * at once, and lasts from the next `flush` on.
   */
  append(path: string, bytes: Uint8Array): Promise<void>;
  /** Puts this in place of what the file holds. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** null where there is no such file. */
  read(path: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Names of the files and folders in a folder, `''` for the outermost; none where it is missing. */
  list(path: string): Promise<string[]>;
  flush(): Promise<void>;
}

export interface MemoryFolder extends LogFolder {
  /** By their paths: what a download puts into a ZIP archive. */
  files(): Map<string, Uint8Array<ArrayBuffer>>;
}

export function memoryFolder(): MemoryFolder {
  const files = new Map<string, Uint8Array[]>();

  function contentOf(path: string): Uint8Array<ArrayBuffer> | null {
    const parts = files.get(path);
    if (!parts) return null;
    const whole = joinBytes(parts);
    files.set(path, [whole]);
    return whole;
  }

  return {
    async append(path, bytes) {
      const parts = files.get(path);
      if (parts) parts.push(bytes);
      else files.set(path, [bytes]);
    },
    async write(path, bytes) {
      files.set(path, [bytes]);
    },
    read: async (path) => contentOf(path),
    async list(path) {
      const prefix = path === '' ? '' : `${path}/`;
      const inside = [...files.keys()].filter((name) => name.startsWith(prefix));
      return [...new Set(inside.map((name) => name.slice(prefix.length).split('/')[0]!))];
    },
    async flush() {},
    files: () => new Map([...files.keys()].map((path) => [path, contentOf(path)!])),
  };
}

/** A run's folder among others': its name as far as every file system takes it, and the start of its identity. */
export function runFolderName(name: string, id: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^[._]+/, '')
    .slice(0, 80);
  return `${plain || 'run'}${shortId(id)}`;
}

/** What ends the names of a run's folders, by which they are found again, whatever the run is called by then. */
export function shortId(id: string): string {
  return `-${id.replace(/[^A-Za-z0-9]/g, '').slice(0, 8)}`;
}
