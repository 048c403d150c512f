/** The strategies over whole sequences of metrics: what is saved after each epoch, under which kind, and what stays. */
import { describe, expect, it } from 'vitest';
import { type CheckpointConfig, checkpointSchema, runConfigSchema } from '../../protocol/config';
import type { CheckpointKind } from '../../protocol/events';
import type { CheckpointState } from './checkpoint';
import { isChosen, type Retained, retain } from './retention';
import { testState } from './state.fixture';
import { decide, decisionOf } from './strategies';

interface Outcome {
  decisions: (CheckpointKind | null)[];
  /** Epochs (from 0) of the chosen checkpoints that are there after each epoch, oldest first. */
  chosen: string[];
  /** All that is there at the end, with its kinds. */
  left: Record<string, CheckpointKind[]>;
}

/** As the trainer decides and storage keeps. @param values the monitored one of each epoch; null where there is none. */
function run(
  config: CheckpointConfig,
  values: readonly (number | null)[],
  direction: 'min' | 'max' = 'min',
): Outcome {
  const outcome: Outcome = { decisions: [], chosen: [], left: {} };
  let best: { value: number; epoch: number } | null = null;
  let kept: Retained[] = [];
  for (const [epoch, value] of values.entries()) {
    const sinceBest = epoch - (best?.epoch ?? 0);
    const decision = decide(config, { epoch, value, best: best?.value ?? null, sinceBest, direction });
    const improved =
      value !== null &&
      Number.isFinite(value) &&
      (best === null || (direction === 'min' ? value < best.value : value > best.value));
    if (improved) best = { value, epoch };
    const kinds: CheckpointKind[] = improved ? ['best', 'latest'] : ['latest'];
    if (decision !== null && decision !== 'best') kinds.push(decision);
    const incoming = { id: String(epoch), kinds, step: epoch + 1, value };
    const { keep } = retain(kept, incoming, config, direction);
    kept = [...kept, incoming].flatMap((one) => {
      const stays = keep.get(one.id);
      return stays ? [{ ...one, kinds: stays }] : [];
    });
    outcome.decisions.push(decision);
    outcome.chosen.push(
      kept
        .filter((one) => isChosen(one.kinds, config))
        .map(({ id }) => id)
        .join(' '),
    );
    outcome.left = Object.fromEntries(kept.map((one) => [one.id, one.kinds]));
    // Whatever the strategy: the best, the latest, and the one before as its fallback.
    expect(kept.map(({ id }) => id)).toEqual(
      expect.arrayContaining([epoch, Math.max(0, epoch - 1), best?.epoch ?? epoch].map(String)),
    );
    expect(kept.filter((one) => one.kinds.includes('best'))).toHaveLength(best === null ? 0 : 1);
    expect(outcome.left[String(best?.epoch ?? epoch)]).toContain(best === null ? 'latest' : 'best');
  }
  return outcome;
}

const keepTwo = (strategy: CheckpointConfig['strategy'], changes: object = {}) =>
  checkpointSchema.parse({ strategy, maxCheckpoints: 2, ...changes });

/** Where something is saved, by epoch. */
const saved = ({ decisions }: Outcome) =>
  Object.fromEntries(decisions.flatMap((kind, epoch) => (kind === null ? [] : [[epoch, kind]])));

describe('the strategy best', () => {
  const values = [5, 5, 4, Number.NaN, null, Number.NEGATIVE_INFINITY, 4.5, 3, 3, 2];

  it('saves what is strictly better than all before, and the newest of these stay', () => {
    expect(run(keepTwo('best'), values)).toEqual({
      decisions: ['best', null, 'best', null, null, null, null, 'best', null, 'best'],
      chosen: ['0', '0', '0 2', '0 2', '0 2', '0 2', '0 2', '2 7', '2 7', '7 9'],
      left: { 7: ['earlierBest'], 8: [], 9: ['best', 'latest'] },
    });
  });

  it('keeps every earlier best where pruneBest is off', () => {
    const { chosen } = run(keepTwo('best', { pruneBest: false }), values);
    expect(chosen.at(-1)).toBe('0 2 7 9');
  });

  it('takes the largest value where more is better', () => {
    const { decisions, chosen } = run(keepTwo('best'), [0.2, 0.1, 0.2, 0.3, 0.25, 0.4], 'max');
    expect(decisions).toEqual(['best', null, null, 'best', null, 'best']);
    expect(chosen).toEqual(['0', '0', '0', '0 3', '0 3', '3 5']);
  });
});

