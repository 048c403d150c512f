/** Loss schedulers: tables of validation metrics with the weights that must follow. */
import { describe, expect, it, test } from 'vitest';
import type { z } from 'zod';
import { expectClose } from '../../../engine/golden/compare';
import { lossSchedulerPresets, lossSchedulerSchema } from './config';
import { createLossScheduler } from './scheduler';

type Config = z.input<typeof lossSchedulerSchema>;

const start = (config: Config, weight = 0.7) =>
  createLossScheduler(lossSchedulerSchema.parse(config), ['dice', 'bce'], [weight, 1 - weight]);

/** Weights of the overlap after each epoch; the other part must have the rest. null: an epoch without validation. */
function weightsAfter(config: Config, dices: (number | null)[], weight?: number): number[] {
  const scheduler = start(config, weight);
  return dices.map((dice, epoch) => {
    scheduler.observe(dice === null ? null : { loss: 1, dice }, epoch);
    const [overlap, other] = scheduler.values();
    expect(overlap! + other!).toBeCloseTo(1, 12);
    return overlap!;
  });
}

const tables: { what: string; config: Config; from?: number; dices: (number | null)[]; weights: number[] }[] =
  [
    {
      what: 'adaptive: up above 0.8, down below 0.4',
      config: { name: 'adaptive' },
      dices: [0.85, 0.85, 0.85, 0.3, 0.3, 0.3, 0.3],
      weights: [0.77, 0.847, 0.9, 0.81, 0.729, 0.6561, 0.59049],
    },
    {
      what: 'adaptive: as it was between them, at them, and without a Dice',
      config: { name: 'adaptive' },
      dices: [0.6, 0.8, 0.4, null, Number.NaN, 0.81],
      weights: [0.7, 0.7, 0.7, 0.7, 0.7, 0.77],
    },
    {
      what: 'adaptive: never below its lowest weight',
      config: { name: 'adaptive' },
      from: 0.55,
      dices: [0.1, 0.1],
      weights: [0.5, 0.5],
    },
    {
      what: 'adaptive: with thresholds and factors of its own',
      config: {
        name: 'adaptive',
        raiseAbove: 0.5,
        raiseBy: 1.2,
        lowerBelow: 0.2,
        lowerBy: 0.5,
        minWeight: 0.3,
      },
      from: 0.6,
      dices: [0.6, 0.3, 0.1, 0.1],
      weights: [0.72, 0.72, 0.36, 0.3],
    },
    {
      what: 'cosine: falls whatever the Dice, and stays at the end',
      config: { name: 'cosine', epochs: 4 },
      dices: [0.1, 0.9, null, 0.5, 0.5, 0.5, 0.5],
      weights: [0.9, 0.8414213562, 0.7, 0.5585786438, 0.5, 0.5, 0.5],
    },
    {
      what: 'step: up at every third epoch but the first, to its highest weight',
      config: { name: 'step', everyNEpochs: 3 },
      dices: [0.5, 0.5, 0.5, 0.5, 0.5, null, 0.5, 0.5, 0.5, 0.5],
      weights: [0.7, 0.7, 0.7, 0.8, 0.8, 0.8, 0.9, 0.9, 0.9, 0.9],
    },
    {
      what: 'performance: down after a fall of more than 0.01, from the third epoch on',
      config: { name: 'performance' },
      dices: [0.5, 0.3, 0.2, 0.195, 0.25, 0.2, 0.1, 0.05, 0.01],
      weights: [0.7, 0.7, 0.65, 0.65, 0.65, 0.6, 0.55, 0.5, 0.5],
    },
    {
      what: 'performance: an epoch without a Dice is neither a fall nor a reference',
      config: { name: 'performance' },
      dices: [0.6, 0.6, null, 0.3, 0.2],
      weights: [0.7, 0.7, 0.7, 0.7, 0.65],
    },
    { what: 'none: stays', config: { name: 'none' }, from: 0.3, dices: [0.9, 0.1], weights: [0.3, 0.3] },
  ];

