/** Where the values of a run stand on the axis that was chosen: by epoch, step, time, or another metric. Pure. */
import type { EpochRow } from '../../../protocol/events';
import type { RunRecord } from '../../../protocol/records';
import { createPyramid, type Pyramid } from '../../../store/pyramid';
import type { RunSeries } from '../../../store/series';
import type { CurvePoint } from '../../../ui/charts/curve';
import { epochEnd } from '../../runCharts/runCurves';
import type { OfferedMetric } from './metricChoice';

export const axisKinds = ['epoch', 'step', 'time', 'wall'] as const;
/**
 * `time`: seconds of training, without pauses. `wall`: seconds since 1970, as every step has them, else from when the run
 * was created.
 */
export type AxisKind = (typeof axisKinds)[number];

/** A metric of a run at full resolution, in the order of training. */
export interface PlacedCurve {
  curve: Pyramid;
  /** Never falls from one to the next. */
  xOf: (index: number) => number;
  stepOf: (index: number) => number;
}

/** @returns null where the run has no such values, or nothing is known of their time. */
export function placedCurve(
  run: RunRecord,
  series: RunSeries,
  { part, metric }: Pick<OfferedMetric, 'part' | 'metric'>,
  axis: AxisKind,
): PlacedCurve | null {
  const { name } = metric;
  const { curve, stepOf } =
    part === 'step' ? { curve: series.curve(name), stepOf: series.stepAt } : epochValues(series, part, name);
  if (curve.length === 0) return null;
  if (axis === 'epoch') return { curve, stepOf, xOf: curve.x };
  if (axis === 'step') return { curve, stepOf, xOf: stepOf };
  // Of every step it was written down when it was read; of runs from elsewhere it may not be.
  const timeAt = series.timesRise
    ? part === 'step'
      ? series.timeAt
      : (index: number) => series.timeAt(Math.max(0, series.indexOfStep(stepOf(index))))
    : null;
  if (axis === 'wall' && timeAt) return { curve, stepOf, xOf: (index) => timeAt(index) / 1000 };
  const secondsAt = clockOf(series.epochs());
  if (secondsAt === null) {
    if (!timeAt) return null;
    const begin = series.timeAt(0);
    return { curve, stepOf, xOf: (index) => (timeAt(index) - begin) / 1000 };
  }
  const begin = axis === 'wall' ? Date.parse(run.createdAt) / 1000 : 0;
  return { curve, stepOf, xOf: (index) => begin + secondsAt(stepOf(index)) };
}

interface EpochValues {
  curve: Pyramid;
  stepOf: (index: number) => number;
}

/** Of lists of rows that do not change any more; a series has a new list after every change. */
const known = new WeakMap<readonly EpochRow[], Map<string, EpochValues>>();

function epochValues(series: RunSeries, part: 'train' | 'validation', name: string): EpochValues {
  const rows = series.epochs();
  const ofRows = known.get(rows) ?? new Map<string, EpochValues>();
  known.set(rows, ofRows);
  const key = `${part} ${name}`;
  const before = ofRows.get(key);
  if (before) return before;
  const curve = createPyramid();
  const steps: number[] = [];
  for (const row of rows) {
    const y = row[part]?.[name];
    if (y === undefined) continue;
    curve.append(epochEnd(series, row), y);
    steps.push(row.step);
  }
  const made = { curve, stepOf: (index: number) => steps[index] ?? Number.NaN };
  ofRows.set(key, made);
  return made;
}

const clocks = new WeakMap<readonly EpochRow[], (step: number) => number>();

/**
 * Seconds of training at an optimizer step: between the ends of epochs in proportion, after the last one at its pace.
 * @returns null before an epoch has ended.
 */
export function clockOf(rows: readonly EpochRow[]): ((step: number) => number) | null {
  if (rows.length === 0) return null;
  const before = clocks.get(rows);
  if (before) return before;
  const steps = [0];
  const seconds = [0];
  for (const row of rows) {
    if (row.step <= steps.at(-1)!) continue;
    steps.push(row.step);
    seconds.push(seconds.at(-1)! + (Number.isFinite(row.seconds) ? row.seconds : 0));
  }
  const last = steps.length - 1;
  const at = (step: number) => {
    let low = 0;
    let high = last - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (steps[middle]! <= step) low = middle;
      else high = middle - 1;
    }
    const from = steps[low]!;
    const span = steps[low + 1]! - from;
    return seconds[low]! + ((step - from) / span) * (seconds[low + 1]! - seconds[low]!);
  };
  const clock = last === 0 ? () => 0 : at;
  clocks.set(rows, clock);
  return clock;
}

/** Pairs that are drawn one by one; of more, each point is the mean of as many neighbours as it takes. */
export const mostPairs = 20_000;

export interface Pairs {
  /** In the order of training. */
  points: CurvePoint[];
  /** Pairs that a point is the mean of, 1 for none. */
  mean: number;
}

/** One metric over another one of the same run: by step where both have every step, else at the ends of epochs. */
export function pairs(series: RunSeries, x: OfferedMetric, y: OfferedMetric, most = mostPairs): Pairs {
  if (x.part === 'step' && y.part === 'step') {
    const xs = series.curve(x.metric.name);
    const ys = series.curve(y.metric.name);
    const mean = Math.ceil(ys.length / most);
    const points = Array.from({ length: Math.ceil(ys.length / Math.max(1, mean)) }, (_, i) => {
      const from = i * mean;
      const to = Math.min(ys.length, from + mean);
      return { x: meanOf(xs, from, to), y: meanOf(ys, from, to) };
    });
    return { points, mean };
  }
  const points = series.epochs().flatMap((row) => {
    const at = { x: valueAt(series, row, x), y: valueAt(series, row, y) };
    return at.x === undefined || at.y === undefined ? [] : [{ x: at.x, y: at.y }];
  });
  return { points, mean: 1 };
}

function meanOf(curve: Pyramid, from: number, to: number): number {
  const { sum, finite } = curve.bucket(from, to);
  return finite === 0 ? Number.NaN : sum / finite;
}

function valueAt(series: RunSeries, row: EpochRow, { part, metric }: OfferedMetric): number | undefined {
  if (part !== 'step') return row[part]?.[metric.name];
  const index = series.indexOfStep(row.step);
  return index < 0 ? undefined : series.curve(metric.name).y(index);
}
