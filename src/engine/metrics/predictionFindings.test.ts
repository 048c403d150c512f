import { describe, expect, it } from 'vitest';
import { classFindings, predictionFindings } from './predictionFindings';

const moments = { name: '', count: 1000, bias: 0, rmse: 0.5, predicted: 0.9, actual: 1 };
const tones = (change: Partial<typeof moments>) =>
  predictionFindings({ ...moments, ...change }).map(({ code, tone }) => `${code} ${tone}`);

describe('findings about predicted numbers', () => {
  it('calls a bias beyond noise and spread by its size and direction', () => {
    expect(tones({})).toEqual(['bias good', 'collapse good']);
    expect(tones({ bias: 0.2 })[0]).toBe('bias warn');
    expect(tones({ bias: -0.7, rmse: 0.9 })[0]).toBe('bias bad');
    expect(predictionFindings({ ...moments, bias: -0.2 })[0]!.message).toMatch(
      /^Predictions are too low by 0\.2 ± 0\.0145 on average, 0\.2 standard deviations/,
    );
  });

  it('takes a bias that few examples may have by chance, or that is small beside the spread, for none', () => {
    expect(tones({ bias: 0.2, count: 20 })[0]).toBe('bias good');
    expect(tones({ bias: 0.05, count: 1e6 })[0]).toBe('bias good');
  });

  it('calls predictions that hardly vary a collapse, and shrunken ones none', () => {
    expect(tones({ predicted: 0.01 })[1]).toBe('collapse bad');
    expect(tones({ predicted: 0.2 })[1]).toBe('collapse good');
    expect(tones({ actual: 0 })[1]).toBe('collapse unknown');
    expect(tones({ count: 5 })).toEqual(['bias unknown', 'collapse unknown']);
  });

  it('names the target where there are several', () => {
    expect(predictionFindings({ ...moments, name: 'charge' }).map(({ title }) => title)).toEqual([
      'Bias of charge',
      'Collapse of charge',
    ]);
  });
});

describe('findings about classes', () => {
  const of = (confusion: number[][]) => classFindings(confusion, ['a', 'b']).map(({ tone }) => tone);

  it('calls one class for everything a collapse, and a class that is called too often a bias', () => {
    expect(
      of([
        [45, 5],
        [6, 44],
      ]),
    ).toEqual(['good', 'good']);
    expect(
      of([
        [50, 0],
        [50, 0],
      ]),
    ).toEqual(['warn', 'bad']);
    expect(
      of([
        [50, 0],
        [25, 25],
      ]),
    ).toEqual(['warn', 'good']);
    // Of one true class only one has to be predicted.
    expect(
      of([
        [50, 0],
        [0, 0],
      ]),
    ).toEqual(['good', 'good']);
    expect(
      of([
        [2, 1],
        [0, 3],
      ]),
    ).toEqual(['unknown', 'unknown']);
  });
});
