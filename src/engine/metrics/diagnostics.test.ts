/** The numbers of an analysis; the constants are SciPy's and NumPy's, of the same series. */
import { describe, expect, it } from 'vitest';
import { association, ranks, spearman } from './association';
import { classReliability, createReliability } from './calibration';
import { binnedMeans, errorHistogram, errorPercentiles } from './errorSummary';
import { importanceOf } from './importance';

const a = Array.from({ length: 60 }, (_, i) => ((i * 7) % 13) / 13 + 0.02 * i);
const b = a.map((value, i) => Math.round((value * 0.8 + (((i * 11) % 17) / 17) * 0.5 - 0.1) * 10) / 10);

describe('association', () => {
  it("gives scipy.stats' pearsonr and spearmanr, with ties, and Lin's formula in NumPy", () => {
    const { pearson, spearman, concordance } = association(a, b);
    expect(pearson).toBeCloseTo(0.9349805837107853, 12);
    expect(spearman).toBeCloseTo(0.9343149490433412, 12);
    expect(concordance).toBeCloseTo(0.9124444971662419, 12);
    expect(Array.from(ranks(b).slice(0, 6))).toEqual([1, 16, 2, 26, 5.5, 16]);
  });

  it('is 1 of equal lists; a shift costs concordance alone; a monotone curve costs Spearman nothing', () => {
    for (const value of Object.values(association(a, a))) expect(value).toBeCloseTo(1, 12);
    const shifted = association(
      a.map((value) => value + 10),
      a,
    );
    expect(shifted.pearson).toBeCloseTo(1, 12);
    expect(shifted.concordance).toBeLessThan(0.01);
    expect(
      spearman(
        a.map((value) => value ** 5),
        a,
      ),
    ).toBeCloseTo(1, 12);
  });

  it('ranks a part of very many pairs, spread over all', () => {
    const many = Float64Array.from({ length: 600_000 }, (_, i) => (i * 7919) % 600_011);
    const noisy = many.map((value, i) => value + 3e5 * Math.sin(i * 0.91));
    const found = spearman(many, noisy);
    // Of all of them, by scipy.stats.spearmanr.
    expect(Math.abs(found - 0.6102796581429796)).toBeLessThan(0.005);
  });

  it('is not defined of a constant, nor where a value is missing', () => {
    const constant = a.map(() => 0.1);
    expect(association(constant, b)).toEqual({ pearson: null, spearman: null, concordance: 0 });
    expect(association(constant, constant).concordance).toBeNull();
    expect(association([1, Number.NaN, 3], [1, 2, 3])).toEqual({
      pearson: null,
      spearman: null,
      concordance: null,
    });
  });
});

describe('error summaries', () => {
  const sizes = Float64Array.from(a, (value, i) => Math.abs(value - b[i]!)).sort();

  it("gives numpy.percentile's percentiles", () => {
    const expected = [
      0.1330769230769231, 0.22346153846153843, 0.2887692307692309, 0.3259999999999998, 0.4238153846153846,
    ];
    const found = errorPercentiles(sizes);
    expect(found.map(({ percent }) => percent)).toEqual([50, 75, 90, 95, 99]);
    for (const [i, value] of expected.entries()) expect(found[i]!.value).toBeCloseTo(value, 12);
  });

  it('counts every error once, the far ones apart, and nothing of what is not a number', () => {
    const { counts, width, beyond } = errorHistogram(sizes);
    expect(counts.reduce((sum, n) => sum + n, 0) + beyond).toBe(60);
    expect(beyond).toBe(1);
    expect(width * counts.length).toBeLessThan(sizes.at(-1)!);
    expect(errorHistogram([0, 1, Number.NaN]).counts.reduce((sum, n) => sum + n, 0)).toBe(1);
    expect(errorHistogram([0, 0, 0])).toEqual({ width: 1 / 40, counts: [3], beyond: 0 });
    expect(errorHistogram([])).toMatchObject({ counts: [0], beyond: 0 });
  });

  it("bins residuals at the quantiles of an input: NumPy's mean and deviation of each tenth value on", () => {
    const found = binnedMeans(
      a,
      a.map((value, i) => b[i]! - value),
    );
    expect(found.map(({ count }) => count)).toEqual([10, 10, 10, 10, 10, 10]);
    expect(found[0]!.x).toBeCloseTo(0.33784615384615385, 12);
    expect(found[0]!.mean).toBeCloseTo(0.06215384615384613, 12);
    expect(found[0]!.deviation).toBeCloseTo(0.15177962501390713, 12);
    expect(found[5]!.mean).toBeCloseTo(-0.1895384615384616, 12);
    expect(found[5]!.deviation).toBeCloseTo(0.16881347151717624, 12);
  });

  it('keeps equal inputs together, each code of a text apart, and leaves out what is missing', () => {
    expect(binnedMeans([1, 1, 1, 0, Number.NaN], [1, 2, 3, 5, 7])).toMatchObject([{ count: 4 }]);
    expect(binnedMeans([1, 1, 0, 2], [1, 3, 5, Number.NaN], true)).toMatchObject([
      { x: 0, count: 1, mean: 5, deviation: 0 },
      { x: 1, count: 2, mean: 2 },
    ]);
    expect(binnedMeans([], [])).toEqual([]);
  });
});

