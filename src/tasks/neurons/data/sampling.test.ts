/** Which samples steps take: passes, shares, draws by contrast. */
import { describe, expect, test } from 'vitest';
import { type Pool, planSamples, type SamplingOptions } from './sampling';

function poolOf(name: string, first: number, count: number, score?: (sample: number) => number): Pool {
  return {
    name,
    rows: Uint32Array.from({ length: count }, (_, i) => first + i),
    scores: score ? Float32Array.from({ length: count }, (_, i) => score(i)) : null,
  };
}

const pools = [poolOf('a', 0, 100), poolOf('b', 1000, 57), poolOf('c', 2000, 3)];

const options: SamplingOptions = {
  batches: 'mixed',
  curriculum: 'none',
  curriculumWarmup: 100,
  stepsPerEpoch: null,
  batchSize: 16,
  gradientAccumulationSteps: 1,
  shuffle: true,
  seed: 7,
};

function epochOf(given: readonly Pool[], changed: Partial<SamplingOptions>, epoch: number) {
  const plan = planSamples(given, { ...options, ...changed }, epoch);
  return Array.from({ length: plan.steps }, (_, step) => plan.step(step));
}

const rowsOf = (steps: ReturnType<typeof epochOf>) => steps.flat().flatMap(({ rows }) => [...rows]);
const all = pools.flatMap(({ rows }) => [...rows]);
const ascending = (rows: number[]) => [...rows].sort((a, b) => a - b);

describe('mixed batches', () => {
  test('take each sample once in a pass, in another order the next time', () => {
    const [first, second] = [rowsOf(epochOf(pools, {}, 0)), rowsOf(epochOf(pools, {}, 1))];
    expect(ascending(first)).toEqual(all);
    expect(ascending(second)).toEqual(all);
    expect(first).not.toEqual(second);
  });

  test('have every session in its share, one sample more or less, and a small one not in every step', () => {
    const steps = epochOf(pools, {}, 0);
    expect(steps).toHaveLength(10);
    for (const step of steps) {
      const count = (name: string) =>
        step.filter(({ variant }) => variant === name).reduce((sum, { rows }) => sum + rows.length, 0);
      expect(count('a')).toBe(10);
      expect(Math.abs(count('b') - 5.7)).toBeLessThan(1);
      expect(count('c')).toBeLessThanOrEqual(1);
    }
    expect(steps.filter((step) => step.some(({ variant }) => variant === 'c'))).toHaveLength(3);
  });

  test('with steps of a number of their own go on where the epoch before has ended', () => {
    const epochs = [0, 1, 2, 3].map((epoch) => epochOf(pools, { stepsPerEpoch: 5 }, epoch));
    expect(epochs.map((steps) => steps.length)).toEqual([5, 5, 5, 5]);
    const pass = rowsOf(epochs.slice(0, 2).flat());
    expect(ascending(pass)).toEqual(all);
    expect(ascending(rowsOf(epochs.slice(2).flat()))).toEqual(all);
  });

  test('keep the order of the recording where nothing is shuffled', () => {
    const own = rowsOf(epochOf(pools.slice(0, 1), { shuffle: false }, 0));
    expect(own).toEqual([...pools[0]!.rows]);
  });

  test('of several parts a step take as many parts together, and the last step what is left', () => {
    const steps = epochOf(pools, { gradientAccumulationSteps: 3 }, 0);
    expect(steps).toHaveLength(4);
    expect(ascending(rowsOf(steps))).toEqual(all);
  });
});

describe.each<[string, Partial<SamplingOptions>]>([
  ['mixed', {}],
  ['mixed with steps of its own', { stepsPerEpoch: 7 }],
  ['mixed by contrast', { curriculum: 'contrast' }],
  ['as upstream', { curriculum: 'upstream' }],
  ['by dataset', { batches: 'byDataset' }],
  ['by dataset and contrast', { batches: 'byDataset', curriculum: 'contrast' }],
  ['by dataset as upstream', { batches: 'byDataset', curriculum: 'upstream' }],
])('a plan %s', (_, changed) => {
  const scored = pools.map((pool) => ({
    ...pool,
    scores: Float32Array.from(pool.rows, (row) => (row % 7) / 3),
  }));

  test('is a function of the epoch, wherever it is asked from', () => {
    const plan = planSamples(scored, { ...options, ...changed }, 3);
    const again = planSamples(scored, { ...options, ...changed }, 3);
    expect(again.steps).toBe(plan.steps);
    const backwards = Array.from({ length: plan.steps }, (__, i) => again.step(plan.steps - 1 - i)).reverse();
    expect(backwards).toEqual(Array.from({ length: plan.steps }, (__, i) => plan.step(i)));
    expect(planSamples(scored, { ...options, ...changed, seed: 8 }, 3).step(0)).not.toEqual(plan.step(0));
  });

  test('has no batch above the batch size, none empty, none of two sessions, and equal steps in each epoch', () => {
    const epochs = [0, 1, 5, 40].map((epoch) => epochOf(scored, changed, epoch));
    expect(new Set(epochs.map((steps) => steps.length)).size).toBe(1);
    for (const { rows, variant } of epochs.flat(2)) {
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.length).toBeLessThanOrEqual(16);
      const own = pools.find(({ name }) => name === variant)!;
      expect([...rows].every((row) => own.rows.includes(row))).toBe(true);
    }
  });
});

