/**
 * The history of a run, in chunks by [run id, index]. A chunk is written once, with the checkpoint that covers it,
 * so history and checkpoint never disagree; only going back to an earlier checkpoint shortens it.
 */
import { promisifyRequest } from 'idb-keyval';
import type { ErrorJson } from '../protocol/errors';
import type { EpochRow } from '../protocol/events';
import type { HistoryChunk } from '../protocol/records';
import { historyChunkSchema } from '../protocol/records';
import { joinSteps, type StepColumns, sliceSteps, stepsUpTo } from '../protocol/steps';
import { type Abort, openStore } from './database';
import { readRecords } from './readRecords';

export interface HistoryRows {
  epochs: EpochRow[];
  steps: StepColumns;
  /** Lines of the run's log. */
  log: string[];
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
    epochs: lastOfEach(records.flatMap(({ epochs }) => epochs)),
    steps: joinSteps(records.map(({ steps }) => steps)),
    log: records.flatMap(({ log }) => log),
    problems,
  };
}

/**
 * Inside a transaction over `history`: appends rows as a new chunk.
 * @param after optimizer step that the rows follow: what is stored beyond it is removed first, so that a run which
 *   went back to an earlier checkpoint has no point twice; log lines stay. null leaves everything.
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

  /** Shortens one chunk, from the newest on; true when nothing before it can be beyond `after`. */
  function visit(cursor: IDBCursorWithValue): boolean {
    last = Math.max(last, indexOf(cursor.key));
    if (after === null) return true;
    const [chunk] = readRecords('history', historyChunkSchema, [[cursor.key, cursor.value]]).records;
    // A damaged chunk says nothing any more, and must not keep the run from going on.
    if (chunk === undefined) {
      cursor.delete();
      return false;
    }
    const kept: HistoryChunk = {
      ...chunk,
      epochs: chunk.epochs.filter(({ step }) => step <= after),
      steps: sliceSteps(chunk.steps, 0, stepsUpTo(chunk.steps, after)),
    };
    if (isEmpty(kept)) cursor.delete();
    else cursor.update(kept);
    return kept.epochs.length > 0 || kept.steps.step.length > 0;
  }

  request.onsuccess = () => {
    try {
      const cursor = request.result;
      if (cursor !== null && !visit(cursor)) return cursor.continue();
      if (isEmpty(rows)) return;
      const chunk: HistoryChunk = { version: 2, runId, index: last + 1, ...rows };
      store.put(chunk, [runId, chunk.index]);
    } catch (thrown) {
      abort(thrown);
    }
  };
}

/** A run that ended inside an epoch has a row for that part; when it goes on, the row of the whole epoch replaces it. */
function lastOfEach(rows: EpochRow[]): EpochRow[] {
  return [...new Map(rows.map((row) => [row.epoch, row])).values()];
}

function isEmpty({ epochs, steps, log }: HistoryRows): boolean {
  return epochs.length === 0 && steps.step.length === 0 && log.length === 0;
}

/** Arrays sort after numbers, so [runId, []] is beyond every index. */
function chunksOf(runId: string): IDBKeyRange {
  return IDBKeyRange.bound([runId], [runId, []]);
}

function indexOf(key: IDBValidKey): number {
  return Array.isArray(key) && typeof key[1] === 'number' ? key[1] : -1;
}
