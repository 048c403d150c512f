import { describe, expect, it } from 'vitest';
import { type TrainingConfig, trainingSchema } from '../../protocol/config';
import { scheduleSchema } from '../../protocol/scheduleConfig';
import { expectClose } from '../golden/compare';
import { createSchedule, type RunLength } from './schedule';

function training(schedule: Record<string, unknown>, others: Record<string, unknown> = {}): TrainingConfig {
  return trainingSchema.parse({ learningRate: 0.1, ...others, schedule });
}

/** Rates of the first steps of a run of one step an epoch. */
function rates(config: TrainingConfig, count: number, length: Partial<RunLength> = {}): number[] {
  const schedule = createSchedule(config, { stepsPerEpoch: 1, totalSteps: count, ...length });
  return Array.from({ length: count }, (_, i) => schedule.rate({ epoch: i, step: i }));
}

describe('schedules beside the golden ones give the rates of PyTorch 1.13', () => {
  it('linear, and level after its length', () => {
    const expected = [
      0.1, 0.087625, 0.07525, 0.062875, 0.0505, 0.038125, 0.02575, 0.013375, 0.001, 0.001, 0.001,
    ];
    expectClose(rates(training({ name: 'linear', endFactor: 0.01, length: 8 }), 11), expected, 1e-12);
  });

  it('polynomial, and level after its length', () => {
    const expected = [0.1, 0.0765625, 0.05625, 0.0390625, 0.025, 0.0140625, 0.00625, 0.0015625, 0, 0, 0];
    const config = training({ name: 'polynomial', power: 2, minLearningRate: 0, length: 8 });
    expectClose(rates(config, 11), expected, 1e-12);
  });

  it('cosine, and up again after its length', () => {
    const expected = [0.1, 0.0855017856687341, 0.0505, 0.0154982143312659, 0.001, 0.0154982143312659, 0.0505];
    expectClose(rates(training({ name: 'cosine', length: 4, minLearningRate: 1e-3 }), 7), expected, 1e-12);
  });

  it('warm restarts of equal periods', () => {
    const config = training({
      name: 'cosineWarmRestarts',
      period: 3,
      periodFactor: 1,
      minLearningRate: 1e-3,
    });
    const expected = [0.1, 0.07525, 0.02575, 0.1, 0.07525, 0.02575, 0.1, 0.07525];
    expectClose(rates(config, 8), expected, 1e-12);
  });

  it('one cycle of eleven rates, whose end is at index ten', () => {
    const expected = [
      0.004, 0.04223411137347358, 0.09602614247226175, 0.09797465678213016, 0.08844757247686304,
      0.07260870492975284, 0.05305827080875998, 0.03300580289872949, 0.015743251279950788,
      0.0041045543206290865, 4e-7,
    ];
    expectClose(rates(training({ name: 'oneCycle', length: 10 }), 11), expected, 1e-9, 1e-9);
  });

  it('a milestone that is listed twice', () => {
    const config = training({ name: 'multiStep', milestones: [2, 2, 4], gamma: 0.5 });
    expectClose(rates(config, 6), [0.1, 0.1, 0.025, 0.025, 0.0125, 0.0125], 1e-12);
  });

  it('a plateau of a metric to maximise, down to the lowest rate', () => {
    const config = training({ name: 'plateau', factor: 0.5, patience: 1, minLearningRate: 0.02 });
    const schedule = createSchedule(config, { stepsPerEpoch: 1, totalSteps: 11, mode: 'max' });
    const seen = [0.1, 0.2, 0.3, 0.3, 0.3, 0.3, 0.2, 0.4, 0.4, 0.4, 0.4].map((metric, epoch) => {
      const rate = schedule.rate({ epoch, step: epoch });
      schedule.observe(metric);
      return rate;
    });
    expectClose(seen, [0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.025, 0.025, 0.025, 0.02], 1e-12);
  });
});

