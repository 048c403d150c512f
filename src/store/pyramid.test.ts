import { describe, expect, it } from 'vitest';
import { createColumn } from './column';
import { createPyramid, type WindowPoint } from './pyramid';
import { createRandom, filled } from './testCurves';

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
  const random = createRandom(12345);
  return Array.from({ length }, (_, index) => Math.exp(-index / length) + random() / 2);
}

/** What a bucket must be, from every point that it stands for. */
function direct(values: readonly number[], { first, count }: WindowPoint) {
  const finite = values.slice(first, first + count).filter(Number.isFinite);
  if (finite.length === 0) return { min: Number.NaN, max: Number.NaN, y: Number.NaN };
  const y = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  return { min: Math.min(...finite), max: Math.max(...finite), y };
}

describe('a window of a curve with gaps at uneven places', () => {
  const length = 30_000;
  const random = createRandom(3);
  const xs: number[] = [];
  const values: number[] = [];
  for (let i = 0, x = 0; i < length; i++) {
    // Places of two speeds, some of them doubled.
    x += random() < 0.1 ? 0 : random() * (i < length / 2 ? 1 : 40);
    xs.push(x);
    values.push(random() < 0.05 ? [Number.NaN, Number.POSITIVE_INFINITY][i % 2]! : random() ** 4 * 100 - 3);
  }
  const curve = filled(values, xs);
  const end = xs.at(-1)!;

  it.each(Array.from({ length: 40 }, (_, index) => index))(
    'holds every point once, in buckets that are what a look at all of them says (%i)',
    (seed) => {
      const pick = createRandom(seed + 1);
      const from = pick() * end * 0.9;
      const to = Math.min(end * 1.1, from + end * pick() ** 3 + 1e-3);
      const most = 4 + Math.floor(pick() * 400);
      const log = seed % 2 === 1;
      const window = curve.window(from, to, most, { log });
      expect(window.length).toBeLessThanOrEqual(most);
      for (const point of window) {
        const { min, max, y } = direct(values, point);
        expect([point.min, point.max]).toEqual([min, max]);
        if (Number.isNaN(y)) expect(point.y).toBeNaN();
        else expect(point.y).toBeCloseTo(y, 9);
      }
      // One after another without a hole, and around all that lies in the window.
      for (const [i, point] of window.slice(1).entries()) {
        expect(point.first).toBe(window[i]!.first + window[i]!.count);
      }
      const inside = xs.flatMap((x, i) => (x >= from && x <= to ? [i] : []));
      if (inside.length > 0) {
        expect(window[0]!.first).toBeLessThanOrEqual(inside[0]!);
        const last = window.at(-1)!;
        expect(last.first + last.count).toBeGreaterThan(inside.at(-1)!);
      }
    },
  );

  it('has buckets at the same places when it is moved', () => {
    const edges = (from: number) =>
      curve
        .window(from, from + end / 4, 50)
        .slice(2, -2)
        .map(({ first }) => first);
    const before = new Set(edges(end / 4));
    const after = edges(end / 4 + end / 37);
    expect(after.filter((first) => before.has(first)).length).toBeGreaterThan(after.length / 2);
  });

  it('divides a logarithmic axis into equal ratios', () => {
    const steps = filled(
      createRandomCurve(100_000),
      Float64Array.from({ length: 100_000 }, (_, i) => i + 1),
    );
    const window = steps.window(1, 100_000, 100, { log: true });
    expect(window[0]).toMatchObject({ x: 1, count: 1 });
    expect(window.filter(({ x }) => x <= 1000).length).toBeGreaterThan(30);
    // What has no logarithm is not drawn.
    expect(
      filled([1, 2, 3, 4])
        .window(0, 3, 10, { log: true })
        .map(({ x }) => x),
    ).toEqual([1, 2, 3]);
  });

  it('stands where its points are placed', () => {
    const window = filled([5, 6, 7, 8]).window(10, 30, 10, { xOf: (index) => index * 10 });
    expect(window.map(({ x, y }) => [x, y])).toEqual([
      [0, 5],
      [10, 6],
      [20, 7],
      [30, 8],
    ]);
  });

  it('is the same for values that came in pieces, over x that curves share', () => {
    const shared = createColumn();
    shared.append(xs);
    const [one, two] = [createPyramid(shared), createPyramid(shared)];
    for (let from = 0; from < length; from += 777) one.appendValues(values.slice(from, from + 777));
    two.appendValues(new Float64Array(length).fill(4));
    expect(one.window(0, end, 100)).toEqual(curve.window(0, end, 100));
    expect(two.window(0, end, 100).every(({ min, max, y }) => min === 4 && max === 4 && y === 4)).toBe(true);
  });
});

describe('a window of a curve', () => {
  it('is one point where there is one', () => {
    expect(filled([2], [3]).window(0, 10, 4)).toEqual([{ x: 3, y: 2, min: 2, max: 2, count: 1, first: 0 }]);
  });

  it('is one bucket where all points lie at one place', () => {
    const window = filled(new Array(1000).fill(1), new Array(1000).fill(5)).window(0, 10, 4);
    expect(window.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
    expect(window.length).toBeLessThanOrEqual(4);
  });
});
