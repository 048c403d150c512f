import { describe, expect, it } from 'vitest';
import {
  allPositive,
  bandPath,
  dashOf,
  linePath,
  nearestCurve,
  nearestPoint,
  pointAt,
  valueRange,
  visibleEnd,
} from './curve';

const identity = (value: number) => value;
const points = (...ys: number[]) => ys.map((y, x) => ({ x, y }));

describe('curves', () => {
  it('lifts the line over values that are not finite', () => {
    expect(linePath(points(1, 2, Number.NaN, 4), identity, identity)).toBe(
      'M0.00,1.00h0.01L1.00,2.00M3.00,4.00h0.01',
    );
  });

  it('lifts the line where a logarithmic axis has no place', () => {
    const log = (value: number) => (value > 0 ? Math.log10(value) : undefined);
    expect(linePath(points(10, 0, 100), identity, log)).toBe('M0.00,1.00h0.01M2.00,2.00h0.01');
  });

  it('draws a band around buckets and none around single points', () => {
    const single = points(1, 2).map((point) => ({ ...point, min: point.y, max: point.y }));
    expect(bandPath(single, identity, identity)).toBe('');
    const buckets = points(1, 2).map((point) => ({ ...point, min: point.y - 1, max: point.y + 1 }));
    expect(bandPath(buckets, identity, identity)).toBe('M0.00,2.00L1.00,3.00L1.00,1.00L0.00,0.00Z');
  });

  it('finds the nearest point, and none beyond the ends', () => {
    const curve = points(5, 6, 7);
    expect(nearestPoint(curve, 1.4, 0.5)).toEqual({ x: 1, y: 6 });
    expect(nearestPoint(curve, 1.6, 0.5)).toEqual({ x: 2, y: 7 });
    expect(nearestPoint(curve, 2.4, 0.5)).toEqual({ x: 2, y: 7 });
    expect(nearestPoint(curve, 2.6, 0.5)).toBeNull();
    expect(nearestPoint([], 0, 1)).toBeNull();
  });

  it('ends a line at its last point, or where it leaves the window', () => {
    const curve = points(5, 6, 8);
    expect(visibleEnd(curve, 5)).toEqual({ x: 2, y: 8 });
    expect(visibleEnd(curve, 1)).toEqual({ x: 1, y: 6 });
    expect(visibleEnd(curve, 1.5)).toEqual({ x: 1.5, y: 7 });
    expect(visibleEnd(curve, -1)).toBeNull();
    expect(visibleEnd(points(5, Number.NaN), 5)).toEqual({ x: 0, y: 5 });
  });

  it('knows whether all values fit on a logarithmic axis', () => {
    const curve = { id: 'a', label: 'a', colour: 'red', points: points(1, Number.NaN, 2) };
    expect(allPositive([curve])).toBe(true);
    expect(allPositive([curve, { ...curve, points: points(1, 0) }])).toBe(false);
    expect(allPositive([{ ...curve, raw: [{ x: 0, y: 1, min: -1, max: 2 }] }])).toBe(false);
  });

  it('takes the range from lines, raw ranges and the window, without zeros on a logarithmic axis', () => {
    const curve = {
      id: 'a',
      label: 'a',
      colour: 'red',
      points: points(3, 0, 5),
      raw: [{ x: 1, y: 2, min: 1, max: 9 }],
    };
    expect(valueRange([curve], false)).toEqual([0, 9]);
    expect(valueRange([curve], true)).toEqual([1, 9]);
    expect(valueRange([curve], false, 1.5, 3)).toEqual([5, 5]);
  });
});

describe('a click on a chart', () => {
  const level = (id: string, y: number) => ({
    ...{ id, label: id, colour: 'blue' },
    points: [
      { x: 0, y },
      { x: 10, y },
    ],
  });
  const curves = [level('low', 10), level('high', 50), { ...level('gap', Number.NaN), id: 'gap' }];
  const same = (y: number) => y;

  it('means the line that lies nearest, and none beside them all', () => {
    expect(nearestCurve(curves, 5, 14, same, 12)?.id).toBe('low');
    expect(nearestCurve(curves, 5, 45, same, 12)?.id).toBe('high');
    expect(nearestCurve(curves, 5, 30, same, 12)).toBeNull();
    expect(nearestCurve([], 5, 30, same, 12)).toBeNull();
  });

  it('finds points that are in no order', () => {
    const dots = {
      ...level('dots', 0),
      unordered: true,
      points: [
        { x: 9, y: 1 },
        { x: 2, y: 2 },
        { x: 5, y: 3 },
      ],
    };
    expect(pointAt(dots, 4.6, 1)).toEqual({ x: 5, y: 3 });
    expect(pointAt(dots, 7, 1)).toBeNull();
  });
});

it('draws a pattern of its own before the common dashes', () => {
  expect([
    dashOf({}),
    dashOf({ dashed: true }),
    dashOf({ dashed: true, dash: '1 1' }),
    dashOf({ dash: '' }),
  ]).toEqual([undefined, '5 4', '1 1', undefined]);
});