describe('by dataset', () => {
  test('a step has one session, drawn by its size, and no sample twice', () => {
    const steps = Array.from({ length: 60 }, (_, epoch) =>
      epochOf(pools.slice(0, 2), { batches: 'byDataset' }, epoch),
    ).flat();
    expect(steps).toHaveLength(60 * Math.floor(157 / 16));
    for (const step of steps) {
      expect(step).toHaveLength(1);
      expect(new Set(step[0]!.rows).size).toBe(16);
    }
    const share = steps.filter(([batch]) => batch!.variant === 'a').length / steps.length;
    expect(Math.abs(share - 100 / 157)).toBeLessThan(0.06);
  });

  test('a session with fewer samples than a batch gives all it has', () => {
    const steps = epochOf(pools.slice(2), { batches: 'byDataset' }, 0);
    expect(ascending(rowsOf(steps))).toEqual([2000, 2001, 2002]);
  });
});

describe('the curriculum', () => {
  /** Half of the samples have a fifth of the contrast of the others. */
  const scored = [poolOf('a', 0, 1000, (i) => (i % 2 === 0 ? 0.4 : 2))];
  const shareOfLow = (steps: ReturnType<typeof epochOf>) => {
    const rows = rowsOf(steps);
    return rows.filter((row) => row % 2 === 0).length / rows.length;
  };
  const long = { curriculumWarmup: 8000, batchSize: 10, stepsPerEpoch: 1000 };

  test('draws by min(α · score, 1), which it refreshes each step', () => {
    const changed = { ...long, curriculum: 'contrast' as const };
    // α = 0.5: 0.2 against 1; near the end α = 1: 0.4 against 1.
    const early = epochOf(scored, changed, 0);
    const late = epochOf(scored, changed, 7);
    expect(Math.abs(shareOfLow(early) - 0.21 / 1.21)).toBeLessThan(0.02);
    expect(Math.abs(shareOfLow(late) - 0.388 / 1.388)).toBeLessThan(0.02);
    for (const [batch] of early) expect(new Set(batch!.rows).size).toBe(10);
  });

  test('is over after its steps: passes again, each sample once', () => {
    const rows = rowsOf(epochOf(scored, { ...long, curriculum: 'contrast', stepsPerEpoch: 100 }, 80));
    expect(ascending(rows)).toEqual([...scored[0]!.rows]);
  });

  test('gives sessions of more contrast more of each step', () => {
    const two = [poolOf('dull', 0, 500, () => 0.2), poolOf('bright', 500, 500, () => 3)];
    const rows = rowsOf(epochOf(two, { ...long, curriculum: 'contrast', stepsPerEpoch: 200 }, 0));
    const share = rows.filter((row) => row < 500).length / rows.length;
    expect(Math.abs(share - 0.1 / 1.1)).toBeLessThan(0.02);
  });

  test('as upstream finds the samples of each session', () => {
    const two = [poolOf('a', 0, 301, () => 1), poolOf('b', 1000, 600, (i) => (i < 300 ? 0.4 : 2))];
    const rows = rowsOf(epochOf(two, { ...long, curriculum: 'upstream' }, 0));
    const share = (from: number, to: number) =>
      rows.filter((row) => row >= from && row < to).length / rows.length;
    const sum = 301 * 0.5 + 300 * 0.2 + 300;
    expect(Math.abs(share(0, 301) - 150.5 / sum)).toBeLessThan(0.02);
    expect(Math.abs(share(1000, 1300) - 60 / sum)).toBeLessThan(0.02);
    expect(Math.abs(share(1300, 1600) - 300 / sum)).toBeLessThan(0.02);
  });

  test('as upstream has the weights of the epoch’s first step and draws with replacement', () => {
    const changed = { ...long, curriculum: 'upstream' as const };
    const steps = epochOf(scored, changed, 4);
    // α of step 4000 = 0.75: 0.3 against 1.
    expect(Math.abs(shareOfLow(steps) - 0.3 / 1.3)).toBeLessThan(0.02);
    const rows = rowsOf(steps);
    expect(rows).toHaveLength(10_000);
    const counts = new Map<number, number>();
    for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
    expect(Math.max(...counts.values())).toBeGreaterThan(20);
    // With replacement a sample's count is nearly Poisson: its variance is its mean.
    const high = Array.from({ length: 500 }, (_, i) => counts.get(2 * i + 1) ?? 0);
    const mean = high.reduce((sum, count) => sum + count, 0) / 500;
    const variance = high.reduce((sum, count) => sum + (count - mean) ** 2, 0) / 500;
    expect(variance / mean).toBeGreaterThan(0.8);
    expect(variance / mean).toBeLessThan(1.2);
  });
});
