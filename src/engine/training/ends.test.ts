/** When a run is at its end: each limit at its value, not before, and not where it is off. What is called overfitting. */
import { expect, test } from 'vitest';
import { trainingSchema } from '../../protocol/config';
import { finishReason, overfittingWarnings } from './ends';

const training = trainingSchema.parse({ epochs: 10, maxSteps: 50, maxMinutes: 2, patience: 3 });
const running = { epoch: 9, step: 49, seconds: 119, epochsWithoutImprovement: 2, plannedEpochs: null };

test.each([
  ['completed', { epoch: 10 }],
  ['max-steps', { step: 50 }],
  ['max-minutes', { seconds: 120 }],
  ['early-stopping', { epochsWithoutImprovement: 3 }],
] as const)('%s at its limit, and not before', (reason, reached) => {
  expect(finishReason(running, training)).toBeNull();
  expect(finishReason({ ...running, ...reached }, training)).toBe(reason);
});

test('planned epochs stand for those of the configuration', () => {
  expect(finishReason({ ...running, epoch: 10, plannedEpochs: 11 }, training)).toBeNull();
  expect(finishReason({ ...running, plannedEpochs: 9 }, training)).toBe('completed');
});

test('a limit that is switched off ends nothing', () => {
  const long = { epoch: 9, step: 1e6, seconds: 1e6, epochsWithoutImprovement: 100, plannedEpochs: null };
  const open = { ...training, maxSteps: null, maxMinutes: null, earlyStopping: false };
  expect(finishReason(long, open)).toBeNull();
});

const codes = (train: number, validation: number | null) =>
  overfittingWarnings({
    train: { loss: train },
    validation: validation === null ? null : { loss: validation },
  }).map(({ code }) => code);

test('a validation loss above 1.5 times the training loss is overfitting, and above twice severe', () => {
  expect(codes(0.1, 0.149)).toEqual([]);
  expect(codes(0.1, 0.16)).toEqual(['overfitting']);
  expect(codes(0.1, 0.21)).toEqual(['severe-overfitting']);
});

test('without validation, and at losses at or below zero, where a ratio means nothing, there is no warning', () => {
  expect(codes(0.1, null)).toEqual([]);
  expect(codes(-1, -3)).toEqual([]);
  expect(codes(0, 1)).toEqual([]);
});

test('the warning names the ratio', () => {
  const [warning] = overfittingWarnings({ train: { loss: 0.1 }, validation: { loss: 0.25 } });
  expect(warning?.message).toBe('The validation loss is 2.50 times the training loss: severe overfitting.');
});
