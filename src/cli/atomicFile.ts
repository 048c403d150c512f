/**
 * Files that are either the old or the new version, whenever the process or the machine dies:
 * written beside their place, flushed to the disk, renamed over it, and the folder's entry flushed too.
 */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AnnealError, sentence } from '../protocol/errors';

/** @throws storage-failed, with the earlier version still in place. */
export async function writeAtomic(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await withFile(temporary, 'w', async (file) => {
      await file.writeFile(content);
      await file.sync();
    });
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => {});
    throw storageError(path, thrown);
  }
}

async function withFile(
  path: string,
  flags: string,
  use: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const file = await open(path, flags);
  try {
    await use(file);
  } finally {
    await file.close();
  }
}

/** A rename lasts only when the folder is on the disk as well. Windows cannot open folders and needs no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await withFile(folder, 'r', (file) => file.sync());
}

/** The disk's own words with the file they are about. */
export function storageError(path: string, thrown: unknown): AnnealError {
  const { code, message } = thrown as NodeJS.ErrnoException;
  const remedy =
    code === 'ENOSPC' ? 'Free some space and resume.' : 'Check the folder and its permissions, then resume.';
  const error = new AnnealError('storage-failed', sentence(`${path} could not be written: ${message}`), {
    place: path,
    received: code,
    remedy,
  });
  error.cause = thrown;
  return error;
}
