import { expect, test } from 'vitest';
import { runConfigSchema } from '../../protocol/config';
import { checkpointCount } from './predictBytes';

const most = (checkpoint: object, epochs = 100) =>
  checkpointCount(runConfigSchema.parse({ task: 'test', training: { epochs }, checkpoint })).most;

test('a run may keep its best few and the last of each n-th epoch beside the four that every run needs', () => {
  expect(most({ everyNEpochs: null })).toBe(4);
  expect(most({ everyNEpochs: null, saveTopK: 3 })).toBe(4 + 2);
  expect(most({ everyNEpochs: 50 })).toBe(4 + 2);
  expect(most({ everyNEpochs: 1 })).toBe(4 + 10);
  expect(most({ everyNEpochs: 1, keepPeriodic: null })).toBe(4 + 100);
  expect(most({ everyNEpochs: 1, strategy: 'interval', maxCheckpoints: 7 })).toBe(4 + 7);
});
