/**
 * Checkpoints on disk: the record says what it is, the payload is the safetensors file. A commit writes payload,
 * record, history and run record together or not at all; a load believes nothing that its SHA-256 does not confirm.
 */
import { get, promisifyRequest } from 'idb-keyval';
import { AnnealError, type ErrorJson } from '../protocol/errors';
import type { CheckpointKind, CheckpointSummary } from '../protocol/events';
import { type CheckpointRecord, checkpointRecordSchema, type StoredExamples } from '../protocol/records';
import { type Abort, openStore, transact } from './database';
import { putExamples } from './examples';
import { appendHistory, type HistoryRows } from './history';
import { deletedAt, type ReadRecords, readRecord, readRecords } from './readRecords';
import { changeRun, type RunChange } from './runs';

export interface CheckpointCommit {
  runId: string;
  summary: CheckpointSummary;
  payload: Uint8Array<ArrayBuffer>;
  /** What happened since the previous commit. */
  history: HistoryRows;
  /** Of the last validation; null where they are stored already, or there are none. */
  examples: StoredExamples | null;
  /** Stored history beyond this step is dropped: set in the first commit after a resume, else null. */
  historyAfter: number | null;
  runUpdate: RunChange;
  /** New kinds of earlier checkpoints whose kinds change. */
  kinds: ReadonlyMap<string, CheckpointKind[]>;
  /** Earlier checkpoints that this one replaces. */
  remove: readonly string[];
}

export interface LoadedCheckpoint {
  record: CheckpointRecord;
  payload: Uint8Array<ArrayBuffer>;
}

/** Resolves once everything is on disk; then, and only then, the checkpoint may be acknowledged. */
export async function commitCheckpoint(commit: CheckpointCommit): Promise<CheckpointRecord> {
  const { runId, summary, history } = commit;
  // Only the bytes themselves are stored, not the rest of a larger buffer that they are a view of.
  const whole = commit.payload.byteLength === commit.payload.buffer.byteLength;
  const payload = whole ? commit.payload : commit.payload.slice();
  const record: CheckpointRecord = { ...summary, version: 1, runId, sha256: await sha256(payload) };
  const write = (transaction: IDBTransaction, abort: Abort) => {
    transaction.objectStore('payloads').put(payload, record.id);
    const records = transaction.objectStore('checkpoints');
    records.put(record, record.id);
    for (const [id, kinds] of commit.kinds) changeRecord(records, id, { kinds });
    for (const id of commit.remove) {
      records.delete(id);
      transaction.objectStore('payloads').delete(id);
    }
    appendHistory(transaction, abort, runId, history, commit.historyAfter);
    putExamples(transaction, runId, commit.examples);
    changeRun(transaction, abort, runId, commit.runUpdate);
  };
  await transact(['payloads', 'checkpoints', 'history', 'examples', 'records'], write, 'save the checkpoint');
  return record;
}

/**
 * Puts other bytes in the place of a checkpoint's, and changes its run: both are on disk when this resolves, or neither.
 * @throws data-not-found when the run is gone.
 */
export async function replacePayload(
  { id, runId }: CheckpointRecord,
  payload: Uint8Array<ArrayBuffer>,
  runUpdate: RunChange,
): Promise<void> {
  const change = { bytes: payload.length, sha256: await sha256(payload) };
  const write = (transaction: IDBTransaction, abort: Abort) => {
    transaction.objectStore('payloads').put(payload, id);
    changeRecord(transaction.objectStore('checkpoints'), id, change);
    changeRun(transaction, abort, runId, runUpdate);
  };
  await transact(['payloads', 'checkpoints', 'records'], write, 'save the longer run');
}

/** Checkpoints of a run that are not deleted, newest first, and an account of the damaged records. */
export async function listCheckpoints(runId: string): Promise<ReadRecords<CheckpointRecord>> {
  const [keys, values] = await openStore('checkpoints')('readonly', (store) =>
    Promise.all([
      promisifyRequest(store.index('run').getAllKeys(runId)),
      promisifyRequest<unknown[]>(store.index('run').getAll(runId)),
    ]),
  );
  const stored = keys
    .map((key, i) => [key, values[i]] as const)
    .filter(([, value]) => deletedAt(value) === null);
  const { records, problems } = readRecords('checkpoint', checkpointRecordSchema, stored);
  return { records: records.sort(newestFirst), problems };
}

const rank = ({ kinds }: CheckpointRecord) => (kinds.includes('latest') ? 0 : 1);

function newestFirst(a: CheckpointRecord, b: CheckpointRecord): number {
  return b.step - a.step || b.createdAt.localeCompare(a.createdAt);
}

