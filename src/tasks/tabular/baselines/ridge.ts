/**
 * Ridge regression in closed form, from sums over the rows, so that the rows need not be in memory. Inputs are centred and
 * brought to unit variance, the intercept is free of the penalty.
 */
import { cholesky, solve, traceOfInverse } from './cholesky';
import type { LinearMap } from './linearMap';

export interface RidgeSums {
  /** @param inputs of one row. @param targets of the same row. */
  add(inputs: ArrayLike<number>, targets: ArrayLike<number>): void;
  finish(): RidgeProblem;
}

/** What a ridge regression needs to know of its rows. */
export interface RidgeProblem {
  rows: number;
  /** Of the inputs; a constant one has scale 1. */
  centre: Float64Array;
  scale: Float64Array;
  /** Of the targets. */
  means: Float64Array;
  /** ZᵀZ of the standardised inputs Z, [inputs × inputs], lower triangle. */
  products: Float64Array;
  /** Zᵀ(y − mean) of each target, and Σ(y − mean)². */
  moments: { withInputs: Float64Array; squares: number }[];
}

/** Sums over rows of so many inputs and targets. They are taken about the first row, since a column may be far from zero for its spread. */
export function ridgeSums(inputs: number, targets: number): RidgeSums {
  const firstInputs = new Float64Array(inputs);
  const firstTargets = new Float64Array(targets);
  const sums = new Float64Array(inputs);
  const products = new Float64Array(inputs * inputs);
  const targetSums = new Float64Array(targets);
  const squares = new Float64Array(targets);
  const together = new Float64Array(inputs * targets);
  const x = new Float64Array(inputs);
  let rows = 0;
  return {
    add(row, truth) {
      if (rows === 0) {
        for (let j = 0; j < inputs; j++) firstInputs[j] = row[j]!;
        for (let t = 0; t < targets; t++) firstTargets[t] = truth[t]!;
      }
      rows++;
      for (let j = 0; j < inputs; j++) x[j] = row[j]! - firstInputs[j]!;
      for (let t = 0; t < targets; t++) {
        const y = truth[t]! - firstTargets[t]!;
        targetSums[t]! += y;
        squares[t]! += y * y;
        for (let j = 0; j < inputs; j++) together[t * inputs + j]! += x[j]! * y;
      }
      for (let j = 0; j < inputs; j++) {
        const value = x[j]!;
        sums[j]! += value;
        // Of indicators most are where the first row has them.
        if (value !== 0) for (let k = 0, at = j * inputs; k <= j; k++, at++) products[at]! += value * x[k]!;
      }
    },
    finish() {
      const scale = new Float64Array(inputs);
      for (let j = 0; j < inputs; j++) {
        const variance = (products[j * inputs + j]! - sums[j]! ** 2 / rows) / rows;
        const isVaried = variance > 1e-14 * (products[j * inputs + j]! / rows);
        scale[j] = isVaried ? Math.sqrt(variance) : 0;
      }
      const standardised = (j: number, value: number) => (scale[j] === 0 ? 0 : value / scale[j]!);
      const own = new Float64Array(inputs * inputs);
      for (let j = 0; j < inputs; j++) {
        for (let k = 0; k <= j; k++) {
          const centred = products[j * inputs + k]! - (sums[j]! * sums[k]!) / rows;
          own[j * inputs + k] = standardised(j, standardised(k, centred));
        }
      }
      return {
        rows,
        centre: sums.map((sum, j) => firstInputs[j]! + sum / rows),
        scale: scale.map((value) => value || 1),
        means: targetSums.map((sum, t) => firstTargets[t]! + sum / rows),
        products: own,
        moments: Array.from(targetSums, (sum, t) => ({
          squares: squares[t]! - sum ** 2 / rows,
          withInputs: Float64Array.from(sums, (own, j) =>
            standardised(j, together[t * inputs + j]! - (own * sum) / rows),
          ),
        })),
      };
    },
  };
}

/** λ from 10⁻³ to 10⁵, on Σ(y − prediction)² + λ·Σ b² of standardised inputs. */
export function penaltiesFor(inputs: number): number[] {
  // Of a wide table each one takes seconds.
  const step = inputs <= 200 ? 0.5 : inputs <= 600 ? 1 : 2;
  return Array.from({ length: 1 + 8 / step }, (_, i) => 10 ** (-3 + i * step));
}

/**
 * The ridge regression of each target with the λ of the least generalised cross-validation error,
 * (RSS / n) / (1 − df / n)² with df = 1 + tr(A(A + λ)⁻¹) (Golub, Heath and Wahba, Technometrics 1979).
 * @returns a map from inputs as the sums had them; `penalties` are the λ, one a target.
 */
export function fitRidge(
  problem: RidgeProblem,
  penalties = penaltiesFor(problem.centre.length),
): LinearMap & { penalties: number[] } {
  const { rows, centre, scale, means, products, moments } = problem;
  const inputs = centre.length;
  const best = moments.map(() => ({
    error: Infinity,
    penalty: penalties[0]!,
    weights: new Float64Array(inputs),
  }));
  for (const penalty of penalties) {
    const penalised = products.slice();
    for (let j = 0; j < inputs; j++) penalised[j * inputs + j]! += penalty;
    const l = cholesky(penalised, inputs);
    if (!l) continue;
    const freedom = 1 + inputs - penalty * traceOfInverse(l, inputs);
    const left = 1 - freedom / rows;
    moments.forEach(({ withInputs, squares }, t) => {
      const weights = solve(l, inputs, withInputs);
      // Of (A + λ)b = c it follows that bᵀAb = bᵀc − λbᵀb.
      const explained = dot(weights, withInputs);
      const residual = Math.max(0, squares - explained - penalty * dot(weights, weights));
      const error = left > 1e-9 ? residual / rows / left ** 2 : Infinity;
      // A single λ is taken as it is, also where it fits every row.
      if (error < best[t]!.error || penalties.length === 1) best[t] = { error, penalty, weights };
    });
  }
  const outputs = moments.length;
  const kernel = new Float64Array(inputs * outputs);
  const bias = means.slice();
  best.forEach(({ weights }, t) => {
    for (let j = 0; j < inputs; j++) {
      const weight = weights[j]! / scale[j]!;
      kernel[j * outputs + t] = weight;
      bias[t]! -= weight * centre[j]!;
    }
  });
  return { kernel: [...kernel], bias: [...bias], penalties: best.map(({ penalty }) => penalty) };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
