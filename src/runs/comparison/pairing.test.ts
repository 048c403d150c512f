/** Two answers of scores beside one another, and what is said of them. */
import { describe, expect, it } from 'vitest';
import { AnnealError } from '../../protocol/errors';
import type { ExampleScores } from '../../tasks/exampleScores';
import { type Pairing, pairScores } from './pairing';
import { groupSentence, numbers, pairedSentence, verdictOf } from './words';

function scores(rows: number[], values: number[], change: Partial<ExampleScores> = {}): ExampleScores {
  return {
    rows: Uint32Array.from(rows),
    pairs: { one: 'row', many: 'rows', names: null },
    truth: 'y',
    measures: [
      { name: 'mae', title: 'MAE', better: 'min', pooling: 'mean', values: Float64Array.from(values) },
    ],
    ...change,
  };
}

describe('pairing', () => {
  it('takes the same rows, and leaves out pairs where one of the two is not defined', () => {
    const paired = pairScores(
      scores([1, 4, 9], [1, Number.NaN, 3]),
      scores([1, 4, 9], [4, 5, 6]),
      'test',
    ) as Pairing;
    expect(paired).toMatchObject({ pairs: 3, one: 'row', notes: [] });
    expect(paired.measures[0]).toMatchObject({
      a: Float64Array.of(1, 3),
      b: Float64Array.of(4, 6),
      undefined: 1,
    });
  });

  it('refuses other rows in words, and compares those that both have when asked to', () => {
    const [a, b] = [scores([1, 4, 9], [1, 2, 3]), scores([4, 8, 9, 10], [10, 20, 30, 40])];
    const refused = pairScores(a, b, 'test');
    expect(refused).toMatchObject({ shared: 2 });
    if (!('error' in refused)) throw new Error('not refused');
    expect(refused.error.message).toBe(
      'The test parts are not the same rows: A has 3, B has 4, of which 2 are the same.',
    );
    const shared = pairScores(a, b, 'test', true) as Pairing;
    expect(shared.measures[0]).toMatchObject({ a: Float64Array.of(2, 3), b: Float64Array.of(10, 30) });
    const none = pairScores(a, scores([2, 3], [1, 1]), 'test', true);
    expect(none).toMatchObject({ shared: 0, error: { code: 'data-mismatch' } });
  });

  it('never cuts pairs of several rows apart', () => {
    const sessions = { one: 'session', many: 'sessions', names: ['s1', 's2'] };
    const a = scores([1, 2, 3, 4], [1, 2], { pairs: sessions });
    const b = scores([1, 2, 3, 5], [1, 2], { pairs: sessions });
    expect(pairScores(a, b, 'validation', true)).toMatchObject({ shared: 0 });
    expect(pairScores(a, a, 'validation')).toMatchObject({ pairs: 2, many: 'sessions' });
    const others = scores([1, 2, 3, 4], [1, 2], { pairs: { ...sessions, names: ['s1', 's3'] } });
    expect(() => pairScores(a, others, 'validation')).toThrow(/not measured on the same sessions/);
  });

  it('refuses what predicts another target, and what is measured in other units', () => {
    expect(() => pairScores(scores([1], [1]), scores([1], [1], { truth: 'z' }), 'test')).toThrow(AnnealError);
    const [measure] = scores([1], [1]).measures;
    const other = scores([1], [1], { measures: [{ ...measure!, unit: 'kg' }] });
    expect(() => pairScores(scores([1], [1]), other, 'test')).toThrow(/Nothing is measured by both/);
  });
});

describe('sentences', () => {
  const rows = { name: 'B', one: 'row', many: 'rows' };
  const found = (difference: number, low: number, high: number) => ({
    ...{ pairs: 120, a: 1, b: 1 + difference, difference, resamples: 10_000 },
    interval: { low, high },
  });

  it('say how much, how sure, and whether that is better', () => {
    const mae = { title: 'MAE', better: 'min' } as const;
    expect(pairedSentence(mae, found(-0.012, -0.02, -0.004), rows)).toBe(
      'B’s MAE is lower by 0.0120 (95 % interval 0.0040 to 0.0200, 120 rows): more than chance, and better.',
    );
    expect(pairedSentence({ title: 'R²', unit: 'kg', better: 'max' }, found(-12, -20, -4.4), rows)).toBe(
      'B’s R² is lower by 12.0 kg (95 % interval 4.4 to 20.0, 120 rows): more than chance, and worse.',
    );
    expect(pairedSentence({ title: 'mean', better: null }, found(2, 1, 3), rows)).toMatch(
      /: more than chance\.$/,
    );
    expect(pairedSentence(mae, found(-0.003, -0.008, 0.002), rows)).toBe(
      'B’s MAE is lower by 0.0030 (95 % interval −0.0020 to 0.0080, 120 rows): could be chance.',
    );
  });

  it('say when there are too few pairs, and when nothing differs', () => {
    const few = { ...found(1, 0, 0), pairs: 3, interval: null };
    expect(pairedSentence({ title: 'MAE', better: 'min' }, few, rows)).toBe(
      'B’s MAE is higher by 1.0 on 3 rows: too few to tell it from chance.',
    );
    expect(pairedSentence({ title: 'MAE', better: 'min' }, found(0, 0, 0), rows)).toBe(
      'B’s MAE is the same on each of 120 rows.',
    );
  });

  it('speak of groups of runs too', () => {
    const welch = { difference: 0.066, low: 0.015, high: 0.116, freedom: 4 };
    expect(groupSentence({ title: 'Dice', better: 'max' }, welch, 'wide', [4, 3])).toBe(
      'wide’s Dice is higher by 0.066 (95 % interval 0.015 to 0.116, Welch, 4 and 3 runs): more than chance, and better.',
    );
  });

  it('claim nothing of an interval that ends at zero', () => {
    expect(verdictOf({ low: 0, high: 1 }, 'max')).toBe('chance');
    expect(verdictOf({ low: 0.1, high: 1 }, 'min')).toBe('worse');
  });

  it('print numbers that are told apart, tiny ones too', () => {
    expect([1.23456, 0.01].map(numbers([1.23456, 0.01]))).toEqual(['1.235', '0.010']);
    expect(numbers([2e-7])(-2e-7)).toBe('−2.00e-7');
    expect(numbers([0])(0)).toBe('0');
  });
});