describe('the strategy epoch', () => {
  it('saves every epoch, with a value and without one, and the newest stay, the best besides', () => {
    expect(run(keepTwo('epoch'), [2, 1, null, 3, 4])).toEqual({
      decisions: ['epoch', 'epoch', 'epoch', 'epoch', 'epoch'],
      chosen: ['0', '0 1', '1 2', '2 3', '3 4'],
      left: { 1: ['best'], 3: ['epoch'], 4: ['latest', 'epoch'] },
    });
  });
});

describe('the strategy interval', () => {
  it('saves the first epoch and every third, and the newest stay', () => {
    const outcome = run(keepTwo('interval', { saveInterval: 3 }), [1, 2, 3, null, 5, 6, 7, 0.5]);
    expect(saved(outcome)).toEqual({ 0: 'interval', 3: 'interval', 6: 'interval' });
    expect(outcome.chosen).toEqual(['0', '0', '0', '0 3', '0 3', '0 3', '3 6', '3 6']);
    expect(outcome.left).toEqual({ 3: ['interval'], 6: ['interval'], 7: ['best', 'latest'] });
  });
});

describe('the strategy all', () => {
  it('saves every epoch as best or regular, and gives up the regular ones first', () => {
    const outcome = run(keepTwo('all', { maxCheckpoints: 3 }), [5, 6, 4, null, 7, 3, 8, 2]);
    expect(outcome.decisions).toEqual([
      'best',
      'regular',
      'best',
      'regular',
      'regular',
      'best',
      'regular',
      'best',
    ]);
    expect(outcome.chosen).toEqual(['0', '0 1', '0 1 2', '0 2 3', '0 2 4', '0 2 5', '0 2 5', '2 5 7']);
    expect(outcome.left).toEqual({
      2: ['earlierBest'],
      5: ['earlierBest'],
      6: [],
      7: ['best', 'latest'],
    });
  });
});

describe('the strategy adaptive', () => {
  it('saves every fifth epoch of a plateau of ten, and every twentieth after fifty', () => {
    const outcome = run(
      checkpointSchema.parse({ strategy: 'adaptive' }),
      Array.from({ length: 86 }, (_, epoch) => (epoch === 40 ? null : epoch === 0 ? 9 : 8)),
    );
    // Epoch 1 is the best; epoch 40 is a fifth one, but has no value.
    expect(saved(outcome)).toEqual({
      0: 'best',
      1: 'best',
      ...Object.fromEntries(
        [15, 20, 25, 30, 35, 45, 50, 55, 60, 65, 70, 75, 80, 85].map((e) => [e, 'plateau']),
      ),
    });
    expect(outcome.chosen.at(-1)).toBe('0 1 75 80 85');
  });

  it('takes the tenth epoch after the best for a plateau, and the ninth not yet', () => {
    const adaptive = checkpointSchema.parse({ strategy: 'adaptive' });
    expect(saved(run(adaptive, Array(11).fill(1)))).toEqual({ 0: 'best', 10: 'plateau' });
    expect(saved(run(adaptive, [2, ...Array(10).fill(1)]))).toEqual({ 0: 'best', 1: 'best' });
  });

  it('begins with every twentieth epoch at the sixtieth: the fiftieth and what is before do not count', () => {
    const values = Array.from({ length: 61 }, (_, epoch) => (epoch % 6 === 5 ? -epoch : 1));
    const found = Object.entries(saved(run(checkpointSchema.parse({ strategy: 'adaptive' }), values)));
    expect(found.filter(([, kind]) => kind === 'interval')).toEqual([['60', 'interval']]);
  });

  it('saves every twentieth epoch after fifty where there is no plateau', () => {
    const values = Array.from({ length: 101 }, (_, epoch) => (epoch % 8 === 3 ? -epoch : 1));
    const outcome = run(checkpointSchema.parse({ strategy: 'adaptive' }), values);
    const others = Object.entries(saved(outcome)).filter(([, kind]) => kind !== 'best');
    expect(others).toEqual([
      ['60', 'interval'],
      ['80', 'interval'],
      ['100', 'interval'],
    ]);
  });
});

