import { describe, expect, test } from 'vitest';
import { splitSession } from './sessionSplit';

const recording = (trials: number[] | null, bins = 20) => ({
  name: 'a',
  bins,
  trials: trials && Int32Array.from(trials),
  usable: new Uint8Array(bins).fill(1),
});
const settings = { split: 'auto', validationFraction: 0.2, seed: 3 } as const;
const inTens = Array.from({ length: 100 }, (_, i) => Math.floor(i / 10));

describe('by trials', () => {
  test('whole trials are validated, a fifth of them, by the seed', () => {
    const { train, validation } = splitSession(recording(inTens, 100), settings);
    const trialsOf = (bins: Uint32Array) => [...new Set([...bins].map((bin) => inTens[bin]!))];
    expect([train.length, validation.length]).toEqual([80, 20]);
    expect(trialsOf(validation)).toHaveLength(2);
    expect(trialsOf(train).filter((trial) => trialsOf(validation).includes(trial))).toEqual([]);
    const others = [1, 2, 3, 4, 5].map((seed) => splitSession(recording(inTens, 100), { ...settings, seed }));
    expect(new Set(others.map((one) => trialsOf(one.validation).join())).size).toBeGreaterThan(1);
  });

  test('at least one trial is validated', () => {
    const { validation } = splitSession(
      recording([...new Array(10).fill(1), ...new Array(10).fill(2)]),
      settings,
    );
    expect(validation).toHaveLength(10);
  });

  test('are refused where there are no numbers, or one trial alone', () => {
    const asked = { ...settings, split: 'trials' } as const;
    const thrown = (trials: number[] | null) => {
      try {
        splitSession(recording(trials), asked);
      } catch (error) {
        return error;
      }
      return null;
    };
    expect(thrown(null)).toMatchObject({
      code: 'data-not-found',
      message: expect.stringContaining('Session a'),
    });
    expect(thrown(new Array(20).fill(4))).toMatchObject({
      code: 'data-mismatch',
      details: { received: 'trial 4' },
    });
  });
});

describe('by time', () => {
  test('the last fifth is validated, without bins that are no samples', () => {
    const own = recording(null);
    own.usable.fill(0, 0, 3);
    own.usable[18] = 0;
    const { train, validation, all } = splitSession(own, settings);
    expect([...train]).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect([...validation]).toEqual([16, 17, 19]);
    expect(all).toHaveLength(16);
  });

  test('it is also what Auto does with a single trial, and says so', () => {
    const { validation, hasFewTrials } = splitSession(recording(new Array(20).fill(1)), settings);
    expect([...validation]).toEqual([16, 17, 18, 19]);
    expect(hasFewTrials).toBe(true);
  });
});
