/** How much room there is, and whether there is enough for what is about to be written, asked before anything of it is. */
import { AnnealError } from '../protocol/errors';

/**
 * @param what is to be written, for the message.
 * @throws AnnealError `storage-failed` with how much is missing. Where the browser does not tell, nothing is thrown.
 */
export async function requireRoom(bytes: number, what: string): Promise<void> {
  const room = await estimateRoom();
  if (room && bytes > room.free) {
    const { free, quota } = room;
    throw noRoom(what, bytes, bytes - free, `${size(free)} free of the ${size(quota)} for this page`);
  }
}

export interface Room {
  /** Bytes that this page takes, that it may still take, and both together. */
  used: number;
  free: number;
  quota: number;
}

/** As the browser estimates it; null where it does not tell. */
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
      remedy: 'Delete datasets or runs that are no longer needed, or free space on the disk.',
    },
  );
}

function size(bytes: number): string {
  return bytes >= 2 ** 29 ? `${(bytes / 2 ** 30).toFixed(2)} GiB` : `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