describe('a loss scheduler moves the weight of the overlap', () => {
  test.each(tables)('$what', ({ config, from, dices, weights }) => {
    expectClose(weightsAfter(config, dices, from), weights, 1e-9);
  });

  it('along half a cosine of 100 epochs', () => {
    const weights = weightsAfter(lossSchedulerPresets.cosine_annealing, new Array<number>(101).fill(0.5));
    expectClose(
      [0, 25, 50, 75, 100].map((epoch) => weights[epoch]!),
      [0.9, 0.841421, 0.7, 0.558579, 0.5],
      1e-6,
    );
  });

  it('by 0.1 every 20 epochs, in the preset step_increase by 0.05', () => {
    const dices = new Array<number>(61).fill(0.5);
    const at = (weights: number[]) => [19, 20, 40, 60].map((epoch) => weights[epoch]!);
    expectClose(at(weightsAfter({ name: 'step' }, dices)), [0.7, 0.8, 0.9, 0.9], 1e-9);
    expectClose(at(weightsAfter(lossSchedulerPresets.step_increase, dices)), [0.7, 0.75, 0.8, 0.85], 1e-9);
  });
});

describe('the state of a loss scheduler', () => {
  test.each(Object.entries(lossSchedulerPresets))(
    '%s goes on from JSON as if nothing had been',
    (_, config) => {
      const dices = [0.5, 0.85, 0.6, 0.3, Number.NaN, 0.3, 0.2, 0.9, 0.95];
      const whole = start(config);
      dices.forEach((dice, epoch) => {
        whole.observe({ dice }, epoch);
      });
      for (let cut = 0; cut <= dices.length; cut++) {
        const first = start(config);
        dices.slice(0, cut).forEach((dice, epoch) => {
          first.observe({ dice }, epoch);
        });
        const second = start(config);
        second.restore(JSON.parse(JSON.stringify(first.state())));
        dices.slice(cut).forEach((dice, i) => {
          second.observe({ dice }, cut + i);
        });
        expect(second.values()).toEqual(whole.values());
        expect(second.state()).toEqual(whole.state());
      }
    },
  );

  it('holds what happened in each epoch', () => {
    const scheduler = start({ name: 'step', everyNEpochs: 1 });
    scheduler.observe({ dice: 0.5, hd95: Number.NaN }, 0);
    scheduler.observe(null, 1);
    expect(scheduler.state()).toEqual({
      weights: [expect.closeTo(0.8), expect.closeTo(0.2)],
      history: [
        { epoch: 0, weights: { dice: 0.7, bce: expect.closeTo(0.3) }, metrics: { dice: 0.5, hd95: null } },
        { epoch: 1, weights: { dice: expect.closeTo(0.8), bce: expect.closeTo(0.2) }, metrics: {} },
      ],
    });
  });

  it('is refused when it is of another loss', () => {
    const other = createLossScheduler({ name: 'none' }, ['dice'], [1]);
    for (const state of [other.state(), null, { weights: 'all' }]) {
      expect(() => start({ name: 'adaptive' }).restore(state)).toThrowError(
        /no weights for the loss's parts dice, bce/,
      );
    }
  });

  it('is not changed through what it gave away', () => {
    const scheduler = start({ name: 'none' });
    scheduler.values()[0] = 0;
    scheduler.names[0] = 'x';
    expect(scheduler.values()).toEqual([0.7, 1 - 0.7]);
  });
});

describe('the parts that a loss scheduler takes', () => {
  const adaptive = lossSchedulerSchema.parse({ name: 'adaptive' });

  it('are one of overlap and one other, in either order', () => {
    const scheduler = createLossScheduler(adaptive, ['focal', 'jaccard'], [0.4, 0.6]);
    scheduler.observe({ dice: 0.9 }, 0);
    expectClose(scheduler.values(), [0.34, 0.66], 1e-9);
  });

  it.each([[['dice']], [['dice', 'jaccard']], [['bce', 'focal']], [['dice', 'bce', 'focal']]])(
    'are not %j',
    (names) => {
      const create = () =>
        createLossScheduler(
          adaptive,
          names,
          names.map(() => 1 / names.length),
        );
      expect(create).toThrowError(expect.objectContaining({ code: 'config-invalid' }));
      expect(create).toThrowError(names.join(', '));
    },
  );
});
