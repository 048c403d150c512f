import { describe, expect, it } from 'vitest';
import { createPyramid } from './pyramid';

function filled(values: readonly number[]) {
  const pyramid = createPyramid();
  values.forEach((value, index) => {
    pyramid.append(index, value);
  });
  return pyramid;
}

describe('pyramid', () => {
  it('gives the points themselves when they fit', () => {
    const window = filled([3, 1, 4, 1, 5]).window(0, 4, 10);
    expect(window).toEqual([3, 1, 4, 1, 5].map((y, x) => ({ x, y, min: y, max: y, count: 1, first: x })));
  });

  it('adds one neighbour on each side, so that lines run to the edges', () => {
    const window = filled([0, 1, 2, 3, 4, 5]).window(2.5, 3.5, 10);
    expect(window.map((point) => point.x)).toEqual([2, 3, 4]);
  });

  it.each([
    [1_000, 300],
    [5_000, 300],
    [40_000, 64],
    [33_000, 4],
  ])(
    'summarises %i points in at most %i buckets, as a direct sum over all of them does',
    (length, maxPoints) => {
      const values = createRandomCurve(length);
      const window = filled(values).window(0, length - 1, maxPoints);
      expect(window.length).toBeLessThanOrEqual(maxPoints);
      let start = 0;
      for (const point of window) {
        const bucket = values.slice(start, start + point.count);
        expect(point.min).toBe(Math.min(...bucket));
        expect(point.max).toBe(Math.max(...bucket));
        expect(point.y).toBeCloseTo(bucket.reduce((sum, value) => sum + value, 0) / bucket.length, 9);
        start += point.count;
      }
      expect(start).toBe(length);
    },
  );

  it('shows a spike of one step from any distance', () => {
    const values: number[] = new Array(100_000).fill(1);
    values[54_321] = 99;
    const highest = Math.max(
      ...filled(values)
        .window(0, 99_999, 100)
        .map((point) => point.max),
    );
    expect(highest).toBe(99);
  });

  it('ends at the single steps when zoomed in', () => {
    const values = createRandomCurve(50_000);
    const window = filled(values).window(20_000, 20_100, 300);
    expect(window.every((point) => point.count === 1)).toBe(true);
    expect(window.map((point) => point.y)).toEqual(values.slice(19_999, 20_102));
  });

  it('goes on from a truncated curve as if the rest had never been', () => {
    const kept = createRandomCurve(3_000);
    const long = filled([...kept, ...new Array<number>(7_000).fill(1e6)]);
    long.truncate(3_000);
    const short = filled(kept);
    for (let index = 3_000; index < 6_000; index++) {
      long.append(index, index);
      short.append(index, index);
    }
    expect(long.window(0, 6_000, 50)).toEqual(short.window(0, 6_000, 50));
  });

  it('leaves values that are not finite out of a bucket, and a bucket of nothing else empty', () => {
    const pyramid = filled([
      1,
      Number.NaN,
      3,
      Number.POSITIVE_INFINITY,
      ...new Array<number>(12).fill(Number.NaN),
    ]);
    const window = pyramid.window(0, 15, 4);
    expect(window[0]).toMatchObject({ min: 1, max: 3, y: 2, count: 4 });
    expect(window[1]!.y).toBeNaN();
  });

  it('is empty when it holds nothing', () => {
    expect(createPyramid().window(0, 1, 10)).toEqual([]);
  });
});

/** A rough falling curve for tests, the same every time. */
function createRandomCurve(length: number): number[] {
  let state = 12345;
  return Array.from({ length }, (_, index) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.exp(-index / length) + state / 2 ** 33;
  });
}
