/** Run records: create, list, change, duplicate, delete with a way back. Checkpoints and history: see their files. */

import { entries, get } from 'idb-keyval';
import type { RunConfig } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import { type RunRecord, runRecordSchema, type StoredExamples } from '../protocol/records';
import { noSteps } from '../protocol/steps';
import { type Abort, openStore, transact } from './database';
import { putExamples } from './examples';
import { appendHistory } from './history';
import { heldRuns } from './locks';
import { removeOutbox } from './outbox';
import { deletedAt, type ReadRecords, readRecord, readRecords } from './readRecords';

/** Length of the series palette, `--series-0` to `--series-7`. */
const colours = 8;

/** Everything of a run that may change after it was made. */
export type RunChange = Partial<Omit<RunRecord, 'version' | 'id' | 'createdAt' | 'updatedAt'>>;

export interface NewRun {
  config: RunConfig;
  dataset: RunRecord['dataset'];
  /** Left out: the experiment's name, else the dataset's; with a number where it is taken. */
  name?: string;
}

/** Makes a run that waits to be trained. */
export async function createRun({ config, dataset, name }: NewRun): Promise<RunRecord> {
  const identity = await plannedIdentity(name || config.experiment.name || dataset.name);
  const now = new Date().toISOString();
  const run: RunRecord = {
    version: 2,
    ...identity,
    config,
    dataset,
    status: 'waiting',
    createdAt: now,
    updatedAt: now,
    seconds: 0,
    epoch: 0,
    step: 0,
    totalEpochs: config.training.epochs,
    totalSteps: 0,
    metrics: [],
    best: null,
    test: null,
    finishReason: null,
    backend: null,
    parameterCount: null,
    error: null,
    warnings: [],
    notes: config.experiment.notes,
    tags: config.experiment.tags,
  };
  await transact(['records'], (transaction) => addRun(transaction, run), 'create the run');
  return run;
}

/** What sets a new run apart from those that are here: an id, a name that is free, the colour that is used least. */
export async function plannedIdentity(name: string): Promise<Pick<RunRecord, 'id' | 'name' | 'colour'>> {
  const { records } = await listRuns();
  return { id: crypto.randomUUID(), name: freeName(name, records), colour: leastUsedColour(records) };
}

/** Inside a transaction over `records`: adds a run, and fails if its id is taken. */
export function addRun(transaction: IDBTransaction, run: RunRecord): void {
  transaction.objectStore('records').add({ ...run, deletedAt: null }, run.id);
}

/** All runs that are not deleted, newest first, and an account of the damaged ones. */
export async function listRuns(): Promise<ReadRecords<RunRecord>> {
  const stored = await entries<string, unknown>(openStore('records'));
  const { records, problems } = readRecords(
    'run',
    runRecordSchema,
    stored.filter(([, value]) => deletedAt(value) === null),
  );
  const held = await heldRuns();
  return {
    records: records.map((run) => asHeld(run, held)).sort((a, b) => b.createdAt.localeCompare(a.createdAt)),
    problems,
  };
}

/**
 * A run that seems to be under way although nobody holds it was left: its page was closed, or the disk had no room for a
 * word about its end. A paused one rests as it was saved.
 */
function asHeld(run: RunRecord, held: ReadonlySet<string> | null): RunRecord {
  const isLeft = (run.status === 'training' || run.status === 'waiting') && held?.has(run.id) === false;
  return isLeft ? { ...run, status: 'interrupted' } : run;
}

/** Throws `data-not-found` when there is no such run, `storage-failed` when its record is damaged. */
export async function getRun(id: string): Promise<RunRecord> {
  const stored: unknown = await get(id, openStore('records'));
  if (stored === undefined || deletedAt(stored) !== null) throw noSuchRun(id);
  return asHeld(readRecord('run', runRecordSchema, id, stored), await heldRuns());
}

/** Changes fields of a run, its name, notes and tags among them, and returns the new record. */
export async function updateRun(id: string, change: RunChange): Promise<RunRecord> {
  await transact(
    ['records'],
    (transaction, abort) => changeRun(transaction, abort, id, change),
    'save the run',
  );
  return getRun(id);
}

/**
 * Changes several runs in one transaction: all of them, or none.
 * @throws data-not-found when one of them is gone.
 */
export async function updateRuns(
  ids: readonly string[],
  changeOf: (run: RunRecord) => RunChange,
): Promise<void> {
  const write = (transaction: IDBTransaction, abort: Abort) => {
    for (const id of ids) changeRun(transaction, abort, id, changeOf);
  };
  await transact(['records'], write, ids.length === 1 ? 'save the run' : 'save the runs');
}

