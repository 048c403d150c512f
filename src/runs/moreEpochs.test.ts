/** What is said before a run is continued, against rates by the schedules' own formulas. */
import { expect, test } from 'vitest';
import { runConfigSchema } from '../protocol/config';
import { continuationWords } from './moreEpochs';

const words = (training: object, more: object = {}, moreEpochs = 10) =>
  continuationWords(
    runConfigSchema.parse({
      task: 'test',
      training: { epochs: 10, learningRate: 0.01, earlyStopping: false, ...training },
    }),
    { epoch: 10, step: 80, stepsPerEpoch: 8, totalEpochs: 10, ...more },
    moreEpochs,
  );

test('a rate that falls over the whole run rises again, and both ends are named', () => {
  const schedule = { name: 'cosine', unit: 'epoch', minLearningRate: 0 };
  // 0.01 (1 + cos 0.9π) / 2 before, 0.01 (1 + cos 0.5π) / 2 after, 0.01 (1 + cos 0.95π) / 2 at last.
  expect(words({ schedule })).toEqual([
    'The learning rate rises from 2.4e-4 to 5e-3, as in a run of 20 epochs, and ends at 6.2e-5.',
  ]);
});

test('a rate that depends on no end goes on', () => {
  expect(words({ schedule: { name: 'constant' } })).toEqual(['The learning rate stays at 1e-2.']);
  const step = { name: 'step', stepSize: 15, gamma: 0.5 };
  expect(words({ schedule: step })).toEqual([
    'The learning rate goes on from 1e-2, as in a run of 20 epochs, and ends at 5e-3.',
  ]);
  expect(words({ schedule: { name: 'plateau' } })[0]).toContain('goes on where it is');
});

test('without the number of steps there are no numbers', () => {
  expect(words({ schedule: { name: 'cosine' } }, { stepsPerEpoch: null })).toEqual([
    'The learning rate goes on as in a run of 20 epochs.',
  ]);
});

test('limits that are lifted are named, and that patience begins anew', () => {
  const schedule = { name: 'constant' };
  const limits = { maxSteps: 1500, maxMinutes: 2.5, fitScheduleToMinutes: true, earlyStopping: true };
  expect(words({ schedule, ...limits }).slice(1)).toEqual([
    'The limit of 1,500 steps is lifted.',
    'The limit of 2.5 minutes is lifted: the epochs decide, not the time.',
    'Early stopping begins its patience anew.',
  ]);
});