describe('the strategy performance', () => {
  const keepAll = checkpointSchema.parse({ strategy: 'performance', maxCheckpoints: 100 });

  // The limits themselves are near: 1.05 · 1 and 0.95 · 1, and for a negative best the factors change places.
  it.each([
    ['min', [1, 1.05, 1.0501, null, 1, 0.5, 0.525, 0.53], [0, 5], [1, 4, 6]],
    ['max', [1, 0.95, 0.9499, Number.NaN, 1, 2, 1.9, 1.89], [0, 5], [1, 4, 6]],
    ['min', [-1, -0.95, -0.9499, -1, -2, -1.9, -1.89], [0, 4], [1, 3, 5]],
    ['max', [-1, -1.05, -1.0501, -1, -0.5, -0.525, -0.53], [0, 4], [1, 3, 5]],
    ['min', [0, 1e-9, 0, -1e-9], [0, 3], [2]],
    ['max', [0, -1e-9, 0, 1e-9], [0, 3], [2]],
  ] as const)('saves what is within 5 %% of the best: %s of %j', (direction, values, best, good) => {
    const found = Object.entries(saved(run(keepAll, values, direction)));
    const epochsOf = (wanted: string) =>
      found.flatMap(([epoch, kind]) => (kind === wanted ? [Number(epoch)] : []));
    expect(epochsOf('best')).toEqual(best);
    expect(epochsOf('good')).toEqual(good);
  });

  it('keeps earlier bests before good ones', () => {
    const { chosen } = run(keepTwo('performance'), [1, 1.01, 1.02, 0.9, 0.91, 0.8]);
    expect(chosen).toEqual(['0', '0 1', '0 2', '0 3', '0 3', '3 5']);
  });

  it('saves nothing before there is a value to compare with', () => {
    expect(run(keepAll, [null, Number.POSITIVE_INFINITY, 3]).decisions).toEqual([null, null, 'best']);
  });
});

describe('the strategy time', () => {
  it('saves round epochs, the first among them where it is no best, and none without a value', () => {
    const values = Array.from({ length: 260 }, (_, epoch) => (epoch === 25 || epoch === 0 ? null : epoch));
    const outcome = run(checkpointSchema.parse({ strategy: 'time' }), values);
    expect(saved(outcome)).toEqual({
      1: 'best',
      ...Object.fromEntries([5, 10, 50, 100, 150, 200, 250].map((epoch) => [epoch, 'milestone'])),
    });
    expect(outcome.chosen.at(-1)).toBe('1 100 150 200 250');
    const config = checkpointSchema.parse({ strategy: 'time' });
    const first = { epoch: 0, value: 2, best: 1, sinceBest: 1, direction: 'min' } as const;
    expect(decide(config, first)).toBe('milestone');
    const whole = saved(run(config, [1, ...Array(260).fill(2)]));
    expect(Object.keys(whole).map(Number)).toEqual([0, 1, 5, 10, 25, 50, 100, 150, 200, 250]);
  });
});

describe('the standard strategy', () => {
  it('saves every so many completed epochs for ever, and has no maximum', () => {
    const outcome = run(keepTwo('standard', { everyNEpochs: 2 }), [5, 4, 3, 2, 1, 6, 7]);
    expect(saved(outcome)).toEqual({ 1: 'periodic', 3: 'periodic', 5: 'periodic' });
    expect(outcome.left).toEqual({
      1: ['periodic'],
      3: ['periodic'],
      4: ['best'],
      5: ['periodic'],
      6: ['latest'],
    });
  });
});

describe('decisionOf', () => {
  const best = { monitor: 'loss', value: 1, epoch: 3, step: 30 };
  const state = (change: Partial<CheckpointState>, config: object) =>
    testState({
      config: { ...runConfigSchema.parse({ task: 'test' }), checkpoint: checkpointSchema.parse(config) },
      step: 50,
      best,
      epochsWithoutImprovement: 2,
      value: 1.04,
      ...change,
    });

  it.each([
    ['a best', { epoch: 3, step: 30, value: 1 }, { strategy: 'best' }, 'best'],
    ['a good one', {}, { strategy: 'performance' }, 'good'],
    ['a good one where more is better', { value: 0.96 }, { strategy: 'performance' }, 'good'],
    ['one that is not good', { value: 1.06 }, { strategy: 'performance', mode: 'min' }, null],
    ['a plateau', { epoch: 16, step: 160 }, { strategy: 'adaptive' }, 'plateau'],
    ['an interval', { epoch: 6, step: 60 }, { strategy: 'interval' }, 'interval'],
    ['a periodic one', {}, { everyNEpochs: 5 }, 'periodic'],
    ['a state inside an epoch', { stepInEpoch: 3 }, { strategy: 'epoch' }, null],
    ['the state before the first epoch', { epoch: 0, step: 0, best: null }, { strategy: 'epoch' }, null],
  ])('tells of %s what it was kept for', (_, change, config, expected) => {
    expect(decisionOf(state(change, config))).toBe(expected);
  });
});
