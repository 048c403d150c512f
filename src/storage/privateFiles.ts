/** The origin private file system, where there is one. */

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
  /** Makes the file so long, or cuts it off. Of a longer one browsers ask for the room, without writing it. */
  truncate(size: number): void;
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
