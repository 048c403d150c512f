/** Measures the best checkpoint of a stored run again; what the verification itself is stands in `runs/capsule`. */
import type { Backend } from '../engine/backend';
import type { TrainCommands } from '../protocol/commands';
import { AnnealError } from '../protocol/errors';
import type { RunBundle } from '../protocol/records';
import type { Verification } from '../protocol/verification';
import { storedResults } from '../runs/capsule/storedMetrics';
import { verifyRun } from '../runs/capsule/verifyRun';
import { listCheckpoints, loadCheckpoint } from '../storage/checkpoints';
import { openDataset } from '../storage/datasets';
import { readHistory } from '../storage/history';
import { getRun } from '../storage/runs';
import { workspace } from '../storage/scratch';
import { selectTunedBackend } from './tunedBackend';

type Asked = TrainCommands['verify']['argument'];

/** @throws data-not-found where the run, its data or its best checkpoint are gone, and as `verifyRun`. */
export async function verifyStored(
  { runId, backend: preference }: Asked,
  { signal }: { signal: AbortSignal },
): Promise<Verification> {
  const run = await getRun(runId);
  const { epochs, log } = await readHistory(runId);
  const bundle = { run, epochs, log, checkpoints: await bestAndLatest(runId, run.best?.step ?? null) };
  const { data } = await openDataset(run.dataset.fingerprint);
  try {
    const backend = await backendFor(bundle, preference);
    return await verifyRun({ bundle, data, backend: backend.info, workspace, signal });
  } finally {
    data.close();
  }
}

/** The two that are needed: others would only fill the memory. */
async function bestAndLatest(runId: string, bestStep: number | null): Promise<RunBundle['checkpoints']> {
  const { records } = await listCheckpoints(runId);
  const last = Math.max(...records.map(({ step }) => step));
  const checkpoints: RunBundle['checkpoints'] = [];
  for (const record of records) {
    if (record.step !== bestStep && record.step !== last) continue;
    const { version: _version, runId: _run, sha256: _hash, ...summary } = record;
    checkpoints.push({ summary, payload: (await loadCheckpoint(record.id)).payload });
  }
  return checkpoints;
}

async function backendFor(
  bundle: Parameters<typeof storedResults>[0],
  preference: Asked['backend'],
): Promise<Backend> {
  if (preference !== 'stored') return selectTunedBackend(preference);
  const stored = storedResults(bundle).parts.at(-1)?.backend?.name ?? 'auto';
  return selectTunedBackend(stored).catch((thrown: unknown) => {
    if (AnnealError.from(thrown).code !== 'backend-unavailable') throw thrown;
    return selectTunedBackend('auto');
  });
}
