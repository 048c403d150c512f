/** When a run is at its end: each limit at its value, not before, and not where it is switched off. */
import { expect, test } from 'vitest';
import { trainingSchema } from '../../protocol/config';
import { finishReason } from './finishReason';

const training = trainingSchema.parse({ epochs: 10, maxSteps: 50, maxMinutes: 2, patience: 3 });
const running = { epoch: 9, step: 49, seconds: 119, epochsWithoutImprovement: 2 };

test.each([
  ['completed', { epoch: 10 }],
  ['max-steps', { step: 50 }],
  ['max-minutes', { seconds: 120 }],
  ['early-stopping', { epochsWithoutImprovement: 3 }],
] as const)('%s at its limit, and not before', (reason, reached) => {
  expect(finishReason(running, training)).toBeNull();
  expect(finishReason({ ...running, ...reached }, training)).toBe(reason);
});

test('a limit that is switched off ends nothing', () => {
  const long = { epoch: 9, step: 1e6, seconds: 1e6, epochsWithoutImprovement: 100 };
  const open = { ...training, maxSteps: null, maxMinutes: null, earlyStopping: false };
  expect(finishReason(long, open)).toBeNull();
});
