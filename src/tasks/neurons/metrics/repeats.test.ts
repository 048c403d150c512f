import { describe, expect, it } from 'vitest';
import golden from './fixtures/repeats.golden.json';
import { repeatMeasures } from './repeats';

describe('responses to a repeated stimulus', () => {
  it('are compared with their mean as NumPy does, without what breaks off and what came once', () => {
    for (const { moments, counts, rates, ...expected } of golden.cases) {
      const measured = repeatMeasures({ moments, counts, rates });
      expect(measured).toMatchObject({ repeats: expected.repeats, moments: expected.kept });
      expect(measured.meanCorrelation).toBeCloseTo(expected.correlation, 12);
      if (expected.normalised === null) expect(measured.normalisedCorrelation).toBeNaN();
      else expect(measured.normalisedCorrelation).toBeCloseTo(expected.normalised, 12);
    }
  });

  it('give a perfect prediction a normalised correlation of 1, where repeats are alike', () => {
    const moments = [0, 1, 2, 0, 1, 2];
    const counts = [4, 0, 1, 4, 0, 1];
    const { meanCorrelation, normalisedCorrelation } = repeatMeasures({ moments, counts, rates: counts });
    expect(meanCorrelation).toBeCloseTo(1, 12);
    expect(normalisedCorrelation).toBeCloseTo(1, 12);
  });

  it('are not measured where nothing is repeated, where counts are constant, and where a rate is', () => {
    const once = { moments: [0, 1, 2], counts: [1, 2, 3], rates: [1, 2, 3] };
    expect(repeatMeasures(once)).toMatchObject({ repeats: 0, meanCorrelation: Number.NaN });
    const moments = [0, 1, 0, 1];
    const silent = repeatMeasures({ moments, counts: [0, 0, 0, 0], rates: [1, 2, 1, 2] });
    expect(silent).toMatchObject({ meanCorrelation: Number.NaN, normalisedCorrelation: Number.NaN });
    const constant = repeatMeasures({ moments, counts: [1, 2, 1, 2], rates: [1, 1, 1, 1] });
    expect(constant).toMatchObject({ meanCorrelation: Number.NaN, normalisedCorrelation: Number.NaN });
  });
});
