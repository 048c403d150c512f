/** What is deleted and can still be brought back: its size, its end, and that it makes way where room is needed. */
import { entries } from 'idb-keyval';
import { AnnealError } from '../protocol/errors';
import { checkpointRecordSchema } from '../protocol/records';
import { purgeDeletedCheckpoints } from './checkpoints';
import { openStore } from './database';
import { deletedAt, readRecords } from './readRecords';
import { purgeDeletedRuns } from './runs';

export interface Undoable {
  runs: number;
  /** Deleted by themselves, not with their runs. */
  checkpoints: number;
  /** Of all checkpoints among them. */
  bytes: number;
}

export async function readUndoable(): Promise<Undoable> {
  const [runs, checkpoints] = await Promise.all([
    entries<string, unknown>(openStore('records')),
    entries<string, unknown>(openStore('checkpoints')),
  ]);
  const gone = new Set(runs.filter(([, value]) => deletedAt(value) !== null).map(([id]) => id));
  const deleted = new Set(checkpoints.filter(([, value]) => deletedAt(value) !== null).map(([id]) => id));
  const { records } = readRecords('checkpoint', checkpointRecordSchema, checkpoints);
  const held = records.filter(({ id, runId }) => deleted.has(id) || gone.has(runId));
  return {
    runs: gone.size,
    checkpoints: held.filter(({ runId }) => !gone.has(runId)).length,
    bytes: held.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Makes deletions final: those before a moment, or all. */
export async function purgeDeleted(before: Date | null = null): Promise<void> {
  // Deletions of this very millisecond are among all of them.
  const until = before ?? new Date(Date.now() + 1);
  await purgeDeletedRuns(until);
  await purgeDeletedCheckpoints(until);
}

export function isFull(thrown: unknown): boolean {
  return thrown instanceof AnnealError && thrown.details.received === 'QuotaExceededError';
}

/** Milliseconds within which a browser gives back the room of what was removed: Chromium clears large values away after 2 to 10 s. */
const FREED_WITHIN = 12_000;
const TRY_EVERY = 500;

/**
 * Writes; where there is no room for it, what could still be brought back makes way, and it is tried again until the
 * browser has given back that room.
 * @param isShort whether what was thrown says that room is missing.
 */
export async function makingRoom<Result>(
  write: () => Promise<Result>,
  isShort: (thrown: unknown) => boolean = isFull,
): Promise<Result> {
  let end: number | null = null;
  for (;;) {
    try {
      return await write();
    } catch (thrown) {
      if (!isShort(thrown) || (end !== null && Date.now() > end)) throw thrown;
      if (end === null) {
        const { runs, checkpoints } = await readUndoable();
        if (runs + checkpoints === 0) throw thrown;
        await purgeDeleted();
        end = Date.now() + FREED_WITHIN;
        continue;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, TRY_EVERY));
  }
}
