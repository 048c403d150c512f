import { describe, expect, it } from 'vitest';
import { runWarnings } from './runWarnings';

const healthy = {
  loss: 0.1,
  r2: 0.9,
  prediction_mean: 0.1,
  prediction_std: 0.95,
  target_mean: 0,
  target_std: 1,
};
const codes = (train: object, validation: object | null) =>
  runWarnings({
    train: { ...healthy, ...train },
    validation: validation && { ...healthy, ...validation },
  }).map(({ code }) => code);

describe('runWarnings', () => {
  it('is silent about a healthy epoch', () => {
    expect(codes({}, {})).toEqual([]);
  });

  it('calls a validation loss 1.5 times the training loss overfitting, and twice severe', () => {
    expect(codes({}, { loss: 0.149 })).toEqual([]);
    expect(codes({}, { loss: 0.16 })).toEqual(['overfitting']);
    expect(codes({}, { loss: 0.21 })).toEqual(['severe-overfitting']);
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

  it('is silent about metrics that a task does not have and about constant targets', () => {
    expect(
      runWarnings({ train: { loss: 1, accuracy: 0.5 }, validation: { loss: 1, accuracy: 0.5 } }),
    ).toEqual([]);
    expect(codes({}, { target_std: 0 })).toEqual([]);
    expect(codes({ loss: -1 }, { loss: -3 })).toEqual([]);
  });

  it('names the numbers', () => {
    const [warning] = runWarnings({ train: healthy, validation: { ...healthy, loss: 0.25 } });
    expect(warning?.message).toBe('The validation loss is 2.50 times the training loss: severe overfitting.');
  });
});