describe('schedules of a run of 100 epochs, by epoch', () => {
  const warmed = (schedule: Record<string, unknown>) =>
    training({ minLearningRate: 0, warmup: 5, ...schedule }, { learningRate: 1e-3, epochs: 100 });
  const at = (all: readonly number[], epochs: readonly number[]) => epochs.map((epoch) => all[epoch]!);

  it('linear warm-up from 0 and cosine', () => {
    const all = rates(warmed({ name: 'cosine', warmupFromZero: true }), 100);
    const expected = [0, 2e-4, 8e-4, 1e-3, 9.997266e-4, 5.412897e-4, 2.7337e-7];
    expectClose(at(all, [0, 1, 4, 5, 6, 50, 99]), expected, 1e-5, 1e-9);
  });

  it('the same with its warm-up an epoch ahead, so that the first trains as well', () => {
    const all = rates(warmed({ name: 'cosine' }), 100);
    const expected = [2e-4, 4e-4, 1e-3, 1e-3, 9.997266e-4, 5.412897e-4, 2.7337e-7];
    expectClose(at(all, [0, 1, 4, 5, 6, 50, 99]), expected, 1e-5, 1e-9);
  });

  it('warm-up and restarts, of half of what follows where no period is given', () => {
    // 0.5 · 1e-3 · (1 + cos(πk/47)) for k = 0, 1, 23, 46, and again.
    const wave = [1e-3, 9.988835e-4, 5.167073e-4, 1.116561e-6];
    for (const period of [null, 47]) {
      const restarts = { name: 'cosineWarmRestarts', warmupFromZero: true, period, periodFactor: 1 };
      const all = rates(warmed(restarts), 100);
      expectClose(at(all, [4, 5, 6, 28, 51, 52, 53, 75, 98, 99]), [8e-4, ...wave, ...wave, 1e-3], 1e-5, 1e-9);
    }
  });

  it('a fall to half every 30 epochs', () => {
    const all = rates(training({ name: 'step' }, { learningRate: 1e-3, epochs: 100 }), 100);
    expectClose(at(all, [29, 30, 59, 60, 90]), [1e-3, 5e-4, 5e-4, 2.5e-4, 1.25e-4], 1e-12, 1e-12);
  });

  it('half of the rate after three epochs on a plateau and one more', () => {
    const config = training({ name: 'plateau', factor: 0.5, patience: 3 }, { learningRate: 1e-3 });
    const schedule = createSchedule(config, { stepsPerEpoch: 1, totalSteps: 100 });
    const seen = [2, 1, 1, 1, 1, 1, 1, 1].map((loss, epoch) => {
      schedule.observe(loss);
      return schedule.rate({ epoch, step: epoch });
    });
    expectClose(seen, [1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 5e-4, 5e-4, 5e-4], 1e-12, 1e-12);
  });
});

describe('schedules of optax', () => {
  /** Rates at some steps of a run of steps. */
  function ratesAt(config: TrainingConfig, totalSteps: number, steps: readonly number[]): number[] {
    const schedule = createSchedule(config, { stepsPerEpoch: 10, totalSteps });
    return steps.map((step) => schedule.rate({ epoch: Math.floor(step / 10), step }));
  }

  it('warmup_cosine_decay_schedule, whose decay_steps count the warm-up once more', () => {
    const strict = { name: 'cosine', unit: 'step', form: 'strict', warmup: 50, warmupFromZero: true };
    const steps = [0, 25, 50, 500, 900, 950, 1000];
    // golden_scalars.py prints 1.752012e-5 at 900.
    const tail = 1e-3 * (0.99 * 0.5 * (1 + Math.cos((Math.PI * 850) / 900)) + 0.01);
    expect(tail).toBeCloseTo(1.752e-5, 8);
    const expected = [0, 5e-4, 1e-3, 5.05e-4, tail, 1e-5, 1e-5];
    for (const end of [{ minLearningRate: 1e-5 }, { minFactor: 0.01 }]) {
      const config = training({ ...strict, ...end }, { learningRate: 1e-3 });
      expectClose(ratesAt(config, 1000, steps), expected, 1e-15, 1e-12);
    }
  });

  it('exponential_decay over the whole run after a warm-up', () => {
    const config = training(
      { name: 'exponential', unit: 'step', warmup: 50, warmupFromZero: true, minFactor: 0.01 },
      { learningRate: 1e-3 },
    );
    const expected = [5e-4, 1e-3, 1e-4, 1e-3 * 0.01 ** (949 / 950)];
    expectClose(ratesAt(config, 1000, [25, 50, 525, 999]), expected, 1e-15, 1e-12);
  });

  it('ten one-cycle schedules joined, from 1 / 1.1 of a peak to 1 / 2.2 of it, and level after the last', () => {
    const config = training({ name: 'oneCycles' }, { learningRate: 5e-4 });
    // By hand: half way up and down a cosine is the mean of its ends; the second peak is 4.5e-4, the last 5e-5.
    const expected = new Map([
      [0, 5e-4 / 1.1],
      [75, (5e-4 / 1.1 + 5e-4) / 2],
      [150, 5e-4],
      [325, (5e-4 + 5e-4 / 2.2) / 2],
      [499, 5e-4 / 2.2 + ((5e-4 - 5e-4 / 2.2) * (1 + Math.cos((Math.PI * 349) / 350))) / 2],
      [500, 4.5e-4 / 1.1],
      [650, 4.5e-4],
      [4650, 5e-5],
      [5000, 5e-5 / 2.2],
      [9000, 5e-5 / 2.2],
    ]);
    expectClose(ratesAt(config, 10000, [...expected.keys()]), [...expected.values()], 1e-15, 1e-12);
  });
});

