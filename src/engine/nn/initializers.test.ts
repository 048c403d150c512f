/** How parameters start: the bounds and variances of the papers that the initializers are named after. */
import { expect, test } from 'vitest';
import { sizeOf } from '../../formats/arrays';
import { randomStream } from '../random';
import {
  heNormal,
  type Initializer,
  lecunNormal,
  lecunNormalTransposed,
  orthogonal,
  xavierUniform,
} from './initializers';

function startOf(initializer: Initializer, shape: number[]): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  initializer(values, shape, randomStream(3, 'initializers'));
  return values;
}
const meanOf = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const varianceOf = (values: Float32Array) => meanOf(values.map((value) => value * value));

test('Xavier fills ±√(6 / (in + out)) evenly', () => {
  const values = startOf(xavierUniform, [100, 200]);
  const limit = Math.sqrt(6 / 300);
  expect(Math.max(...values)).toBeLessThanOrEqual(limit);
  expect(Math.max(...values)).toBeGreaterThan(0.99 * limit);
  expect(Math.min(...values)).toBeLessThan(-0.99 * limit);
  expect(varianceOf(values) / (limit ** 2 / 3)).toBeCloseTo(1, 1);
});

// Twenty thousand values: the variance has a relative error of about 1 %.
test.each([
  ['He: 2 over all that a value is summed from', heNormal, [3, 3, 40, 60], 2 / (3 * 3 * 40)],
  ['LeCun, truncated: 1 over the inputs', lecunNormal, [2, 100, 100], 1 / 100],
  ['LeCun, transposed: 1 over the input channels', lecunNormalTransposed, [2, 2, 50, 100], 1 / 100],
] as const)('%s', (_, initializer, shape, variance) => {
  const values = startOf(initializer, [...shape]);
  expect(varianceOf(values) / variance).toBeGreaterThan(0.95);
  expect(varianceOf(values) / variance).toBeLessThan(1.05);
  expect(Math.abs(meanOf(values))).toBeLessThan(0.05 * Math.sqrt(variance));
});

test('LeCun, truncated, has nothing beyond two deviations of what was drawn', () => {
  const values = startOf(lecunNormal, [2, 100, 100]);
  const limit = (2 * Math.sqrt(1 / 100)) / 0.8796256610342398;
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(limit);
  expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(0.98 * limit);
});

test.each([
  ['columns of a tall one', [3, 3, 2, 7], 18, 7],
  ['rows of a wide one', [2, 5], 2, 5],
  ['both of a square one', [2, 2, 4], 4, 4],
])('orthogonal kernels have orthonormal %s', (_, shape, rows, columns) => {
  const values = startOf(orthogonal, shape);
  const at = (i: number, k: number) =>
    rows >= columns ? values[k * columns + i]! : values[i * columns + k]!;
  for (let i = 0; i < Math.min(rows, columns); i++) {
    for (let j = 0; j <= i; j++) {
      let product = 0;
      for (let k = 0; k < Math.max(rows, columns); k++) product += at(i, k) * at(j, k);
      expect(product).toBeCloseTo(i === j ? 1 : 0, 6);
    }
  }
});
