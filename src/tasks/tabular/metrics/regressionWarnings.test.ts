import { describe, expect, it } from 'vitest';
import { regressionWarnings } from './regressionWarnings';

const healthy = {
  loss: 0.1,
  r2: 0.9,
  prediction_mean: 0.1,
  prediction_std: 0.95,
  target_mean: 0,
  target_std: 1,
};
const codes = (train: object, validation: object | null) =>
  regressionWarnings({
    train: { ...healthy, ...train },
    validation: validation && { ...healthy, ...validation },
  }).map(({ code }) => code);

describe('regressionWarnings', () => {
  it('is silent about a healthy epoch', () => {
    expect(codes({}, {})).toEqual([]);
  });

  it('warns of a fit worse than the mean', () => {
    expect(codes({}, { r2: -0.01 })).toEqual(['negative-r2']);
  });

  it('warns of predictions that vary too little or too much', () => {
    expect(codes({}, { prediction_std: 0.4 })).toEqual(['scale-mismatch']);
    expect(codes({}, { prediction_std: 2.1 })).toEqual(['scale-mismatch']);
    expect(codes({}, { prediction_std: 0.09 })).toEqual(['scale-collapse']);
    expect(codes({}, { prediction_std: 0.09, r2: -0.6 })).toEqual(['model-collapse']);
  });

  it('warns of predictions that are off on average, in either direction', () => {
    expect(codes({}, { prediction_mean: 0.6 })).toEqual(['systematic-bias']);
    expect(codes({}, { prediction_mean: -0.6 })).toEqual(['systematic-bias']);
  });

  it('looks at the training rows where there is no validation', () => {
    expect(codes({ r2: -1 }, null)).toEqual(['negative-r2']);
  });

  it('is silent about constant targets', () => {
    expect(codes({}, { target_std: 0 })).toEqual([]);
  });

  it('names the numbers', () => {
    const [warning] = regressionWarnings({ train: healthy, validation: { ...healthy, r2: -0.25 } });
    expect(warning?.message).toBe('R² is -0.25: predicting the mean would do better.');
  });
});
