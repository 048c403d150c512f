/** Histories whose truth is known: each fault by itself, and ordinary runs, of which nothing is to be said. */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../engine/random';
import { type HealthHistory, runHealth } from './health';
import { ordinaryRuns } from './health.fixture';

const epochs = 60;
const stepsPerEpoch = 50;

/** A run that goes well: both losses fall and level off, with noise; gradients shrink to a third. */
function history(change: {
  train?: (epoch: number) => number;
  validation?: (epoch: number) => number;
  norm?: (step: number) => number;
  noise?: number;
  ended?: boolean;
}): HealthHistory {
  const random = randomStream(7, 'health test');
  const { noise = 0.01, ended = true } = change;
  const { train = (e) => 0.2 + Math.exp(-e / 8), validation = (e) => 0.25 + Math.exp(-e / 8) } = change;
  const { norm = (step) => 0.5 + Math.exp(-step / 600) } = change;
  const of = (loss: (epoch: number) => number) =>
    Float64Array.from({ length: epochs }, (_, i) => loss(i + 1) * (1 + noise * random.normal()));
  return {
    epochs: {
      epoch: Array.from({ length: epochs }, (_, i) => i + 1),
      train: of(train),
      validation: of(validation),
    },
    steps: {
      epoch: Array.from({ length: epochs * stepsPerEpoch }, (_, i) => (i + 1) / stepsPerEpoch),
      gradientNorm: Array.from(
        { length: epochs * stepsPerEpoch },
        (_, i) => norm(i) * Math.exp(0.4 * random.normal()),
      ),
    },
    ended,
  };
}

const faults = (of: HealthHistory) =>
  runHealth(of).flatMap(({ code, tone }) =>
    tone === 'good' || tone === 'unknown' ? [] : [`${code} ${tone}`],
  );
const finding = (of: HealthHistory, code: string) => runHealth(of).find((one) => one.code === code)!;

describe('a run that goes well', () => {
  it('gets four good findings, each with a sentence and nothing to do', () => {
    const found = runHealth(history({}));
    expect(found.map(({ code }) => code)).toEqual([
      'over-fitting',
      'stalled-loss',
      'learning-rate',
      'gradients',
    ]);
    for (const { tone, message, remedy } of found) {
      expect(tone).toBe('good');
      expect(message).toMatch(/^[A-Z].*\.$/);
      expect(remedy).toBeNull();
    }
  });

  it('is left alone with more noise, with a loss below zero, with warm restarts, and while it trains', () => {
    expect(faults(history({ noise: 0.08 }))).toEqual([]);
    expect(
      faults(history({ train: (e) => -3 + Math.exp(-e / 8), validation: (e) => -2.9 + Math.exp(-e / 8) })),
    ).toEqual([]);
    const restarts = (e: number) => 0.2 + Math.exp(-e / 8) + 0.12 * (e % 20 < 4 && e > 5 ? 1 : 0);
    expect(faults(history({ train: restarts, validation: (e) => restarts(e) + 0.05 }))).toEqual([]);
    expect(
      faults(history({ train: (e) => 1 - e / 100, validation: (e) => 1.1 - e / 100, ended: false })),
    ).toEqual([]);
  });

  it('may rest on its floor for long, and rise there by less than the noise', () => {
    expect(faults(history({ validation: (e) => 0.25 + Math.exp(-e / 3) + 0.0002 * e }))).toEqual([]);
  });
});

describe('the samples, trained by their presets', () => {
  it.each(Object.entries(ordinaryRuns))(
    'have nothing amiss: %s',
    (_, { train, validation, gradientNorm }) => {
      const epoch = train.map((_, i) => i + 1);
      const norms = gradientNorm.map((_, i) => ((i + 1) * train.length) / gradientNorm.length);
      for (const ended of [false, true]) {
        const found = runHealth({
          epochs: { epoch, train, validation },
          steps: { epoch: norms, gradientNorm },
          ended,
        });
        expect(found.map(({ tone }) => tone)).toEqual(['good', 'good', 'good', 'good']);
      }
    },
  );
});

