/** Raised cosines and filtered series against NumPy and PyTorch. */
import { describe, expect, it } from 'vitest';
import { expectClose } from '../golden/compare';
import golden from './fixtures/raisedCosines.golden.json';
import { filterSeries, type RaisedCosines, raisedCosines } from './raisedCosines';

const cases = Object.entries(golden).map(([name, wanted]) => {
  const [first = 0, last = 0] = wanted.options.peaksMs;
  const spacing = wanted.options.spacing === 'log' ? 'log' : 'linear';
  const options: RaisedCosines = { ...wanted.options, spacing, peaksMs: [first, last] };
  return { name, wanted, options };
});
const series = Float32Array.from({ length: 60 }, (_, i) => Math.sin(1.7 * i + 0.3));

describe.each(cases)('a basis: $name', ({ wanted, options }) => {
  it('has its functions, of the norm 1', () => {
    const functions = raisedCosines(options);
    expect(functions).toHaveLength(wanted.functions.length);
    functions.forEach((values, i) => {
      expectClose(values, wanted.functions[i]!, 1e-5, 1e-2);
    });
  });

  it('filters what came before, and what lies around', () => {
    const functions = raisedCosines(options);
    for (const mode of ['causal', 'acausal'] as const) {
      [1, 3].forEach((function_, i) => {
        expectClose(filterSeries(series, functions[function_]!, mode), wanted[mode][i]!, 1e-5, 0.1);
      });
    }
  });
});

describe('a series', () => {
  it('is shifted by a filter of one value', () => {
    const x = Float32Array.from([1, 2, 3, 4, 5]);
    const lag = Float32Array.from([0, 1, 0]);
    expect([...filterSeries(x, lag, 'causal')]).toEqual([0, 1, 2, 3, 4]);
    expect([...filterSeries(x, lag, 'acausal')]).toEqual([1, 2, 3, 4, 5]);
    expect([...filterSeries(x, Float32Array.from([1, 0, 0]), 'acausal')]).toEqual([0, 1, 2, 3, 4]);
    expect([...filterSeries(Float32Array.from([7]), new Float32Array(9).fill(1), 'causal')]).toEqual([7]);
  });

  it('around a bin reaches from 18 bins before to 16 after, where peaks lie between 30 and 200 ms', () => {
    const functions = raisedCosines({
      count: 10,
      bins: 50,
      spacing: 'linear',
      peaksMs: [30, 200],
      binMs: 5,
      deltas: 0,
    });
    const peaks = functions.map((values) => values.indexOf(Math.max(...values)) - 25);
    expect([peaks[0], peaks.at(-1)]).toEqual([-18, 16]);
  });

  it('has one cosine between the peaks where there is one', () => {
    const [values] = raisedCosines({
      count: 1,
      bins: 9,
      spacing: 'linear',
      peaksMs: [2, 6],
      binMs: 1,
      deltas: 0,
    });
    const cosine = [0, 0, 0.1464466, 0.5, 0.8535534, 1, 0.8535534, 0.5, 0.1464466, 0];
    expectClose(
      values!,
      cosine.map((value) => value / Math.sqrt(3)),
      1e-6,
    );
  });
});