describe('createSchedule', () => {
  const everyName = scheduleSchema.options.map((option) => option.shape.name.value);

  it.each(everyName)('%s warms up in equal parts to its own first rate, then begins at its first', (name) => {
    const plain = rates(training({ name }), 20, { totalSteps: 20 });
    const warm = rates(training({ name, warmup: 4 }), 24, { totalSteps: 24 });
    const first = plain[0]!;
    expectClose(warm.slice(0, 4), [first / 4, first / 2, (first * 3) / 4, first], 1e-12, 1e-9);
    expectClose(warm.slice(4), plain, 1e-12, 1e-9);
  });

  it.each(everyName)('%s can warm up from zero', (name) => {
    const first = rates(training({ name }), 20, { totalSteps: 20 })[0]!;
    const warm = rates(training({ name, warmup: 4, warmupFromZero: true }), 24, { totalSteps: 24 });
    expectClose(warm.slice(0, 5), [0, first / 4, first / 2, (first * 3) / 4, first], 1e-12, 1e-9);
  });

  it.each(everyName)('%s gives a positive, finite rate at every step of a run of any length', (name) => {
    for (const totalSteps of [1, 2, 3, 50]) {
      for (const warmup of [0, 1, 5]) {
        for (const rate of rates(training({ name, warmup }), totalSteps, { totalSteps })) {
          expect(rate).toBeGreaterThan(0);
          expect(rate).toBeLessThanOrEqual(0.1 + 1e-12);
        }
      }
    }
  });

  it('counts epochs or steps, as asked', () => {
    const position = { epoch: 3, step: 35 };
    const length = { stepsPerEpoch: 10, totalSteps: 100 };
    const rate = (unit: 'epoch' | 'step') =>
      createSchedule(training({ name: 'exponential', gamma: 0.9, unit }), length).rate(position);
    expect(rate('epoch')).toBeCloseTo(0.1 * 0.9 ** 3, 12);
    expect(rate('step')).toBeCloseTo(0.1 * 0.9 ** 35, 12);
  });

  it('takes the whole run for a length of null, also when the last epoch is cut short', () => {
    const config = training({ name: 'linear', endFactor: 0 });
    const schedule = createSchedule(config, { stepsPerEpoch: 10, totalSteps: 35 });
    expect(schedule.rate({ epoch: 1, step: 10 })).toBeCloseTo(0.1 * (1 - 1 / 4), 12);
  });

  it('falls after every third of the run for a step size of null', () => {
    const seen = rates(training({ name: 'step', stepSize: null }), 11);
    expectClose(seen, [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.0125, 0.0125], 1e-12);
  });

  it('restores a plateau in the middle of its patience', () => {
    const config = training({ name: 'plateau', patience: 2 });
    const length = { stepsPerEpoch: 1, totalSteps: 20 };
    const metrics = [1, 0.5, 0.6, 0.6, 0.7, 0.4, 0.4, 0.4, 0.4, Number.NaN, 0.4, 0.4];
    const straight = createSchedule(config, length);
    const all = metrics.map((metric, epoch) => {
      straight.observe(metric);
      return straight.rate({ epoch, step: epoch });
    });
    expect(new Set(all).size).toBe(4);
    for (let cut = 0; cut <= metrics.length; cut++) {
      const first = createSchedule(config, length);
      for (const metric of metrics.slice(0, cut)) first.observe(metric);
      const second = createSchedule(config, length);
      second.restore(JSON.parse(JSON.stringify(first.state())));
      const rest = metrics.slice(cut).map((metric, i) => {
        second.observe(metric);
        return second.rate({ epoch: cut + i, step: cut + i });
      });
      expect(rest).toEqual(all.slice(cut));
    }
  });

  it('counts a standstill below zero as no improvement', () => {
    const config = training({ name: 'plateau', patience: 0, factor: 0.5 });
    const schedule = createSchedule(config, { stepsPerEpoch: 1, totalSteps: 9 });
    schedule.observe(-2);
    schedule.observe(-2);
    expect(schedule.rate({ epoch: 2, step: 2 })).toBe(0.05);
  });

  it('refuses a plateau state that is not one', () => {
    const schedule = createSchedule(training({ name: 'plateau' }), { stepsPerEpoch: 1, totalSteps: 9 });
    expect(() => schedule.restore({})).toThrow('no state of a plateau schedule');
  });
});
