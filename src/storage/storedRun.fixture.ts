/** Records for the tests of storage, and a fresh database for each test. */
import 'fake-indexeddb/auto';
import { runConfigSchema } from '../protocol/config';
import type { CheckpointSummary } from '../protocol/events';
import type { RunRecord } from '../protocol/records';
import { stepColumns } from '../protocol/steps';
import { type CheckpointCommit, commitCheckpoint } from './checkpoints';
import { closeDatabase, databaseName } from './database';
import { createRun } from './runs';

/** To be called before each test. */
export async function clearDatabase(): Promise<void> {
  await closeDatabase();
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase(databaseName);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}

export function newRun(name?: string): Promise<RunRecord> {
  const config = runConfigSchema.parse({ task: 'test', training: { epochs: 4 } });
  return createRun({ config, dataset: { fingerprint: 'f'.repeat(64), name: 'table.csv' }, name });
}

export function point(step: number) {
  return { step, epoch: step / 10, loss: 1 / step, learningRate: 1e-3, gradientNorm: 1 };
}

/** Commits a checkpoint at a step whose payload is `step` repeated; the points since `from` go with it. */
export function commitAt(
  runId: string,
  step: number,
  from: number,
  change: Partial<CheckpointCommit> & { summaryChange?: Partial<CheckpointSummary> } = {},
) {
  const { summaryChange, ...rest } = change;
  return commitCheckpoint({
    runId,
    summary: {
      id: `${runId}-${step}`,
      kinds: ['latest'],
      epoch: Math.floor(step / 10),
      step,
      monitor: 'loss',
      value: null,
      bytes: 8,
      createdAt: '2026-01-01T00:00:00.000Z',
      ...summaryChange,
    },
    payload: new Uint8Array(8).fill(step),
    history: {
      epochs: [],
      steps: stepColumns(Array.from({ length: step - from }, (_, i) => point(from + i + 1))),
      log: [],
    },
    examples: null,
    historyAfter: null,
    runUpdate: { step, status: 'training' },
    kinds: new Map(),
    remove: [],
    ...rest,
  });
}
