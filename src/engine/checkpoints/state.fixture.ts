/** The state of a checkpoint for tests, at the end of an epoch of ten steps. */
import { runConfigSchema } from '../../protocol/config';
import type { CheckpointState } from './checkpoint';

/** What is not given belongs to step 0 of a run. */
export function testState({ step = 0, ...change }: Partial<CheckpointState> = {}): CheckpointState {
  return {
    version: 1,
    config: runConfigSchema.parse({ task: 'test' }),
    fingerprint: 'f'.repeat(64),
    task: {},
    epoch: Math.floor(step / 10),
    step,
    stepInEpoch: step % 10,
    optimizerStart: 0,
    missedUpdates: {},
    plannedEpochs: null,
    pretrained: [],
    sums: [],
    schedule: {},
    lossWeights: null,
    best: null,
    epochsWithoutImprovement: 0,
    rateFactor: 1,
    rollbacks: 0,
    skipped: 0,
    skippedInARow: 0,
    seconds: step,
    secondsInEpoch: 0,
    batchesInEpoch: 0,
    value: null,
    ...change,
  };
}
