/** Files of the private file system that one worker uses for a while, for data that do not fit into its memory. */
import { memoryWorkspace, type ScratchFile, type Workspace } from '../engine/data/workspace';
import { storageFailure } from './failure';
import { openSync, privateFolder, type SyncAccess, writeAll } from './privateFiles';
import { noRoom, requireRoom } from './room';

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
