import { describe, expect, it } from 'vitest';
import { xAxisOf } from './xAxis';

const extent = { low: 0.1, high: 12, lowestPositive: 0.1 };
const asked = { kind: 'epoch', title: '', log: false, zoom: null, growing: false } as const;

describe('the axis of all pictures', () => {
  it('goes from zero to the end, and grows in steps while a run trains', () => {
    expect(xAxisOf(asked, extent).axis.domain).toEqual([0, 12]);
    expect(xAxisOf({ ...asked, growing: true }, extent).axis.domain).toEqual([0, 20]);
    expect(xAxisOf({ ...asked, kind: 'step', growing: true }, { ...extent, high: 130 }).axis.domain).toEqual([
      0, 200,
    ]);
  });

  it('is what was zoomed to', () => {
    const { axis } = xAxisOf({ ...asked, zoom: [2, 3] }, extent);
    expect(axis.domain).toEqual([2, 3]);
    expect(axis.ticks.every((tick) => tick >= 2 && tick <= 3)).toBe(true);
  });

  it('is logarithmic from the lowest value above zero, and says why where it cannot be', () => {
    const { axis, log } = xAxisOf({ ...asked, log: true }, { ...extent, low: 0 });
    expect(log).toBe(true);
    expect(axis.domain).toEqual([0.1, 20]);
    expect(xAxisOf({ ...asked, log: true, kind: 'wall' }, extent)).toMatchObject({
      log: false,
      refused: 'a time of day has no ratio',
    });
    const below = { low: -2, high: -1, lowestPositive: Number.POSITIVE_INFINITY };
    expect(xAxisOf({ ...asked, log: true, kind: null, title: 'mae' }, below)).toMatchObject({
      log: false,
      name: 'mae',
      refused: 'no value is above zero',
    });
  });

  it('has whole minutes on a clock', () => {
    const { axis, tick } = xAxisOf({ ...asked, kind: 'time' }, { low: 1, high: 600, lowestPositive: 1 });
    expect(axis.ticks).toEqual([0, 120, 240, 360, 480, 600]);
    expect(axis.ticks.map(tick)).toEqual(['0:00', '2:00', '4:00', '6:00', '8:00', '10:00']);
    expect(tick(0.25)).toBe('0.25 s');
  });

  it('begins with the first value by wall time', () => {
    const low = Date.parse('2026-01-31T12:00:00') / 1000;
    const { axis, tick } = xAxisOf(
      { ...asked, kind: 'wall' },
      { low, high: low + 3600, lowestPositive: low },
    );
    expect(axis.domain[0]).toBe(low);
    expect(axis.ticks.map(tick)).toEqual(['12:00', '12:10', '12:20', '12:30', '12:40', '12:50', '13:00']);
  });

  it('is drawn while there is nothing', () => {
    const nothing = {
      low: Number.POSITIVE_INFINITY,
      high: Number.NEGATIVE_INFINITY,
      lowestPositive: Number.POSITIVE_INFINITY,
    };
    expect(xAxisOf(asked, nothing).axis.domain).toEqual([0, 1]);
  });
});
