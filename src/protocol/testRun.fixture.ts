/** Run records for tests. */

import { runConfigSchema } from './config';
import type { RunRecord } from './records';

export function testRun(change: Partial<RunRecord> = {}): RunRecord {
  return {
    version: 2,
    id: change.name ?? 'run',
    name: 'run',
    config: runConfigSchema.parse({ task: 'test' }),
    dataset: { fingerprint: 'f'.repeat(64), name: 'table' },
    status: 'finished',
    createdAt: '2026-01-31T12:00:00.000Z',
    updatedAt: '2026-01-31T12:00:00.000Z',
    seconds: 10,
    epoch: 20,
    step: 200,
    totalEpochs: 20,
    totalSteps: 200,
    metrics: [],
    best: null,
    test: null,
    finishReason: 'completed',
    backend: null,
    parameterCount: null,
    error: null,
    warnings: [],
    notes: '',
    tags: [],
    colour: 0,
    ...change,
  };
}
