import { describe, expect, it } from 'vitest';
import { type ChartLine, svgChart, thinned } from './svgChart';
import { readMarkup } from './wellFormed.fixture';

const line = (y: ArrayLike<number>, x: ArrayLike<number> = Array.from(y, (_, i) => i)): ChartLine => ({
  label: 'a',
  colour: 0,
  x,
  y,
});

/** [x, y] of the points of each stretch. */
function drawn(lines: readonly ChartLine[], logY = false): [number, number][][] {
  const { elements } = readMarkup(svgChart(lines, { label: 'test', xName: 'epoch', logY })!.markup);
  return elements
    .filter(({ name }) => name === 'polyline')
    .map(({ attributes }) =>
      attributes.points!.split(' ').map((point) => point.split(',').map(Number) as [number, number]),
    );
}

describe('a chart', () => {
  it('thins a million points to the picture, and loses no spike', () => {
    const count = 1_000_000;
    const y = Float64Array.from({ length: count }, (_, i) => Math.sin(i / 1e5));
    y[654_321] = 50;
    y[123_456] = -40;
    const [points = []] = drawn([line(y)]);
    expect(points.length).toBeLessThan(1500);
    const heights = points.map(([, height]) => height);
    // The axis goes from −50 to 50, over 198 pixels.
    expect(Math.max(...heights) - Math.min(...heights)).toBeCloseTo((198 * 90) / 100, 0);
    const across = points.map(([x]) => x);
    expect(across).toEqual(across.toSorted((a, b) => a - b));
  });

  it('keeps the first, the smallest, the largest and the last of a column, in their order', () => {
    const values = [5, 9, 1, 4, 7, 7];
    const columns = [0, 0, 0, 0, 0, 1];
    expect(
      thinned(
        [0, 1, 2, 3, 4, 5],
        (i) => columns[i]!,
        (i) => values[i]!,
      ),
    ).toEqual([0, 1, 2, 4, 5]);
  });

  it('leaves a gap where there is no number, and shows a point that is alone', () => {
    const markup = svgChart([line([1, 2, Number.NaN, 3, Number.POSITIVE_INFINITY, 4, 5])], {
      label: 'test',
      xName: 'epoch',
    })!.markup;
    expect(markup.match(/<polyline/g)).toHaveLength(2);
    expect(markup.match(/<circle/g)).toHaveLength(1);
  });

  it('is logarithmic where it can be: equal factors are equal distances', () => {
    const [points = []] = drawn([line([1, 10, 100, 1000])], true);
    const steps = points.slice(1).map(([, height], i) => points[i]![1] - height);
    for (const step of steps) expect(step).toBeCloseTo(198 / 3, 1);
    const [linear = []] = drawn([line([0, 10, 100])], true);
    expect(linear[0]![1] - linear[1]![1]).toBeCloseTo(198 / 10, 1);
  });

  it.each([
    ['one value', [3]],
    ['a constant', [2, 2, 2]],
    ['zero', [0, 0]],
    ['nearly one value', [1, 1 + 2 ** -52]],
    ['the smallest numbers', [5e-324, 1e-320]],
    ['the largest numbers', [1e299, -1e299, 1e308]],
    ['below zero', [-3, -2]],
  ])('draws %s inside of its frame', (_, y) => {
    for (const logY of [false, true]) {
      const { markup } = svgChart([line(y)], { label: 'test', xName: 'epoch', logY })!;
      expect(markup).not.toMatch(/NaN|Infinity|undefined/);
      for (const points of drawn([line(y)], logY)) {
        for (const [x, height] of points) {
          expect(x).toBeGreaterThanOrEqual(62);
          expect(x).toBeLessThanOrEqual(410);
          expect(height).toBeGreaterThanOrEqual(8);
          expect(height).toBeLessThanOrEqual(206);
        }
      }
    }
  });

  it('is none without a number', () => {
    expect(svgChart([line([Number.NaN]), line([])], { label: 'test', xName: 'epoch' })).toBeNull();
  });
});
