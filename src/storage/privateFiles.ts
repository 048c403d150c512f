/** The origin private file system, where there is one, and files of it that only one worker uses for a while. */
import { memoryWorkspace, type ScratchFile, type Workspace } from '../engine/data/workspace';
import { storageFailure } from './failure';
import { noRoom, requireRoom } from './room';

/** @returns null in browsers without it, and where it is forbidden. */
export async function privateFolder(name: string): Promise<FileSystemDirectoryHandle | null> {
  const storage = globalThis.navigator?.storage as StorageManager | undefined;
  if (!storage?.getDirectory) return null;
  try {
    const root = await storage.getDirectory();
    return await root.getDirectoryHandle(name, { create: true });
  } catch {
    return null;
  }
}

/** A file for one worker alone. TypeScript's types of the page do not know it, since only workers have it. */
export interface SyncAccess {
  read(target: Uint8Array, options: { at: number }): number;
  write(bytes: Uint8Array, options: { at: number }): number;
  flush(): void;
  close(): void;
}

export function openSync(file: FileSystemFileHandle): Promise<SyncAccess> {
  const known = file as FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccess> };
  return known.createSyncAccessHandle();
}

/** @throws DOMException `QuotaExceededError`, also in browsers that only write less. */
export function writeAll(access: SyncAccess, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    const written = access.write(bytes.subarray(done), { at: position + done });
    if (written === 0) throw new DOMException('Nothing more can be written.', 'QuotaExceededError');
    done += written;
  }
}

/** What `read` gives; null when there is no such file or folder. */
export async function withoutMissing<Found>(read: () => Promise<Found>): Promise<Found | null> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NotFoundError') return null;
    throw thrown;
  }
}

/** Data above this are read from files as they are needed. */
const HOST_BYTES = 2 ** 28;
const SCRATCH = 'scratch';
const rows = 'rows of the data for this training';

/** Memory and disk that a worker gives to data. */
export const workspace: Workspace = {
  hostBytes: HOST_BYTES,
  async scratch(bytes) {
    const folder = await privateFolder(SCRATCH);
    if (!folder) return memoryWorkspace.scratch(bytes);
    await requireRoom(bytes, rows);
    const name = crypto.randomUUID();
    const file = await folder.getFileHandle(name, { create: true });
    const access = await openSync(file);
    return scratchFile(access, bytes, () => void folder.removeEntry(name).catch(() => {}));
  },
};

function scratchFile(access: SyncAccess, size: number, remove: () => void): ScratchFile {
  return {
    write(bytes, position) {
      try {
        writeAll(access, bytes, position);
      } catch (thrown) {
        const error = storageFailure(thrown, `write the ${rows}`);
        if (error.details.received !== 'QuotaExceededError') throw error;
        throw noRoom(rows, size, size - position, error.details.received);
      }
    },
    readInto: (target, position) => void access.read(target, { at: position }),
    close() {
      access.close();
      remove();
    },
  };
}

/** Removes scratch files whose worker is gone; those in use cannot be removed. */
export async function removeOldScratch(): Promise<void> {
  const folder = await privateFolder(SCRATCH);
  if (!folder) return;
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  for (const name of names) await folder.removeEntry(name).catch(() => {});
}
