/** Whether there is room for what is about to be written, asked before anything of it is. */
import { AnnealError } from '../protocol/errors';

/**
 * @param what is to be written, for the message.
 * @throws AnnealError `storage-failed` with how much is missing. Where the browser does not tell, nothing is thrown.
 */
export async function requireRoom(bytes: number, what: string): Promise<void> {
  const storage = globalThis.navigator?.storage as StorageManager | undefined;
  const { quota, usage } = (await storage?.estimate?.().catch(() => null)) ?? {};
  if (quota === undefined || usage === undefined) return;
  const free = Math.max(0, quota - usage);
  if (bytes > free) {
    throw noRoom(what, bytes, bytes - free, `${size(free)} free of the ${size(quota)} for this page`);
  }
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