/** Inside a transaction over `records`: lays a change over a run; aborts with `data-not-found` if it is gone. */
export function changeRun(
  transaction: IDBTransaction,
  abort: Abort,
  id: string,
  change: RunChange | ((run: RunRecord) => RunChange),
): void {
  const store = transaction.objectStore('records');
  const request: IDBRequest<unknown> = store.get(id);
  request.onsuccess = () => {
    try {
      const stored = request.result;
      if (stored === undefined) throw noSuchRun(id);
      const run = readRecord('run', runRecordSchema, id, stored);
      const updatedAt = new Date().toISOString();
      const changed = typeof change === 'function' ? change(run) : change;
      store.put({ ...run, ...changed, updatedAt, deletedAt: deletedAt(stored) }, id);
    } catch (thrown) {
      abort(thrown);
    }
  };
}

/**
 * Changes of a run between two checkpoints: its status, how it ended, the lines of its log, and the examples of its last
 * validation where they are not stored yet. All or nothing is on disk when this resolves. @throws data-not-found when the
 * run is gone.
 */
export async function saveProgress(
  runId: string,
  change: RunChange,
  log: string[],
  examples: StoredExamples | null = null,
): Promise<void> {
  const write = (transaction: IDBTransaction, abort: Abort) => {
    changeRun(transaction, abort, runId, change);
    appendHistory(transaction, abort, runId, { epochs: [], steps: noSteps, log }, null);
    putExamples(transaction, runId, examples);
  };
  await transact(['records', 'history', 'examples'], write, 'save the run');
}

/** Hides runs until they are restored or purged: all of them, or none where one is gone. */
export function deleteRuns(ids: readonly string[]): Promise<void> {
  return markDeleted(ids, new Date().toISOString());
}

/** Undoes `deleteRuns`. */
export function restoreRuns(ids: readonly string[]): Promise<void> {
  return markDeleted(ids, null);
}

async function markDeleted(ids: readonly string[], at: string | null): Promise<void> {
  const write = (transaction: IDBTransaction, abort: Abort) => {
    const store = transaction.objectStore('records');
    for (const id of ids) {
      const request: IDBRequest<unknown> = store.get(id);
      request.onsuccess = () => {
        // A damaged record can be deleted too, so it is not parsed here.
        if (typeof request.result === 'object' && request.result !== null) {
          store.put({ ...request.result, deletedAt: at }, id);
        } else abort(noSuchRun(id));
      };
    }
  };
  const what = ids.length === 1 ? 'the run' : 'the runs';
  await transact(['records'], write, at === null ? `restore ${what}` : `delete ${what}`);
}

/** Removes a run with its history and checkpoints for good. */
export async function purgeRun(id: string): Promise<void> {
  const write = (transaction: IDBTransaction) => {
    transaction.objectStore('records').delete(id);
    transaction.objectStore('history').delete(IDBKeyRange.bound([id], [id, []]));
    transaction.objectStore('examples').delete(id);
    removeOutbox(transaction, id);
    const checkpoints = transaction.objectStore('checkpoints');
    const request = checkpoints.index('run').getAllKeys(id);
    request.onsuccess = () => {
      for (const key of request.result) {
        checkpoints.delete(key);
        transaction.objectStore('payloads').delete(key);
      }
    };
  };
  const stores = ['records', 'history', 'examples', 'outbox', 'checkpoints', 'payloads'] as const;
  await transact(stores, write, 'remove the run');
}

/** Purges runs that were deleted before `before`. Returns how many. */
export async function purgeDeletedRuns(before: Date): Promise<number> {
  const stored = await entries<string, unknown>(openStore('records'));
  const old = stored.filter(([, value]) => {
    const at = deletedAt(value);
    return at !== null && at < before.toISOString();
  });
  for (const [id] of old) await purgeRun(id);
  return old.length;
}

/** `name`, or `name 2`, `name 3`… when it is taken. */
function freeName(name: string, runs: readonly RunRecord[]): string {
  const base = name.replace(/ \d+$/, '');
  const taken = new Set(runs.map((run) => run.name));
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${base} ${number}`)) number++;
  return `${base} ${number}`;
}

function leastUsedColour(runs: readonly RunRecord[]): number {
  const uses = new Array<number>(colours).fill(0);
  for (const { colour } of runs) uses[colour % colours]!++;
  return uses.indexOf(Math.min(...uses));
}

function noSuchRun(id: string): AnnealError {
  return new AnnealError('data-not-found', `There is no run ${id}.`, {
    received: id,
    remedy: 'It may have been deleted in another tab, or for good when room was needed.',
  });
}
