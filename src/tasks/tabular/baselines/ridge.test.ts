/** Against scikit-learn 1.2.1's Ridge on StandardScaler's inputs, and its generalised cross-validation error by NumPy's SVD. */
import { expect, test } from 'vitest';
import { INPUTS, inputs, quantity, ROWS } from './baselineRows.fixture';
import { cholesky, solve, traceOfInverse } from './cholesky';
import { applyLinear } from './linearMap';
import { fitRidge, ridgeSums } from './ridge';

function problem() {
  const sums = ridgeSums(INPUTS, 1);
  for (let row = 0; row < ROWS; row++) {
    sums.add(inputs.subarray(row * INPUTS, (row + 1) * INPUTS), [quantity[row]!]);
  }
  return sums.finish();
}

const close = (values: number[], expected: number[], digits: number) =>
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, digits);
  });

test("has scikit-learn's weights for a given λ, far from zero too", () => {
  const weak = fitRidge(problem(), [0.1]);
  close(weak.kernel, [1.9794960690193841, -1.0085677686093515, -0.00477945380954464], 10);
  expect(weak.bias[0]).toBeCloseTo(14.819912594513404, 7);
  const strong = fitRidge(problem(), [10]);
  close(strong.kernel, [1.5871928131733593, -0.8099608539766987, -0.0014835135060928474], 10);
  expect(strong.bias[0]).toBeCloseTo(11.602869861611161, 7);
});

test('takes the λ of the least generalised cross-validation error, which is 0.1 of the grid', () => {
  expect(fitRidge(problem()).penalties).toEqual([0.1]);
  expect(fitRidge(problem(), [1, 10, 1e-3, 100]).penalties).toEqual([1e-3]);
});

test('a constant input has no weight, and a copy shares that of its twin', () => {
  const sums = ridgeSums(3, 1);
  for (let row = 0; row < 20; row++) sums.add([Math.sin(row), 7, Math.sin(row)], [3 * Math.sin(row) + 1]);
  const { kernel, bias } = fitRidge(sums.finish(), [1e-6]);
  close(kernel, [1.5, 0, 1.5], 5);
  expect(bias[0]).toBeCloseTo(1, 5);
});

test('several targets have a λ each', () => {
  const sums = ridgeSums(1, 2);
  const noise = (row: number) =>
    Math.sin(row * 12.9898) * 43758.5453 - Math.floor(Math.sin(row * 12.9898) * 43758.5453);
  for (let row = 0; row < 50; row++) sums.add([Math.sin(row)], [2 * Math.sin(row), noise(row)]);
  const { penalties, kernel, bias } = fitRidge(sums.finish());
  expect(penalties[0]).toBeLessThan(penalties[1]!);
  const out = new Float64Array(2);
  applyLinear({ kernel, bias }, [0.5], 0, out, 0);
  expect(out[0]).toBeCloseTo(1, 3);
});

test('Cholesky solves, and gives the trace of the inverse', () => {
  // Inverse of [[4, 2], [2, 3]] is [[3, −2], [−2, 4]] / 8.
  const l = cholesky(Float64Array.of(4, 0, 2, 3), 2)!;
  close([...solve(l, 2, Float64Array.of(8, 7))], [1.25, 1.5], 12);
  expect(traceOfInverse(l, 2)).toBeCloseTo(7 / 8, 12);
  expect(cholesky(Float64Array.of(1, 0, 2, 1), 2)).toBeNull();
});

test('a single λ is taken where it fits every row, too', () => {
  const sums = ridgeSums(4, 1);
  for (let row = 0; row < 3; row++) {
    sums.add(
      [1, 2, 3, 4].map((j) => Math.sin(row * j)),
      [Math.sin(row)],
    );
  }
  const { kernel, bias } = fitRidge(sums.finish(), [1e-9]);
  const out = new Float64Array(1);
  for (let row = 0; row < 3; row++) {
    applyLinear(
      { kernel, bias },
      [1, 2, 3, 4].map((j) => Math.sin(row * j)),
      0,
      out,
      0,
    );
    expect(out[0]).toBeCloseTo(Math.sin(row), 6);
  }
});
