/** States of checkpoints as earlier versions wrote them. */
import { expect, test } from 'vitest';
import { runRecordSchema } from '../../protocol/records';
import { checkpointStateSchema } from './checkpoint';
import { testState } from './state.fixture';

/** As it was stored before checkpoints of each n-th epoch were limited and skipped steps counted. */
function earlierState() {
  const { skipped: _, skippedInARow: __, ...state } = structuredClone(testState({ step: 20 }));
  const { keepPeriodic: ___, ...checkpoint } = state.config.checkpoint;
  return { ...state, config: { ...state.config, checkpoint } };
}

test('a state from before skipped steps were counted has skipped none', () => {
  expect(checkpointStateSchema.parse(earlierState())).toMatchObject({
    step: 20,
    skipped: 0,
    skippedInARow: 0,
  });
});

test('a run from before there was a limit keeps the checkpoint of every n-th epoch, as it was promised', () => {
  const { config } = earlierState();
  expect(checkpointStateSchema.parse(earlierState()).config.checkpoint.keepPeriodic).toBeNull();
  expect(runRecordSchema.shape.config.parse(config).checkpoint.keepPeriodic).toBeNull();
});

test('a run with a limit keeps it', () => {
  expect(checkpointStateSchema.parse(testState()).config.checkpoint.keepPeriodic).toBe(10);
});
