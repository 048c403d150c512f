/** Whole runs out of storage, for a download, and into it, from an import. */
import { AnnealError, type ErrorJson } from '../protocol/errors';
import type { CheckpointRecord, HistoryChunk, RunBundle, RunRecord } from '../protocol/records';
import { listCheckpoints, loadCheckpoint, sha256 } from './checkpoints';
import { transact } from './database';
import { putExamples, readExamples } from './examples';
import { readHistory } from './history';
import { addRun, getRun, plannedIdentity } from './runs';

/** Everything of a run; what is damaged is left out and told of. */
export async function loadBundle(runId: string): Promise<{ bundle: RunBundle; problems: ErrorJson[] }> {
  const run = await getRun(runId);
  const { problems, ...history } = await readHistory(runId);
  const listed = await listCheckpoints(runId);
  const bundle: RunBundle = { run, ...history, examples: await readExamples(runId), checkpoints: [] };
  const found: ErrorJson[] = [...problems, ...listed.problems];
  for (const { version: _version, runId: _run, sha256: _hash, ...summary } of listed.records.reverse()) {
    try {
      bundle.checkpoints.push({ summary, payload: (await loadCheckpoint(summary.id)).payload });
    } catch (thrown) {
      found.push(AnnealError.from(thrown).toJSON());
    }
  }
  return { bundle, problems: found };
}

/**
 * Keeps a bundle as a new run: run and checkpoints get new ids, so nothing that is stored is ever overwritten.
 * All of it is there afterwards, or nothing.
 */
export async function saveBundle(bundle: RunBundle): Promise<RunRecord> {
  const { id, name, colour } = await plannedIdentity(bundle.run.name);
  // Whoever trained it does not do so here.
  const ended = ['finished', 'stopped', 'failed', 'paused'].includes(bundle.run.status);
  const run: RunRecord = {
    ...bundle.run,
    id,
    name,
    colour,
    // What was out of sight there is to be seen here.
    pinned: undefined,
    archived: undefined,
    status: ended ? bundle.run.status : 'interrupted',
  };
  const checkpoints = await Promise.all(
    bundle.checkpoints.map(async ({ summary, payload }) => {
      const checkpointId = crypto.randomUUID();
      const record: CheckpointRecord = {
        ...summary,
        version: 1,
        id: checkpointId,
        runId: id,
        bytes: payload.length,
        sha256: await sha256(payload),
      };
      return { record, payload };
    }),
  );
  const { epochs, steps, log } = bundle;
  const chunk: HistoryChunk = { version: 2, runId: id, index: 0, epochs, steps, log };
  const write = (transaction: IDBTransaction) => {
    addRun(transaction, run);
    transaction.objectStore('history').put(chunk, [id, chunk.index]);
    putExamples(transaction, id, bundle.examples);
    for (const { record, payload } of checkpoints) {
      transaction.objectStore('checkpoints').put(record, record.id);
      transaction.objectStore('payloads').put(payload, record.id);
    }
  };
  await transact(['records', 'history', 'examples', 'checkpoints', 'payloads'], write, 'import the run');
  return run;
}
