/** Scores against scikit-learn 1.2.1, and the words that follow from them. */
import { expect, test } from 'vitest';
import { randomStream } from '../../../engine/random';
import { labels, quantity, ROWS } from '../baselines/baselineRows.fixture';
import type { TableOutput } from '../head';
import { bootstrap } from './bootstrap';
import { compareModels } from './compareModels';
import { scoresOf } from './scores';

const all = Uint32Array.from({ length: ROWS }, (_, row) => row);
const regression: TableOutput = { kind: 'regression', targets: ['y'] };
const classes: TableOutput = { kind: 'classification', target: 'c', classes: ['low', 'middle', 'high'] };
const close = (values: number[], expected: number[]) =>
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 10);
  });

test("R², RMSE, MAE; accuracy, macro F1 and log loss are scikit-learn's", () => {
  const predicted = quantity.map((value, i) => value + 0.3 * Math.sin(i));
  close(
    scoresOf({ output: regression, predicted, actual: quantity }, all),
    [0.9846553935310157, 0.21150502829382603, 0.18997152476969248],
  );
  const probabilities = new Float64Array(ROWS * 3);
  for (let i = 0; i < ROWS; i++) {
    const raw = [Math.sin(i + 1), Math.cos(i * 1.7), Math.sin(i * 0.3 + 0.5)].map((v) => Math.abs(v) + 0.05);
    const sum = raw.reduce((a, b) => a + b, 0);
    probabilities.set(
      raw.map((value) => value / sum),
      i * 3,
    );
  }
  close(
    scoresOf({ output: classes, predicted: probabilities, actual: labels }, all),
    [0.375, 0.3594268476621418, 1.3021540863690035],
  );
});

test('R² of a constant is not defined, and is null beside numbers that are', () => {
  const scored = { output: regression, predicted: [1, 2, 3], actual: [0.1, 0.1, 0.1] };
  expect(scoresOf(scored, Uint32Array.of(0, 1, 2))[0]).toBeNaN();
});

/** @param noise of the network, and of the linear model. */
function compared(rows: number, [network, linear]: [number, number], offersFolds = true) {
  const random = randomStream(5, 'compared');
  const actual = Float64Array.from({ length: rows }, () => random.normal());
  const off = (spread: number) => actual.map((value) => value + spread * random.normal());
  return compareModels({
    ...{
      output: regression,
      actual,
      network: off(network),
      linear: off(linear),
      rows,
      part: 'test',
      seed: 1,
    },
    baselines: { constant: [0], linear: { kernel: [], bias: [] }, note: null },
    offersFolds,
  });
}

test('says that few rows cannot tell two models of like quality, and that many can where one is better', () => {
  const few = compared(30, [0.25, 0.33]);
  expect(few.models.map(({ title }) => title)).toEqual([
    'Network',
    'Linear model (ridge regression)',
    'Mean of the training rows',
  ]);
  expect(few.words[0]).toMatch(
    /^The network's test R² is 0\.\d+, a linear model reaches 0\.\d+, the mean −?0\.\d+\.$/,
  );
  expect(few.words[1]).toMatch(
    /^These 30 test rows are too few to tell it from the linear model: .* 5 folds/,
  );
  expect(compared(30, [0.25, 0.33], false).words[1]).not.toContain('5 folds');
  expect(compared(400, [0.2, 0.6]).words[1]).toMatch(
    /^It is better than the linear model by between 0\.\d+ and/,
  );
  expect(compared(400, [0.6, 0.2]).words[1]).toMatch(/^It is worse than the linear model: the difference is/);
  expect(compared(30, [0, 0]).words[1]).toBe(
    'It scores as the linear model does in each of 1,000 bootstrap samples of these 30 test rows.',
  );
  expect(compared(45, [0.005, 0.0051]).words[1]).toMatch(
    /^It scores as the linear model does: they differ by less than 0\.0+[1-9]\d* in 95 % of 1,000 bootstrap samples\.$/,
  );
  expect(compared(1, [0.6, 0.2]).words).toEqual([
    'On 1 test row R² is not defined, and nothing can be compared.',
  ]);
});

test('the bootstrap interval of a mean is that of the normal distribution', () => {
  const random = randomStream(11, 'sample');
  const values = Float64Array.from({ length: 400 }, () => random.normal());
  const mean = values.reduce((sum, value) => sum + value, 0) / 400;
  const { low, high, samples } = bootstrap(
    400,
    1,
    (rows) => rows.reduce((sum, row) => sum + values[row]!, 0) / 400,
  )!;
  expect(samples).toBe(1000);
  const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / 400;
  expect((mean - low) / error).toBeCloseTo(1.96, 0);
  expect((high - mean) / error).toBeCloseTo(1.96, 0);
  expect(bootstrap(1, 1, () => 0)).toBeNull();
  expect(bootstrap(1e6, 1, () => 0)).toBeNull();
});
