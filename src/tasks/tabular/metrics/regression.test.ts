import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../engine/golden/compare';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { regressionMetricInfos, regressionNames } from './metricInfos';
import {
  regressionMetrics,
  regressionMetricsInUnits,
  regressionSumNames,
  regressionSums,
} from './regression';

/** 37 rows of two targets, made by arithmetic that NumPy repeated for the numbers below. */
const rows = Array.from({ length: 37 }, (_, i) => {
  const first = Math.sin(i * 0.9) + 0.2 * (i % 3);
  const second = 5 + ((i * 29) % 13) * 0.5;
  return {
    target: [first, second],
    prediction: [first * 0.8 + 0.1 * Math.cos(i * 2.1), 4.5 + ((i * 31) % 11) * 0.4],
  };
});

const expected = {
  mse: 3.129001103087464,
  mae: 1.0903356991600224,
  rmse: 1.768898273809849,
  r2: 0.09783993851812095,
  correlation: 0.5985122054606478,
  prediction_mean: 3.3441548071077594,
  prediction_std: 0.9203007715239317,
  target_mean: 4.075383820361343,
  target_std: 1.304132581121547,
};

/** Sums of all rows, batch by batch, added up in float64 as the trainer does. */
async function summed(batchSize: number, offset: number, centre: number[] | null): Promise<Float64Array> {
  const total = new Float64Array(regressionSumNames(['a', 'b']).length);
  for (let start = 0; start < rows.length; start += batchSize) {
    const batch = rows.slice(start, start + batchSize);
    const sums = tf.tidy(() =>
      regressionSums(
        tf.tensor2d(batch.map(({ prediction }) => prediction.map((value) => value + offset))),
        tf.tensor2d(batch.map(({ target }) => target.map((value) => value + offset))),
        tf.fill([batch.length, 2], 0.5),
        centre,
      ),
    );
    (await sums.data()).forEach((value, i) => {
      total[i]! += value;
    });
    sums.dispose();
  }
  return total;
}

describeOnBackends('regression metrics', () => {
  it.each([1, 8, 37])("are NumPy's over all samples, in batches of %i", async (batchSize) => {
    const metrics = regressionMetrics(await summed(batchSize, 0, null), 2);
    expect(Object.keys(metrics)).toEqual(regressionNames);
    const { loss, ...others } = metrics;
    expect(loss).toBeCloseTo(0.5, 6);
    expectClose(Object.values(others), Object.values(expected), 1e-4);
  });

  it('stay right far from zero when the sums are taken around a centre', async () => {
    const centre = [10_000, 10_007];
    const metrics = regressionMetrics(await summed(8, 10_000, centre), 2, centre);
    expect(metrics.r2).toBeCloseTo(expected.r2, 2);
    expect(metrics.correlation).toBeCloseTo(expected.correlation, 2);
    expect(metrics.target_mean).toBeCloseTo(10_000 + expected.target_mean, 2);
    expect(metrics.target_std).toBeCloseTo(expected.target_std, 2);
  });

  it('keep no tensor but the sums', () => {
    const prediction = tf.tensor2d([[1], [2]]);
    const target = tf.tensor2d([[1], [3]]);
    const loss = tf.tensor2d([[1], [1]]);
    const before = tf.memory().numTensors;
    const sums = regressionSums(prediction, target, loss);
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose([prediction, target, loss, sums]);
  });
});