describe('faults', () => {
  it('over-fitting: validation rises while training falls, with the epochs of both', () => {
    const run = history({ validation: (e) => 0.3 + Math.exp(-e / 6) + 0.006 * Math.max(0, e - 20) });
    expect(faults(run)).toEqual(['over-fitting warn']);
    const { message, remedy } = finding(run, 'over-fitting');
    const epoch = Number(/lowest about epoch (\d+)/.exec(message)![1]);
    expect(epoch).toBeGreaterThan(17);
    expect(epoch).toBeLessThan(30);
    expect(remedy).toMatch(/best checkpoint/);
    const severe = history({ validation: (e) => 0.3 + Math.exp(-e / 6) + 0.03 * Math.max(0, e - 20) });
    expect(faults(severe)).toEqual(['over-fitting bad']);
  });

  it('no over-fitting where training rises with validation: that is the learning rate', () => {
    const risen = (e: number) => 0.2 + Math.exp(-e / 8) + 0.05 * Math.max(0, e - 30);
    const run = history({ train: risen, validation: risen });
    expect(faults(run)).toEqual(['learning-rate bad']);
    expect(finding(run, 'learning-rate').message).toMatch(
      /^The training loss itself has risen since epoch 3\d/,
    );
  });

  it('a stalled loss', () => {
    const run = history({ train: () => 0.7, validation: () => 0.7 });
    expect(faults(run)).toEqual(['stalled-loss warn']);
    expect(finding(run, 'stalled-loss').message).toMatch(/hardly moved since epoch 1/);
  });

  it('steps that are too large: the loss swings', () => {
    const run = history({ train: (e) => 0.3 + Math.exp(-e / 8) + 0.15 * (e % 2) });
    expect(faults(run)).toEqual(['learning-rate warn']);
    expect(finding(run, 'learning-rate').message).toMatch(/swings/);
  });

  it('steps that are too small: the loss falls in a line to the end, once the run has ended', () => {
    const line = (e: number) => 1 - e / 100;
    expect(faults(history({ train: line, validation: line }))).toEqual(['learning-rate warn']);
    expect(finding(history({ train: line, validation: line }), 'learning-rate').message).toMatch(
      /still falling/,
    );
  });

  it('gradients that explode, jump, vanish, and are not finite, with the epoch where', () => {
    const explodes = history({ norm: (step) => (step > 2000 ? 60 : 0.5) });
    expect(faults(explodes)).toEqual(['gradients bad']);
    expect(finding(explodes, 'gradients').message).toMatch(/explode: since epoch (39|40)/);
    const jumps = history({ norm: (step) => (step === 1234 ? 900 : 0.5) });
    expect(faults(jumps)).toEqual(['gradients warn']);
    expect(finding(jumps, 'gradients').message).toMatch(/at epoch 24\.7/);
    const flat = () => 0.7;
    const vanishes = history({ train: flat, validation: flat, norm: (step) => Math.exp(-step / 200) });
    expect(faults(vanishes)).toEqual(['stalled-loss warn', 'gradients warn']);
    // Where the loss has been learnt, small gradients are what it was learnt for.
    expect(faults(history({ norm: (step) => Math.exp(-step / 200) }))).toEqual([]);
    expect(faults(history({ norm: (step) => (step === 99 ? Number.NaN : 1) }))).toEqual(['gradients bad']);
  });

  it('of a few epochs and steps it says what it takes', () => {
    const found = runHealth({
      epochs: { epoch: [1, 2], train: [1, 2], validation: [Number.NaN, Number.NaN] },
      steps: { epoch: [1], gradientNorm: [1] },
      ended: true,
    });
    expect(found.map(({ tone }) => tone)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
    expect(found[0]!.message).toBe('This takes 8 epochs with a validation.');
  });
});
