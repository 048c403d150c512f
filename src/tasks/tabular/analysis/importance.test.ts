import { expect, test } from 'vitest';
import { randomStream } from '../../../engine/random';
import { tableImportance } from './importance';

const rows = 400;
const random = randomStream(3, 'importance test');
/** Two numbers and a text of two columns. */
const inputs = Float32Array.from({ length: rows * 4 }, (_, at) => {
  if (at % 4 < 2) return random.normal();
  return 0;
});
for (let row = 0; row < rows; row++) {
  const code = random.below(2);
  inputs.set([code === 0 ? 1 : 0, code === 1 ? 1 : 0], row * 4 + 2);
}
const sources = [
  { name: 'a', columns: [0] },
  { name: 'b', columns: [1] },
  { name: 'kind', columns: [2, 3] },
];

/** y = 2a + kind, and the model knows it. */
const predict = async (values: Float32Array) =>
  Float64Array.from({ length: rows }, (_, row) => 2 * values[row * 4]! + values[row * 4 + 3]!);

test('an input that the model does not use has none, and the others what shuffling takes: 2·variance of their part', async () => {
  const actual = await predict(inputs);
  const before = inputs.slice();
  const output = { kind: 'regression' as const, targets: ['y'] };
  const found = await tableImportance({ output, actual, inputs, sources, seed: 1 }, predict);
  expect(inputs).toEqual(before);
  expect(found).toMatchObject({ score: 'R²', value: 1, rows, repeats: 10 });
  expect(found.inputs.map(({ name }) => name)).toEqual(['a', 'kind', 'b']);
  const variance = (of: (row: number) => number) => {
    const values = Array.from({ length: rows }, (_, row) => of(row));
    const mean = values.reduce((sum, value) => sum + value, 0) / rows;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows;
  };
  const whole = variance((row) => actual[row]!);
  const [a, kind, b] = found.inputs;
  // E(x − x')² = 2 Var x for a shuffled x'; the mean of ten shuffles is within some percent of it.
  expect(a!.mean / ((2 * variance((row) => 2 * inputs[row * 4]!)) / whole)).toBeCloseTo(1, 1);
  expect(kind!.mean / ((2 * variance((row) => inputs[row * 4 + 3]!)) / whole)).toBeCloseTo(1, 1);
  expect(b).toEqual({ name: 'b', mean: 0, deviation: 0 });
  expect(a!.deviation).toBeGreaterThan(0);
  expect(a!.deviation).toBeLessThan(0.1);
});
