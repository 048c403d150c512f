import { describe, expect, it } from 'vitest';
import {
  axisPlace,
  clockTicks,
  epochAxis,
  linearAxis,
  logAxis,
  roundUp,
  tickFormat,
  ticksWithin,
} from './axis';

describe('axes', () => {
  it.each([
    [0.9, 1],
    [1, 1],
    [1.2, 2],
    [3, 5],
    [7, 10],
    [0.00031, 0.0005],
    [1234, 2000],
  ])('rounds %f up to %f', (value, expected) => {
    expect(roundUp(value)).toBeCloseTo(expected, 12);
  });

  it.each([
    [0.06, 1.13, [0, 0.5, 1, 1.5]],
    [0.9, 1, [0.9, 0.95, 1]],
    [-3, 8, [-5, 0, 5, 10]],
    [2, 2, [1, 1.5, 2, 2.5, 3]],
    [0, 0, [-0.5, 0, 0.5]],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, [0, 0.5, 1]],
  ])('puts linear bounds around %f to %f', (low, high, ticks) => {
    expect(linearAxis(low, high)).toEqual({ ticks, domain: [ticks[0], ticks.at(-1)] });
  });

  it.each([
    [0.06, 0.7, [0.05, 1], [0.05, 0.1, 0.2, 0.5, 1]],
    [0.05, 1.2, [0.05, 2], [0.05, 0.1, 0.2, 0.5, 1, 2]],
    [0.003, 40, [0.002, 50], [0.01, 0.1, 1, 10]],
    [2, 2, [2, 5], [2, 5]],
    [1, 1, [1, 2], [1, 2]],
    [1e-12, 1, [1e-12, 1], [1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1]],
  ])('puts logarithmic bounds around %f to %f', (low, high, domain, ticks) => {
    expect(logAxis(low, high)).toEqual({ domain, ticks });
  });

  it('never lets a logarithmic axis end before the data', () => {
    for (let low = 1e-7; low < 1e6; low *= 2.71) {
      for (let ratio = 1; ratio < 1e8; ratio *= 3.3) {
        const { domain, ticks } = logAxis(low, low * ratio);
        expect(domain[0]).toBeLessThanOrEqual(low * (1 + 1e-9));
        expect(domain[1]).toBeGreaterThanOrEqual(low * ratio * (1 - 1e-9));
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(8);
      }
    }
  });

  it('moves the epoch axis seldom and never beyond the end', () => {
    const ends = Array.from({ length: 300 }, (_, epoch) => epochAxis(epoch, 300, true).domain[1]);
    expect([...new Set(ends)]).toEqual([1, 2, 5, 10, 20, 50, 100, 200, 300]);
    expect(epochAxis(7.3, 20, false).domain).toEqual([0, 7.3]);
  });

  it('never lets the axis end before the data', () => {
    for (let low = -2; low < 3; low += 0.173) {
      for (let length = 0.001; length < 50; length *= 3.1) {
        const { domain } = linearAxis(low, low + length);
        expect(domain[0]).toBeLessThanOrEqual(low + 1e-9);
        expect(domain[1]).toBeGreaterThanOrEqual(low + length - 1e-9);
      }
    }
  });

  it('writes ticks with no more digits than tell them apart', () => {
    const texts = (ticks: number[]) => ticks.map(tickFormat(ticks));
    expect(texts([0.002998, 0.002999, 0.003])).toEqual(['0.002998', '0.002999', '0.003']);
    expect(texts([0, 0.0001, 0.0002])).toEqual(['0', '1e-4', '2e-4']);
    expect(texts([0.01, 1, 100])).toEqual(['0.01', '1', '100']);
  });

  it('marks round numbers inside a zoomed window', () => {
    expect(ticksWithin(3.2, 4.1)).toEqual([3.2, 3.4, 3.6, 3.8, 4]);
  });
});

describe('a place on an axis', () => {
  it.each([
    [false, [2, 10], 4, 0.25],
    [true, [1, 100], 10, 0.5],
  ] as const)('is found and found back (log %s)', (log, domain, x, part) => {
    const place = axisPlace(domain, log);
    expect(place.part(x)).toBeCloseTo(part, 12);
    expect(place.at(part)).toBeCloseTo(x, 12);
    expect([place.at(0), place.at(1)].map((end) => Number(end.toFixed(9)))).toEqual(domain);
  });
});

describe('ticks of a clock', () => {
  it("are round on the reader's clock", () => {
    expect(clockTicks(0, 30 * 86_400)).toEqual([0, 5, 10, 15, 20, 25, 30].map((day) => day * 86_400));
    expect(clockTicks(1000, 8000, 1800)).toEqual([1800, 3600, 5400, 7200]);
    expect(clockTicks(0, 1.2).length).toBeGreaterThan(3);
  });
});
