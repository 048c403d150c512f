/** A folder on the disk for loggers that write files. */
import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LogFolder } from '../runs/loggers/logFolder';
import { storageError, writeAtomic } from './atomicFile';

/** @throws storage-failed for what cannot be written there. */
export function diskFolder(root: string): LogFolder {
  const at = (path: string) => join(root, path);

  async function within(path: string, write: (file: string) => Promise<void>): Promise<void> {
    const file = at(path);
    try {
      await mkdir(dirname(file), { recursive: true });
      await write(file);
    } catch (thrown) {
      throw storageError(file, thrown);
    }
  }

  return {
    append: (path, bytes) => within(path, (file) => appendFile(file, bytes)),
    write: (path, bytes) => within(path, (file) => writeAtomic(file, bytes)),
    read: (path) => orMissing(async () => new Uint8Array(await readFile(at(path))), null),
    list: (path) => orMissing(() => readdir(at(path)), []),
    // What is appended is with the system already, and outlives the process.
    async flush() {},
  };
}

/** @returns the other value where there is no such file or folder. */
async function orMissing<Found, Other>(find: () => Promise<Found>, other: Other): Promise<Found | Other> {
  try {
    return await find();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return other;
    throw thrown;
  }
}
