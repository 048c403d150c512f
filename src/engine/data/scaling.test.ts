/** Scaling and quantiles against numbers from NumPy 1.24 (`mean`, `std`, `median`, `percentile`). */
import { describe, expect, it } from 'vitest';
import { quantile } from '../metrics/statistics';
import { createColumnFit } from './columnFit';
import { applyScaling, fitScaling as fitted, type Scaling, type ScalingKind, scalingSchema } from './scaling';

function fitScaling(kind: ScalingKind, table: Float64Array, rows: Uint32Array, columns: number): Scaling {
  const fit = createColumnFit(columns, rows, true);
  fit.add({ start: 0, rows: table.length / columns, values: table });
  return fitted(kind, fit.finish());
}

// Six rows of four columns; the last row stays out of the fit.
const values = Float64Array.of(
  ...[3.5, 1e6, 7, 0.1],
  ...[-1.25, 1e6 + 1, 7, 0.1],
  ...[0.75, 1e6 + 5, 7, 0.1],
  ...[12, 1e6 - 3, 7, 0.1],
  ...[0.75, 1e6 + 2, 7, 0.1],
  ...[100, 0, 0, 0],
);
const rows = Uint32Array.of(0, 1, 2, 3, 4);

describe('scaling', () => {
  it('zscore: mean and population deviation of the given rows, 1 for a constant column', () => {
    const { center, scale } = fitScaling('zscore', values, rows, 4);
    expect(center[0]).toBeCloseTo(3.15, 14);
    expect(center.slice(1)).toEqual([1000001, 7, 0.1]);
    expect(scale[0]).toBeCloseTo(4.676002566295275, 14);
    expect(scale[1]).toBeCloseTo(2.6076809620810595, 14);
    expect(scale.slice(2)).toEqual([1, 1]);
  });

  it('medianIqr: median and interquartile range, 1 for a constant column', () => {
    expect(fitScaling('medianIqr', values, rows, 4)).toEqual({
      kind: 'medianIqr',
      center: [0.75, 1000001, 7, 0.1],
      scale: [2.75, 2, 1, 1],
    });
  });

  it('takes a column as constant although its sum rounds', () => {
    // The mean of ten times 0.1 comes out as 0.09999999999999999, the deviation as 1.4e-17.
    const constant = new Float64Array(10).fill(0.1);
    const all = Uint32Array.from(constant, (_, row) => row);
    expect(fitScaling('zscore', constant, all, 1)).toEqual({ kind: 'zscore', center: [0.1], scale: [1] });
  });

  it('none: leaves values as they are', () => {
    const scaling = fitScaling('none', values, rows, 4);
    expect(applyScaling(scaling, values)).toEqual(Float32Array.from(values));
  });

  it('ignores missing values when it fits', () => {
    const scaling = fitScaling('zscore', Float64Array.of(1, Number.NaN, 3), Uint32Array.of(0, 1, 2), 1);
    expect(scaling).toMatchObject({ center: [2], scale: [1] });
    expect(fitScaling('medianIqr', Float64Array.of(Number.NaN), Uint32Array.of(0), 1)).toMatchObject({
      center: [0],
      scale: [1],
    });
  });

  it('scales before it rounds to float32, so that large offsets lose nothing', () => {
    const scaled = applyScaling(fitScaling('medianIqr', values, rows, 4), values);
    expect([scaled[1], scaled[5], scaled[9]]).toEqual([-0.5, 0, 2]);
  });

  it('can be undone, also after a trip through JSON', () => {
    for (const kind of ['zscore', 'medianIqr', 'none'] as const) {
      const scaling = scalingSchema.parse(JSON.parse(JSON.stringify(fitScaling(kind, values, rows, 4))));
      const scaled = applyScaling(scaling, values.subarray(0, 20));
      const back = scaled.map((value, i) => value * scaling.scale[i % 4]! + scaling.center[i % 4]!);
      // float32 keeps 24 bits of the scaled values, which are below 100 deviations.
      for (const [index, value] of back.entries()) {
        const tolerance = kind === 'none' ? Math.abs(values[index]!) * 2 ** -23 : 1e-4;
        expect(Math.abs(value - values[index]!)).toBeLessThanOrEqual(tolerance);
      }
    }
  });
});

describe('quantile', () => {
  it('is that of numpy.percentile', () => {
    const sorted = Float64Array.of(-3, 0.1, 0.25, 4, 4, 9.5, 11);
    const expected = [-3, -1.1399999999999997, 0.175, 1.7500000000000013, 4, 6.75, 10.100000000000001, 11];
    [0, 0.1, 0.25, 0.4, 0.5, 0.75, 0.9, 1].forEach((q, index) => {
      expect(quantile(sorted, q)).toBeCloseTo(expected[index]!, 14);
    });
    expect(quantile(Float64Array.of(5), 0.3)).toBe(5);
  });
});
