import { describe, expect, it, vi } from 'vitest';
import type { EpochRow } from '../protocol/events';
import { historyChunkSchema } from '../protocol/records';
import { noSteps, type StepPoint, stepColumns } from '../protocol/steps';
import { createRunSeries, recordEvent } from './series';

const stepsPerEpoch = 10;

function points(from: number, to: number, loss = (step: number) => 1 / step): StepPoint[] {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const step = from + index;
    return { step, epoch: step / stepsPerEpoch, loss: loss(step), learningRate: 1e-3, gradientNorm: step };
  });
}

function row(epoch: number, loss = 1): EpochRow {
  const step = epoch * stepsPerEpoch;
  return { epoch, step, train: { loss }, validation: null, learningRate: 1e-3, seconds: 1, isBest: false };
}

const now = (task: () => void) => task();
const never = () => undefined;

describe('run series', () => {
  it('keeps every channel of every step', () => {
    const series = createRunSeries(now);
    series.append(stepColumns(points(1, 25)));
    expect(series.length).toBe(25);
    expect(series.point(24)).toEqual({
      step: 25,
      epoch: 2.5,
      loss: 0.04,
      learningRate: 1e-3,
      gradientNorm: 25,
    });
    expect(series.extent()).toEqual([0.1, 2.5]);
    expect(series.window('gradientNorm', 1, 1.2, 100).map((point) => point.y)).toEqual([9, 10, 11, 12, 13]);
  });

  it('knows at which epoch a step was taken', () => {
    const series = createRunSeries(now);
    series.append(stepColumns(points(3, 25)));
    expect(series.epochAt(3)).toBe(0.3);
    expect(series.epochAt(20)).toBe(2);
    expect(series.epochAt(25)).toBe(2.5);
    expect(series.epochAt(2)).toBeNull();
    expect(series.epochAt(26)).toBeNull();
  });

  it('replaces the steps that a resumed run takes again', () => {
    const series = createRunSeries(now);
    series.append(stepColumns(points(1, 20)));
    series.append(stepColumns(points(15, 17, () => 7)));
    expect(series.length).toBe(17);
    expect(series.point(13).loss).toBe(1 / 14);
    expect(series.point(14).loss).toBe(7);
  });

  it('keeps the whole row of an epoch that an event tells', () => {
    const series = createRunSeries(now);
    const counted = { count: 2, mean: 0, std: 1, min: -1, max: 1, zeros: 0, nans: 0, infinities: 0 };
    const tensors = [{ name: 'a', kind: 'gradients', shape: [2], ...counted, histogram: [1, 1] }];
    const timed = { ...row(1), batchSeconds: 0.01, tensors };
    recordEvent(series, { type: 'epoch', ...timed, best: null, etaSeconds: 1 });
    recordEvent(series, { type: 'epoch', ...row(2), best: null, etaSeconds: 0 });
    expect(series.epochs()).toEqual([timed, row(2)]);
    // Storage keeps it as it is.
    const chunk = { version: 2, runId: 'r', index: 0, epochs: [timed], steps: noSteps, log: [] };
    expect(historyChunkSchema.parse(chunk).epochs).toEqual([timed]);
  });

  it('replaces the row of an epoch that was cut short by its complete one', () => {
    const series = createRunSeries(now);
    series.appendEpoch(row(1));
    series.appendEpoch({ ...row(2), step: 14 });
    series.appendEpoch(row(2, 3));
    expect(series.epochs()).toEqual([row(1), row(2, 3)]);
  });

  it('forgets what lies after the checkpoint that a run starts from', () => {
    const series = createRunSeries(now);
    series.append(stepColumns(points(1, 30)));
    for (const epoch of [1, 2, 3]) series.appendEpoch(row(epoch));
    recordEvent(series, {
      type: 'started',
      backend: { name: 'cpu', device: 'CPU', software: false, reason: null },
      parameterCount: 1,
      stepsPerEpoch,
      totalSteps: 100,
      totalEpochs: 10,
      rows: { train: 1, validation: 1, test: 1 },
      metrics: [],
      resumedFrom: { epoch: 1, step: 15 },
    });
    expect(series.length).toBe(15);
    expect(series.epochs().map((known) => known.epoch)).toEqual([1]);
  });

  it('puts stored history in front of live points without doubling any', () => {
    const series = createRunSeries(now);
    series.append(stepColumns(points(11, 20)));
    series.appendEpoch(row(2, 5));
    series.prepend({ steps: stepColumns(points(1, 14)), epochs: [row(1), row(2, 9)] });
    expect(series.length).toBe(20);
    expect(series.window('loss', 0, 2, 100).map((point) => point.y)).toEqual(
      points(1, 20).map((point) => point.loss),
    );
    expect(series.epochs()).toEqual([row(1), row(2, 5)]);
  });

  it('keeps what a workload tells of steps, also where it begins late or ends early', () => {
    const series = createRunSeries(now);
    series.append(stepColumns(points(1, 2)));
    series.append(
      stepColumns(points(3, 4).map((point) => ({ ...point, dice_loss: point.step / 2, time: 7 }))),
    );
    series.append(stepColumns(points(5, 5)));
    expect(series.channels()).toEqual(['loss', 'learningRate', 'gradientNorm', 'dice_loss']);
    expect(series.window('dice_loss', 0, 1, 100).map(({ y }) => y)).toEqual([
      Number.NaN,
      Number.NaN,
      1.5,
      2,
      Number.NaN,
    ]);
    const { steps } = series.after(2);
    expect([...steps.channels.dice_loss!]).toEqual([1.5, 2, Number.NaN]);
    expect([...steps.time]).toEqual([7, 7, Number.NaN]);
  });

  it('smooths with a debiased exponential average of every step', () => {
    const series = createRunSeries(now);
    series.append(stepColumns(points(1, 3, (step) => [4, 8, 2][step - 1]!)));
    // By hand with w = 0.5: 2/0.5 = 4; 5/0.75 = 6.667; 3.5/0.875 = 4.
    expect(series.smoothed('loss', 0.5, 0, 1, 10).map((point) => point.y)).toEqual([4, 5 / 0.75, 4]);
    series.append(stepColumns(points(4, 4, () => 4)));
    expect(series.smoothed('loss', 0.5, 0, 1, 10)[3]!.y).toBeCloseTo(3.75 / (1 - 0.5 ** 4), 12);
  });

  it('smooths anew when the past changes', () => {
    const series = createRunSeries(now);
    series.append(stepColumns(points(1, 10, () => 100)));
    series.smoothed('loss', 0.9, 0, 1, 10);
    series.truncateAfter(1);
    series.append(stepColumns(points(2, 10, () => 100)));
    expect(series.smoothed('loss', 0.9, 0, 1, 10).every((point) => Math.abs(point.y - 100) < 1e-9)).toBe(
      true,
    );
  });

  it('gathers notifications until the screen asks for them, and data arrive meanwhile', () => {
    const waiting: (() => void)[] = [];
    const series = createRunSeries((task) => void waiting.push(task));
    const listener = vi.fn();
    const unsubscribe = series.subscribe(listener);
    series.append(stepColumns(points(1, 5)));
    series.append(stepColumns(points(6, 9)));
    expect(series.length).toBe(9);
    expect(listener).not.toHaveBeenCalled();
    expect(waiting).toHaveLength(1);
    waiting[0]!();
    expect(listener).toHaveBeenCalledTimes(1);
    series.append(stepColumns(points(10, 10)));
    expect(waiting).toHaveLength(2);
    unsubscribe();
    waiting[1]!();
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('counts a version up with every change and with nothing else', () => {
    const series = createRunSeries(never);
    const before = series.version();
    series.append(noSteps);
    series.truncateAfter(5);
    expect(series.version()).toBe(before);
    series.append(stepColumns(points(1, 1)));
    expect(series.version()).toBe(before + 1);
  });

  it('has the same version until it announces a change, so that a view draws no more often', () => {
    const waiting: (() => void)[] = [];
    const series = createRunSeries((task) => void waiting.push(task));
    series.subscribe(() => undefined);
    const before = series.version();
    series.append(stepColumns(points(1, 5)));
    series.append(stepColumns(points(6, 9)));
    expect(series.version()).toBe(before);
    waiting[0]!();
    expect(series.version()).toBe(before + 1);
  });
});
