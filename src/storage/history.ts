/**
 * The history of a run, in chunks by [run id, index]. A chunk is written once, with the checkpoint that covers it,
 * so history and checkpoint never disagree; only going back to an earlier checkpoint shortens it.
 */
import { promisifyRequest } from 'idb-keyval';
import type { ErrorJson } from '../protocol/errors';
import type { EpochRow, StepPoint } from '../protocol/events';
import type { HistoryChunk } from '../protocol/records';
import { type Abort, openStore } from './database';
import { readRecords } from './readRecords';
import { historyChunkSchema } from './recordSchemas';

export interface HistoryRows {
  epochs: EpochRow[];
  points: StepPoint[];
}

/** Everything of a run in order, without what could not be read. */
export async function readHistory(runId: string): Promise<HistoryRows & { problems: ErrorJson[] }> {
  const [keys, values] = await openStore('history')('readonly', (store) =>
    Promise.all([
      promisifyRequest(store.getAllKeys(chunksOf(runId))),
      promisifyRequest<unknown[]>(store.getAll(chunksOf(runId))),
    ]),
  );
  const stored = keys.map((key, i) => [key, values[i]] as const);
  const { records, problems } = readRecords('history', historyChunkSchema, stored);
  return {
    epochs: records.flatMap(({ epochs }) => epochs),
    points: records.flatMap(({ points }) => points),
    problems,
  };
}

/**
 * Inside a transaction over `history`: appends rows as a new chunk.
 * @param after optimizer step that the rows follow: what is stored beyond it is removed first, so that a run which
 *   went back to an earlier checkpoint has no point twice. null leaves everything.
 */
export function appendHistory(
  transaction: IDBTransaction,
  abort: Abort,
  runId: string,
  rows: HistoryRows,
  after: number | null,
): void {
  const store = transaction.objectStore('history');
  const request = store.openCursor(chunksOf(runId), 'prev');
  let last = -1;

  /** Shortens from the end; true when a chunk remains and nothing before it can be beyond `after`. */
  function shorten(cursor: IDBCursorWithValue): boolean {
    if (after === null) {
      last = indexOf(cursor.key);
      return true;
    }
    const [chunk] = readRecords('history', historyChunkSchema, [[cursor.key, cursor.value]]).records;
    // A damaged chunk says nothing any more, and must not keep the run from going on.
    if (chunk === undefined) {
      cursor.delete();
      return false;
    }
    const kept: HistoryChunk = {
      ...chunk,
      epochs: chunk.epochs.filter(({ step }) => step <= after),
      points: chunk.points.filter(({ step }) => step <= after),
    };
    if (kept.epochs.length === 0 && kept.points.length === 0) {
      cursor.delete();
      return false;
    }
    const unchanged =
      kept.epochs.length === chunk.epochs.length && kept.points.length === chunk.points.length;
    if (!unchanged) cursor.update(kept);
    last = chunk.index;
    return true;
  }

  request.onsuccess = () => {
    try {
      const cursor = request.result;
      if (cursor !== null && !shorten(cursor)) return cursor.continue();
      if (rows.epochs.length === 0 && rows.points.length === 0) return;
      const chunk: HistoryChunk = { version: 1, runId, index: last + 1, ...rows };
      store.put(chunk, [runId, chunk.index]);
    } catch (thrown) {
      abort(thrown);
    }
  };
}

/** Arrays sort after numbers, so [runId, []] is beyond every index. */
function chunksOf(runId: string): IDBKeyRange {
  return IDBKeyRange.bound([runId], [runId, []]);
}

function indexOf(key: IDBValidKey): number {
  return Array.isArray(key) && typeof key[1] === 'number' ? key[1] : -1;
}
