/** How much room there is, and whether there is enough for what is about to be written, asked before anything of it is. */
import { AnnealError } from '../protocol/errors';
import { purgeDeleted, readUndoable } from './deletions';
import { openSync, privateFolder } from './privateFiles';

/**
 * What is deleted and could still be brought back makes way.
 * @param what is to be written, for the message.
 * @throws AnnealError `storage-failed` with how much is missing. Where it cannot be known, nothing is thrown.
 */
export async function requireRoom(bytes: number, what: string): Promise<void> {
  let free = await freeFor(bytes);
  if (free < bytes && (await readUndoable()).bytes > 0) {
    await purgeDeleted();
    free = await freeFor(bytes);
  }
  if (free < bytes) throw noRoom(what, bytes, bytes - free, `${size(free)} free`);
}

/** How much of so many bytes finds room; all of them where it cannot be known. */
export async function freeFor(bytes: number): Promise<number> {
  const told = (await estimateRoom())?.free ?? bytes;
  return told < bytes ? told : reservable(bytes);
}

const MEBIBYTE = 2 ** 20;

/**
 * Of so many bytes those that a file is allowed to have, to a mebibyte: it is made so long, without being written, and
 * removed. Chromium tells every page of the same 10 GiB, whatever it has. In a page, whose files cannot be tried so,
 * and where there are no such files, all of them.
 */
async function reservable(bytes: number): Promise<number> {
  const folder = await privateFolder('scratch');
  if (
    !folder ||
    typeof FileSystemFileHandle === 'undefined' ||
    !('createSyncAccessHandle' in FileSystemFileHandle.prototype)
  )
    return bytes;
  const name = crypto.randomUUID();
  const access = await openSync(await folder.getFileHandle(name, { create: true }));
  const fits = (length: number) => {
    try {
      access.truncate(length);
      return true;
    } catch {
      return false;
    }
  };
  try {
    if (fits(bytes)) return bytes;
    let [low, high] = [0, bytes];
    while (high - low > MEBIBYTE) {
      const middle = (low + high) / 2;
      if (fits(Math.floor(middle))) low = middle;
      else high = middle;
    }
    return Math.floor(low);
  } finally {
    access.close();
    await folder.removeEntry(name).catch(() => {});
  }
}

export interface Room {
  /** Bytes that this page takes, that it may still take, and both together. */
  used: number;
  free: number;
  quota: number;
}

/** As the browser tells it, which may be more than there is; null where it does not tell. */
export async function estimateRoom(): Promise<Room | null> {
  const storage = globalThis.navigator?.storage as StorageManager | undefined;
  const { quota, usage } = (await storage?.estimate?.().catch(() => null)) ?? {};
  if (quota === undefined || usage === undefined) return null;
  return { used: usage, free: Math.max(0, quota - usage), quota };
}

/** The error of a storage that is full. @param missing bytes that did not fit. */
export function noRoom(what: string, bytes: number, missing: number, received: string): AnnealError {
  return new AnnealError(
    'storage-failed',
    `There is no room for the ${what}: they take ${size(bytes)}, and ${size(missing)} are missing.`,
    {
      received,
      remedy: 'Open Storage and delete what is no longer needed, or free space on the disk.',
    },
  );
}

export function size(bytes: number): string {
  return bytes >= 2 ** 29 ? `${(bytes / 2 ** 30).toFixed(2)} GiB` : `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
