import { describe, expect, test } from 'vitest';
import { gatherSessions } from './gathering';
import { allOf, fewMissing, validLags } from './masks';
import { gathering, recordings, session } from './sessions.fixture';

describe('valid_nlags', () => {
  /** As VisionCore computes it: the mask and itself rolled by one, so many times less one. */
  function rolled(bins: number, lags: number, trials: number[], eye: number[]): number[] {
    let mask: number[] = Array.from({ length: bins }, (_, i) =>
      i > 0 && trials[i] === trials[i - 1] && eye[i]! > 0 ? 1 : 0,
    );
    for (let k = 1; k < lags; k++) mask = mask.map((one, i) => one & mask[(i - 1 + bins) % bins]!);
    return mask;
  }

  test.each([1, 2, 5])(
    'keeps bins whose last %i frames lie in a trial, its first left out, with the eye tracked',
    (lags) => {
      const trials = Array.from({ length: 60 }, (_, i) => Math.floor(i / 17));
      const eye = Array.from({ length: 60 }, (_, i) => (i === 25 || i === 41 ? 0 : 1));
      expect([...validLags(60, lags, trials, eye)]).toEqual(rolled(60, lags, trials, eye));
    },
  );

  test('without trials only the first frame of the recording begins one', () => {
    expect([...validLags(5, 2, null, null)]).toEqual([0, 0, 1, 1, 1]);
  });
});

describe('missing_pct', () => {
  test('trusts a unit below the threshold, and everywhere where its median is not', () => {
    const percentages = [10, 50, 60, 50, 20, 40, 44, 45];
    expect([...fewMissing(percentages, 2, 45)]).toEqual([1, 1, 0, 1, 1, 1, 1, 1]);
  });
});

test('masks are multiplied, one of all units with one of each', () => {
  expect([...allOf([Uint8Array.of(1, 0, 1), Uint8Array.of(1, 0, 1, 1, 0, 1)], 3, 2)!]).toEqual([
    1, 0, 0, 0, 0, 1,
  ]);
  expect([...allOf([Float32Array.of(0.5, 1), Uint8Array.of(1, 0)], 2, 1)!]).toEqual([0.5, 0]);
  expect(allOf([], 2, 1)).toBeNull();
});

test('filters of the settings act beside dfs, and a session may leave one out', async () => {
  const given = session('a', {
    dfs: [[40], (i) => (i === 30 ? 0 : 1), 'uint8'],
    missing_pct: [[40, 2], (i) => (i === 70 ? 90 : 5)],
    dpi_valid: [[40], (i) => (i === 10 ? 0 : 1), 'uint8'],
  });
  const settings = { validLags: 4, missingThreshold: 45 };
  const { sessions, rows } = await gatherSessions(recordings(given), gathering(settings));
  expect([...rows]).toEqual(
    Array.from({ length: 40 }, (_, bin) => bin).filter(
      (bin) => bin >= 4 && !(bin >= 10 && bin < 14) && bin !== 30,
    ),
  );
  expect(Array.from(sessions[0]!.dfs!.slice(68, 74), Number)).toEqual([1, 1, 0, 1, 1, 1]);
  const two = recordings({ ...given, ...session('b') });
  await expect(gatherSessions(two, gathering(settings))).rejects.toMatchObject({
    code: 'data-not-found',
    message: 'Session b has no array `missing_pct` to filter by.',
  });
  const mended = gathering({ ...settings, sessions: { b: { missingThreshold: null } } });
  expect((await gatherSessions(two, mended)).sessions).toHaveLength(2);
});
