import { describe, expect, test } from 'vitest';
import { contrastScores, curriculumWeight, frameContrasts } from './contrast';
import { gatherSessions } from './gathering';
import { gathering, recordings, session } from './sessions.fixture';

describe('the weights of a curriculum', () => {
  const weightsAt = (step: number) =>
    [0.2, 0.5, 1, 1.5, 3].map((score) => Number(curriculumWeight(score, step, 8000).toFixed(6)));

  test('are those of VisionCore', () => {
    expect(weightsAt(0)).toEqual([0.1, 0.25, 0.5, 0.75, 1]);
    expect(weightsAt(2000)).toEqual([0.125, 0.3125, 0.625, 0.9375, 1]);
    expect(weightsAt(4000)).toEqual([0.15, 0.375, 0.75, 1, 1]);
    expect(weightsAt(8000)).toEqual([1, 1, 1, 1, 1]);
  });
});

test('the contrast of a frame is the deviation of its pixels, in units of the median over all sessions', async () => {
  const { sessions } = await gatherSessions(
    recordings({
      ...session('a', { stim: [[40, 4, 4], (i) => (i % 2) * Math.floor(i / 16) * 2, 'uint8'] }),
      ...session('b', { stim: [[40, 4, 4], (i) => (i % 2) * 80, 'uint8'] }),
    }),
    gathering(),
  );
  const contrasts = await frameContrasts(sessions);
  // Half of the pixels 0, half 2 k: deviation k.
  expect([...contrasts[0]!]).toEqual(Array.from({ length: 40 }, (_, k) => k));
  expect([...contrasts[1]!]).toEqual(new Array(40).fill(40));
  const scores = contrastScores(contrasts, [40, 40]);
  const median = (39 + 40) / 2;
  expect(scores[0]![10]).toBeCloseTo(10 / median, 6);
  expect(scores[1]![0]).toBeCloseTo(40 / median, 6);
});

test('sessions without frames, and frames that are all plain, score 1', () => {
  expect(contrastScores([null, Float32Array.from([2, 2])], [3, 2]).map((own) => [...own])).toEqual([
    [1, 1, 1],
    [1, 1],
  ]);
  expect([...contrastScores([new Float32Array(2)], [2])[0]!]).toEqual([1, 1]);
});