/**
 * A checkpoint with its verified bytes.
 * @throws data-not-found when there is no such checkpoint, checkpoint-damaged when its bytes are not what was saved.
 */
export async function loadCheckpoint(id: string): Promise<LoadedCheckpoint> {
  const stored: unknown = await get(id, openStore('checkpoints'));
  if (stored === undefined) {
    throw new AnnealError('data-not-found', `There is no checkpoint ${id}.`, {
      received: id,
      remedy: 'It may have been replaced by a newer one. Choose another checkpoint of the run.',
    });
  }
  const record = readRecord('checkpoint', checkpointRecordSchema, id, stored);
  // Chrome keeps large values in files of their own; when one is lost the read itself fails.
  const payload: unknown = await get(id, openStore('payloads')).catch(() => undefined);
  if (!(payload instanceof Uint8Array) || !(payload.buffer instanceof ArrayBuffer)) {
    throw damaged(record, 'its bytes are missing');
  }
  const bytes = new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength);
  const found = await sha256(bytes);
  if (found !== record.sha256) throw damaged(record, `SHA-256 ${found} instead of ${record.sha256}`);
  return { record, payload: bytes };
}

/**
 * Where a run goes on: its `latest` checkpoint, or the newest one that is whole.
 * @returns null when the run has none; `damaged` tells of newer ones that were passed over.
 * @throws checkpoint-damaged when the run has checkpoints and every one of them is damaged.
 */
export async function loadLatest(
  runId: string,
): Promise<(LoadedCheckpoint & { damaged: ErrorJson[] }) | null> {
  const { records, problems } = await listCheckpoints(runId);
  const passedOver: ErrorJson[] = [...problems];
  // A best checkpoint may have the same step as the latest, and is not the same state.
  const latestFirst = records.toSorted((a, b) => rank(a) - rank(b));
  for (const { id } of latestFirst) {
    try {
      return { ...(await loadCheckpoint(id)), damaged: passedOver };
    } catch (thrown) {
      passedOver.push(AnnealError.from(thrown).toJSON());
    }
  }
  if (passedOver.length === 0) return null;
  throw new AnnealError(
    'checkpoint-damaged',
    `All ${passedOver.length} checkpoints of the run are damaged.`,
    {
      place: `run ${runId}`,
      received: passedOver[0]!.message,
      remedy: 'Duplicate the run and train it from the start.',
    },
  );
}

/** Hides a checkpoint until it is restored or purged. */
export function deleteCheckpoint(id: string): Promise<void> {
  return mark(id, { deletedAt: new Date().toISOString() }, 'delete the checkpoint');
}

/** Undoes `deleteCheckpoint`. */
export function restoreCheckpoint(id: string): Promise<void> {
  return mark(id, { deletedAt: null }, 'restore the checkpoint');
}

function mark(id: string, change: { deletedAt: string | null }, doing: string): Promise<void> {
  const write = (transaction: IDBTransaction) =>
    changeRecord(transaction.objectStore('checkpoints'), id, change);
  return transact(['checkpoints'], write, doing);
}

/** Nothing happens when it is gone. */
function changeRecord(store: IDBObjectStore, id: string, change: object): void {
  const request: IDBRequest<unknown> = store.get(id);
  request.onsuccess = () => {
    if (typeof request.result === 'object' && request.result !== null) {
      store.put({ ...request.result, ...change }, id);
    }
  };
}

/** Removes a checkpoint with its bytes for good. */
export function purgeCheckpoint(id: string): Promise<void> {
  const write = (transaction: IDBTransaction) => {
    transaction.objectStore('checkpoints').delete(id);
    transaction.objectStore('payloads').delete(id);
  };
  return transact(['checkpoints', 'payloads'], write, 'remove the checkpoint');
}

/** Removes checkpoints that were deleted before `before`, with their bytes. */
export async function purgeDeletedCheckpoints(before: Date): Promise<void> {
  const write = (transaction: IDBTransaction) => {
    const request = transaction.objectStore('checkpoints').openCursor();
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor === null) return;
      const at = deletedAt(cursor.value);
      if (at !== null && at < before.toISOString()) {
        cursor.delete();
        transaction.objectStore('payloads').delete(cursor.primaryKey);
      }
      cursor.continue();
    };
  };
  await transact(['checkpoints', 'payloads'], write, 'remove deleted checkpoints');
}

function damaged(record: CheckpointRecord, reason: string): AnnealError {
  return new AnnealError(
    'checkpoint-damaged',
    `The checkpoint of epoch ${record.epoch}, step ${record.step} is damaged: ${reason}.`,
    {
      place: `checkpoint ${record.id}`,
      received: reason,
      remedy: 'Resume from another checkpoint of the run, and delete this one.',
    },
  );
}

/** SHA-256 of a payload, lower-case hex. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
