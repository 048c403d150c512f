import { describe, expect, it } from 'vitest';
import type { EpochRow } from '../../../protocol/events';
import { stepColumns } from '../../../protocol/steps';
import { testRun } from '../../../protocol/testRun.fixture';
import { createRunSeries } from '../../../store/series';
import { offeredMetrics } from './metricChoice';
import { clockOf, pairs, placedCurve } from './placing';

const row = (epoch: number, seconds: number): EpochRow => ({
  ...{ epoch, step: epoch * 10, learningRate: 1, seconds, isBest: false },
  train: { loss: 1 / epoch, mae: epoch },
  validation: epoch === 2 ? null : { loss: 2 / epoch, mae: epoch ** 2 },
});

/** Three epochs of ten steps. @param time of a step, in milliseconds. */
function trained(time?: (step: number) => number) {
  const series = createRunSeries((task) => task());
  series.append(
    stepColumns(
      Array.from({ length: 30 }, (_, i) => ({
        ...{ step: i + 1, epoch: (i + 1) / 10, loss: 1 / (i + 1), learningRate: 1e-3, gradientNorm: i },
        ...(time && { time: time(i + 1) }),
      })),
    ),
  );
  [10, 20, 5].forEach((seconds, i) => {
    series.appendEpoch(row(i + 1, seconds));
  });
  return series;
}

const run = testRun();
const metric = (series: ReturnType<typeof trained>, key: string) =>
  offeredMetrics([run], () => series).find((one) => one.key === key)!;

function places(series: ReturnType<typeof trained>, key: string, axis: 'epoch' | 'step' | 'time' | 'wall') {
  const placed = placedCurve(run, series, metric(series, key), axis)!;
  return Array.from({ length: placed.curve.length }, (_, i) => [placed.xOf(i), placed.curve.y(i)]);
}

describe('where values stand', () => {
  it('is at the ends of epochs, and only where a value is', () => {
    expect(places(trained(), 'validation.mae', 'epoch')).toEqual([
      [1, 1],
      [3, 9],
    ]);
    expect(places(trained(), 'validation.mae', 'step').map(([x]) => x)).toEqual([10, 30]);
    expect(places(trained(), 'step.gradientNorm', 'step')[4]).toEqual([5, 4]);
  });

  it('is by seconds of training: the sum of what epochs took, between them in proportion', () => {
    expect(places(trained(), 'train.mae', 'time').map(([x]) => x)).toEqual([10, 30, 35]);
    const steps = places(trained(), 'step.loss', 'time').map(([x]) => x);
    expect([steps[4], steps[9], steps[14], steps[29]]).toEqual([5, 10, 20, 35]);
  });

  it('goes on at the pace of the last epoch', () => {
    const clock = clockOf([row(1, 10), row(2, 30)])!;
    expect([0, 10, 15, 20, 30].map(clock)).toEqual([0, 10, 25, 40, 70]);
    expect(clockOf([])).toBeNull();
  });

  it('is by the time at which steps were read, where that is known', () => {
    const timed = trained((step) => 1.7e12 + step * 500);
    expect(places(timed, 'step.loss', 'wall')[1]![0]).toBe(1.7e9 + 1);
    expect(places(timed, 'validation.loss', 'wall').map(([x]) => x)).toEqual([1.7e9 + 5, 1.7e9 + 15]);
    const created = Date.parse(run.createdAt) / 1000;
    expect(places(trained(), 'train.loss', 'wall').map(([x]) => x! - created)).toEqual([10, 30, 35]);
    // A clock that was set back is none.
    const setBack = trained((step) => 1.7e12 - step);
    expect(places(setBack, 'train.loss', 'wall')[0]![0]! - created).toBe(10);
  });

  it('never falls', () => {
    const xs = places(trained(), 'step.loss', 'time').map(([x]) => x!);
    expect(xs.every((x, i) => i === 0 || x >= xs[i - 1]!)).toBe(true);
  });
});

describe('a metric over another', () => {
  it('pairs steps where both have every step, else the ends of epochs', () => {
    const series = trained();
    const both = pairs(series, metric(series, 'step.gradientNorm'), metric(series, 'step.loss'));
    expect(both.points).toHaveLength(30);
    expect(both.points[2]).toEqual({ x: 2, y: 1 / 3 });
    const mixed = pairs(series, metric(series, 'step.gradientNorm'), metric(series, 'validation.loss'));
    expect(mixed.points).toEqual([
      { x: 9, y: 2 },
      { x: 29, y: 2 / 3 },
    ]);
  });

  it('takes means of neighbours where there are more than are drawn', () => {
    const series = trained();
    const few = pairs(series, metric(series, 'step.gradientNorm'), metric(series, 'step.gradientNorm'), 10);
    expect(few).toEqual({
      mean: 3,
      points: Array.from({ length: 10 }, (_, i) => ({ x: 3 * i + 1, y: 3 * i + 1 })),
    });
  });
});

describe('what can be drawn', () => {
  it('is validation, training and steps, the loss first', () => {
    expect(offeredMetrics([run], () => trained()).map(({ key }) => key)).toEqual([
      'validation.loss',
      'validation.mae',
      'train.loss',
      'train.mae',
      'step.loss',
      'step.learningRate',
      'step.gradientNorm',
    ]);
  });

  it('is the loss where no run has told anything yet', () => {
    const empty = createRunSeries((task) => task());
    expect(offeredMetrics([run], () => empty)[0]!.metric.name).toBe('loss');
  });
});
