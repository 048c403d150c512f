/** Parameter importance where the truth is known: a metric that is a formula of two settings out of four. */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../engine/random';
import { AnnealError } from '../../protocol/errors';
import type { RunRecord } from '../../protocol/records';
import { testRun } from '../../protocol/testRun.fixture';
import { importanceOf, spearman } from './importance';

function runOf(
  index: number,
  seed: number,
  training: object,
  model: RunRecord['config']['model'] = {},
): RunRecord {
  const { config } = testRun();
  return testRun({
    id: `${index}-${seed}`,
    name: `run ${index}`,
    config: { ...config, model, training: { ...config.training, ...training, seed } },
  });
}

/** 40 configurations of two seeds each: y = 3 log₁₀(rate) + 2 [act = relu] + 0.05 noise, width and decay do nothing. */
function synthetic() {
  const random = randomStream(4, 'synthetic');
  const runs: RunRecord[] = [];
  const metric: number[] = [];
  for (let i = 0; i < 40; i++) {
    const learningRate = 10 ** (-4 + 3 * random.uniform());
    const weightDecay = random.uniform();
    const model = { activation: random.below(2) === 0 ? 'relu' : 'tanh', hiddenSize: 8 << random.below(4) };
    for (const seed of [1, 2]) {
      runs.push(runOf(i, seed, { learningRate, weightDecay }, model));
      const effect = 3 * Math.log10(learningRate) + (model.activation === 'relu' ? 2 : 0);
      metric.push(effect + 0.05 * random.normal());
    }
  }
  return { runs, metric };
}

describe('parameter importance', () => {
  it('finds the settings that decide, in their order, and next to nothing for the others', async () => {
    const { runs, metric } = synthetic();
    const found = await importanceOf(runs, metric);
    expect(found).toMatchObject({ configurations: 40, runs: 80 });
    expect(found.r2).toBeGreaterThan(0.7);
    const names = found.settings.map(({ settings }) => settings.join());
    expect(names.slice(0, 2)).toEqual(['training.learningRate', 'model.activation']);
    expect(names.slice(2).sort()).toEqual(['model.hiddenSize', 'training.weightDecay']);
    const [rate, activation, ...rest] = found.settings;
    expect(rate!.mean - 3 * rate!.deviation).toBeGreaterThan(activation!.mean);
    for (const { mean, deviation } of rest) expect(mean - 3 * deviation).toBeLessThan(0.1);
    expect(activation!.mean).toBeGreaterThan(0.1);
    expect(rate!.correlation!.low).toBeGreaterThan(0.6);
    expect(activation!.correlation).toBeNull();
  });

  it('is the same of the same seed', async () => {
    const { runs, metric } = synthetic();
    expect(await importanceOf(runs, metric)).toEqual(await importanceOf(runs, metric));
  });

  it('does not take noise for a rule', async () => {
    const { runs } = synthetic();
    const random = randomStream(9, 'noise');
    const found = await importanceOf(
      runs,
      runs.map(() => random.normal()),
    );
    expect(found.r2).toBeLessThan(0.2);
  });

  it('makes one of settings that change together', async () => {
    const runs = Array.from({ length: 9 }, (_, i) => runOf(i, 1, { epochs: i + 1, batchSize: 2 * i + 2 }));
    const { settings } = await importanceOf(
      runs,
      runs.map((_, i) => i),
    );
    expect(settings.map((one) => one.settings)).toEqual([['training.epochs', 'training.batchSize']]);
  });

  it.each([
    ['too few configurations, however many seeds', 7, (i: number) => i, /7 different configurations/],
    ['a metric that is always the same', 9, () => 1, /same for every configuration/],
    ['runs that have no such metric', 9, () => null, /0 different configurations/],
  ])('refuses %s', async (_, count, value, message) => {
    const runs = Array.from({ length: count }, (_, i) =>
      [1, 2].map((seed) => runOf(i, seed, { epochs: i + 1 })),
    ).flat();
    const ask = () =>
      importanceOf(
        runs,
        runs.map((_, i) => value(i)),
      );
    await expect(ask()).rejects.toThrow(AnnealError);
    await expect(ask()).rejects.toThrow(message);
  });
});

it('finds the rank correlation that SciPy finds, ties by their mean rank', async () => {
  // scipy.stats.spearmanr([1, 2, 2, 4, 5, 7, 7, 8], [3, 1, 4, 4, 9, 8, 8, 10]).statistic
  const found = spearman([1, 2, 2, 4, 5, 7, 7, 8], [3, 1, 4, 4, 9, 8, 8, 10])!;
  expect(found.value).toBeCloseTo(0.8719512195121952, 12);
  expect(found.low).toBeLessThan(found.value);
  expect(found.high).toBeGreaterThan(found.value);
  expect(spearman([1, 1, 1, 1, 1], [1, 2, 3, 4, 5])).toBeNull();
});
