/** Every schedule that PyTorch has gives PyTorch's rates. */
import { describe, expect, it } from 'vitest';
import { type TrainingConfig, trainingSchema } from '../../protocol/config';
import { expectClose } from '../golden/compare';
import { goldenCase, goldenSchedules } from '../golden/load';
import { createSchedule } from './schedule';

type Settings = Record<string, number | string | number[]>;

/** PyTorch's settings as ours. Lengths that are the whole run stay null, so that this way is tested as well. */
const mappings: Record<string, (settings: Settings) => Record<string, unknown>> = {
  step: (s) => ({ name: 'step', stepSize: s.step_size, gamma: s.gamma }),
  multistep: (s) => ({ name: 'multiStep', milestones: s.milestones, gamma: s.gamma }),
  exponential: (s) => ({ name: 'exponential', gamma: s.gamma }),
  cosine: (s) => ({ name: 'cosine', length: s.T_max, minLearningRate: s.eta_min }),
  cosine_warm_restarts: (s) => ({
    name: 'cosineWarmRestarts',
    period: s.T_0,
    periodFactor: s.T_mult,
    minLearningRate: s.eta_min,
  }),
  // The file's total_steps is the index of the end: PyTorch was given one more (see its note), as `length` wants it.
  one_cycle: (s) => ({
    name: 'oneCycle',
    length: s.total_steps,
    riseFraction: s.pct_start,
    startDivisor: s.div_factor,
    endDivisor: s.final_div_factor,
  }),
  plateau: (s) => ({ name: 'plateau', factor: s.factor, patience: s.patience, threshold: s.threshold }),
  linear_warmup_cosine: (s) => ({ name: 'cosine', warmup: s.warmup, minLearningRate: s.eta_min }),
};

function trainingOf(caseName: string, unit: 'epoch' | 'step'): TrainingConfig {
  const golden = goldenSchedules();
  const { settings, lr } = goldenCase(golden.cases, caseName);
  const schedule = mappings[caseName]!(settings);
  return trainingSchema.parse({
    epochs: lr.length,
    learningRate: settings.max_lr ?? golden.base_lr,
    schedule: schedule.name === 'plateau' ? schedule : { ...schedule, unit },
  });
}

describe('schedules', () => {
  it.each(Object.keys(mappings))('%s gives the rates of PyTorch, epoch by epoch', (name) => {
    const { cases, plateau_metric: metric } = goldenSchedules();
    const expected = goldenCase(cases, name).lr;
    const stepsPerEpoch = 7;
    const training = trainingOf(name, 'epoch');
    const schedule = createSchedule(training, { stepsPerEpoch, totalSteps: expected.length * stepsPerEpoch });
    const rates = expected.map((_, epoch) => {
      const first = schedule.rate({ epoch, step: epoch * stepsPerEpoch });
      const last = schedule.rate({ epoch, step: epoch * stepsPerEpoch + 6 });
      expect(last).toBe(first);
      schedule.observe(metric[epoch]!);
      return first;
    });
    expectClose(rates, expected, 1e-9, 1e-9);
  });

  it.each(Object.keys(mappings).filter((name) => name !== 'plateau'))(
    '%s gives the same rates step by step',
    (name) => {
      const expected = goldenCase(goldenSchedules().cases, name).lr;
      const schedule = createSchedule(trainingOf(name, 'step'), {
        stepsPerEpoch: 30,
        totalSteps: expected.length,
      });
      const rates = expected.map((_, step) => schedule.rate({ epoch: Math.floor(step / 30), step }));
      expectClose(rates, expected, 1e-9, 1e-9);
    },
  );
});
