/** How much room there is, and whether there is enough for what is about to be written, asked before anything of it is. */
import { AnnealError } from '../protocol/errors';
import { makingRoom } from './deletions';
import { openSync, privateFolder, type SyncAccess } from './privateFiles';

/**
 * What is deleted and could still be brought back makes way.
 * @param what is to be written, for the message.
 * @throws AnnealError `storage-failed` with how much is missing. Where it cannot be known, nothing is thrown.
 */
export async function requireRoom(bytes: number, what: string): Promise<void> {
  const check = async () => {
    const free = await freeFor(bytes);
    if (free < bytes) throw noRoom(what, bytes, bytes - free, `${size(free)} free`);
  };
  await makingRoom(check, () => true);
}

/** How much of so many bytes finds room; all of them where it cannot be known. */
export async function freeFor(bytes: number): Promise<number> {
  const told = (await estimateRoom())?.free ?? bytes;
  return told < bytes ? told : reservable(bytes);
}

const MEBIBYTE = 2 ** 20;
/** Chromium asks for the room of a file in powers of two up to this, of a larger one in multiples of it. */
const LARGEST = 128 * MEBIBYTE;

/**
 * Of so many bytes those that files are allowed to have, to a mebibyte: some are made so long, without being written, and
 * removed. Chromium tells every page of the same 10 GiB, whatever it has. In a page, whose files cannot be tried so,
 * and where there are no such files, all of them.
 */
async function reservable(bytes: number): Promise<number> {
  const folder = await privateFolder('scratch');
  const handles = globalThis.FileSystemFileHandle?.prototype;
  if (!folder || !handles || !('createSyncAccessHandle' in handles)) return bytes;
  const tried: { name: string; access: SyncAccess }[] = [];
  let reserved = 0;
  const reserve = async (part: number) => {
    const name = crypto.randomUUID();
    const access = await openSync(await folder.getFileHandle(name, { create: true }));
    tried.push({ name, access });
    access.truncate(part);
    reserved += part;
  };
  try {
    for (let part = LARGEST; part >= MEBIBYTE && reserved < bytes; part /= 2) {
      let fits = true;
      // What is left to find is rounded up by its last part.
      while (fits && reserved < bytes && (part === MEBIBYTE || bytes - reserved >= part)) {
        try {
          await reserve(part);
        } catch (thrown) {
          // Whatever else a browser has against such files says nothing of the room.
          if (!(thrown instanceof DOMException && thrown.name === 'QuotaExceededError')) return bytes;
          fits = false;
        }
      }
    }
    return Math.min(reserved, bytes);
  } finally {
    for (const { name, access } of tried) {
      access.close();
      await folder.removeEntry(name).catch(() => {});
    }
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