describe('regression metrics on the host', () => {
  it('are NaN without samples', () => {
    for (const value of Object.values(regressionMetrics(new Float64Array(9), 1))) expect(value).toBeNaN();
  });

  it('give a constant prediction no correlation and a spread of zero', () => {
    // Two rows: predictions 0.1 and 0.1, targets 0 and 1.
    const sums = Float64Array.of(2, 1, 1, 0.82, 0.2, 0.02, 1, 1, 0.1);
    const metrics = regressionMetrics(sums, 1);
    expect(metrics.correlation).toBeNaN();
    expect(metrics.prediction_std).toBe(0);
    expect(metrics.target_std).toBe(0.5);
    expect(metrics.r2).toBeCloseTo(1 - 0.82 / 0.5, 12);
  });

  it('know no R² and no correlation of constant targets and of a single row, and leave them out of the means', () => {
    // Two rows: predictions 0 and 1; targets 0.3 and 0.3, of which float32 sums are a little off.
    const constant = [2, 1, 0.5, 1, 1, Math.fround(0.6), Math.fround(0.18000002), Math.fround(0.3)];
    const metrics = regressionMetrics(Float64Array.of(2, 1, ...constant.slice(1)), 1);
    expect(metrics.r2).toBeNaN();
    expect(metrics.correlation).toBeNaN();
    const one = regressionMetrics(Float64Array.of(1, 1, 0.5, 0.25, 0.7, 0.5, 0.2, 0.0401, 0.14), 1);
    expect([one.r2, one.correlation]).toEqual([Number.NaN, Number.NaN]);
    const varying = [1, 0.82, 0.2, 0.04, 1, 1, 0.2];
    const both = regressionMetrics(Float64Array.of(2, 1, ...constant.slice(1), ...varying), 2);
    expect(both.r2).toBeCloseTo(1 - 0.82 / 0.5, 12);
  });

  it('hold a correlation within ±1, whatever rounding does', () => {
    // Predictions ±1, targets ∓1, whose product is a little too large.
    const sums = Float64Array.of(2, 1, 4, 8, 0, 2, 0, 2, -2.04);
    expect(regressionMetrics(sums, 1).correlation).toBe(-1);
  });

  it('name seven sums of each target after count and loss', () => {
    expect(regressionSumNames(['a', 'b'])).toHaveLength(16);
    expect(regressionSumNames(['a']).slice(0, 3)).toEqual(['count', 'loss', 'a: absolute']);
  });

  it('are better when larger only for R² and correlation', () => {
    const infos = regressionMetricInfos({ targets: ['y'], scaled: true, units: 'target' });
    const larger = infos.filter(({ better }) => better === 'max');
    expect(larger.map(({ name }) => name)).toEqual(['r2', 'correlation']);
  });
});

describe('regression metrics in units', () => {
  /** Predictions and targets of a few rows in their units, and how they were scaled. */
  const units = { center: [20, -3], scale: [4, 0.5] };
  const truth = [
    [18, 25, 21, 30, 12],
    [-2.5, -3.5, -3, -2, -4.5],
  ];
  const guess = [
    [19, 23, 22, 26, 15],
    [-2.4, -3.1, -3.3, -2.6, -4],
  ];
  const targets = ['mass (g)', 'z'];

  /** The sums over the scaled values of the targets, in plain arithmetic. */
  function sumsOf(columns: number[]): Float64Array {
    const rows = truth[0]!.length;
    const sums = columns.flatMap((column) => {
      const scaled = (value: number) => (value - units.center[column]!) / units.scale[column]!;
      const pairs = truth[column]!.map(
        (value, row) => [scaled(guess[column]![row]!), scaled(value)] as const,
      );
      const sum = (term: (p: number, t: number) => number) =>
        pairs.reduce((total, [p, t]) => total + term(p, t), 0);
      return [
        sum((p, t) => Math.abs(p - t)),
        sum((p, t) => (p - t) ** 2),
        sum((p) => p),
        sum((p) => p * p),
        sum((_, t) => t),
        sum((_, t) => t * t),
        sum((p, t) => p * t),
      ];
    });
    return Float64Array.from([rows, 0.7 * rows, ...sums]);
  }

  /** Of the values themselves, by definition. */
  function ofValues(column: number) {
    const [t, p] = [truth[column]!, guess[column]!];
    const mean = (values: number[]) => values.reduce((total, value) => total + value, 0) / values.length;
    const sd = (values: number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
    const mse = mean(t.map((value, row) => (value - p[row]!) ** 2));
    const mae = mean(t.map((value, row) => Math.abs(value - p[row]!)));
    return {
      ...{ mse, mae, rmse: Math.sqrt(mse), r2: 1 - mse / sd(t) ** 2 },
      ...{ prediction_mean: mean(p), prediction_std: sd(p), target_mean: mean(t), target_std: sd(t) },
    };
  }

  it('are those of the values themselves where there is one target, beside a loss that stays scaled', () => {
    const metrics = regressionMetricsInUnits(sumsOf([0]), [targets[0]!], null, {
      center: [units.center[0]!],
      scale: [units.scale[0]!],
    });
    expect(metrics.loss).toBeCloseTo(0.7, 12);
    for (const [name, value] of Object.entries(ofValues(0))) expect(metrics[name]).toBeCloseTo(value, 10);
  });

  it('are told of each of several targets, whose mean is one of scaled values', () => {
    const metrics = regressionMetricsInUnits(sumsOf([0, 1]), targets, null, units);
    const [mass, z] = [ofValues(0), ofValues(1)];
    expect(metrics['rmse[mass (g)]']).toBeCloseTo(mass.rmse, 10);
    expect(metrics['mae[z]']).toBeCloseTo(z.mae, 10);
    expect(metrics['r2[z]']).toBeCloseTo(z.r2, 10);
    expect(metrics.mse).toBeCloseTo((mass.mse / 16 + z.mse / 0.25) / 2, 10);
    const infos = regressionMetricInfos({ targets, scaled: true, units: 'target' });
    expect(infos.map(({ name }) => name)).toEqual(Object.keys(metrics));
  });
});