describe('calibration', () => {
  const reliabilityOf = (cases: number, confidence: (j: number) => number) => {
    const tally = createReliability();
    for (let j = 0; j < cases; j++) {
      const p = confidence(j);
      tally.add(p, ((j * 53) % 97) / 97 < p ** 1.5);
    }
    return tally.finish('class');
  };

  it('gives the expected calibration error of fifteen equal bins, and their counts, as NumPy sums them', () => {
    const found = reliabilityOf(200, (j) => (((j * 37) % 101) / 101) * 0.98 + 0.01);
    expect(found.bins.map(({ count }) => count)).toEqual([
      12, 14, 14, 14, 13, 14, 14, 12, 14, 13, 14, 14, 14, 14, 10,
    ]);
    expect(found.ece).toBeCloseTo(0.08930594059405941, 12);
    expect(found.largestGap).toBeCloseTo(0.22615275813295616, 12);
    expect(found.bins[7]!.confidence).toBeCloseTo(0.5, 12);
    expect(found.bins[7]!.observed).toBeCloseTo(1 / 3, 12);
  });

  it('gives that of fifteen bins of ten cases each, as numpy.array_split divides the sorted ones', () => {
    const found = reliabilityOf(150, (j) => (((j * 37) % 151) + 0.5) / 151);
    expect(found.adaptiveEce).toBeCloseTo(0.1146578366445916, 12);
  });

  it('is 0 of a model that is right as often as it says, and the gap of one that is always sure', () => {
    const sure = createReliability();
    for (let i = 0; i < 10; i++) sure.add(1, i < 7);
    expect(sure.finish('')).toMatchObject({
      count: 10,
      ece: expect.closeTo(0.3),
      adaptiveEce: expect.closeTo(0.3),
    });
    const right = createReliability();
    for (let i = 0; i < 10; i++) right.add(0.7, i < 7);
    expect(right.finish('').ece).toBeCloseTo(0, 12);
    expect(createReliability().finish('')).toMatchObject({ count: 0, ece: null, largestGap: null });
  });

  it('looks at the most probable class and at each by itself; of two classes at one of them', () => {
    const three = classReliability([0.5, 0.3, 0.2, 0.1, 0.8, 0.1], [0, 2], ['a', 'b', 'c']);
    expect(three.map(({ name }) => name)).toEqual(['Most probable class', 'a', 'b', 'c']);
    expect(three[0]!.ece).toBeCloseTo((0.5 + 0.8) / 2, 12);
    expect(three[3]!.ece).toBeCloseTo((0.2 + 0.9) / 2, 12);
    expect(classReliability([0.4, 0.6], [1], ['no', 'yes']).map(({ name }) => name)).toEqual([
      'Most probable class',
      'yes',
    ]);
  });
});

describe('permutation importance', () => {
  const rows = 500;
  const x = Array.from({ length: rows }, (_, i) => ((i * 197) % 500) / 500);
  const z = Array.from({ length: rows }, (_, i) => ((i * 313) % 500) / 500);
  const mse = async (shuffle: { input: number; order: Uint32Array } | null) => {
    const at = (values: number[], input: number, row: number) =>
      values[shuffle?.input === input ? shuffle.order[row]! : row]!;
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += (2 * (at(x, 0, row) - x[row]!)) ** 2 + 0 * at(z, 1, row);
    return sum / rows;
  };

  it('of a linear model is 2 · w² · variance in the squared error, and 0 of what it does not use', async () => {
    const score = { title: 'MSE', better: 'min' as const };
    const found = await importanceOf({ inputs: ['x', 'z'], rows, score, seed: 1, scoreOf: mse });
    // Values of 0, 1/500, … 499/500: their variance is (500² − 1) / 12 / 500².
    const expected = (2 * 4 * (500 ** 2 - 1)) / 12 / 500 ** 2;
    const [first, second] = found.inputs;
    expect(first).toMatchObject({ name: 'x' });
    expect(Math.abs(first!.mean - expected)).toBeLessThan((3 * first!.deviation) / Math.sqrt(10));
    expect(first!.deviation).toBeGreaterThan(0);
    expect(second).toEqual({ name: 'z', mean: 0, deviation: 0 });
    expect(found).toMatchObject({ value: 0, rows, repeats: 10, better: 'min' });
  });

  it('is the same for the same seed, counts on, and calls a fall of what should be large worse', async () => {
    const told: number[] = [];
    const of = (seed: number) =>
      importanceOf({
        ...{ inputs: ['x'], rows, seed, repeats: 3, score: { title: 'R²', better: 'max' } },
        scoreOf: async (shuffle) => -(await mse(shuffle)),
        after: async (done) => void told.push(done),
      });
    const [one, again, other] = [await of(1), await of(1), await of(2)];
    expect(one).toEqual(again);
    expect(one.inputs[0]!.mean).not.toBe(other.inputs[0]!.mean);
    expect(one.inputs[0]!.mean).toBeGreaterThan(0);
    expect(told.slice(0, 3)).toEqual([1, 2, 3]);
  });
});
