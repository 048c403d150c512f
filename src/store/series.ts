/**
 * The curves of runs, outside React: every optimizer step and every epoch row, in memory at full resolution.
 * Views subscribe to a version number and ask for a window of at most a few hundred points.
 */
import type { EpochRow, StepPoint, TrainEvent } from '../protocol/events';
import { createAnnouncer, onFrame, type Schedule } from './announcer';
import { type GrowingArray, growingArray } from './growingArray';
import { createPyramid, type Pyramid, type WindowPoint } from './pyramid';
import { createSmoother, type Smoother } from './smoothing';

/** What is known of every optimizer step. */
export type Channel = 'loss' | 'learningRate' | 'gradientNorm';
export const channels: readonly Channel[] = ['loss', 'learningRate', 'gradientNorm'];

export interface History {
  epochs: EpochRow[];
  points: StepPoint[];
}

export interface RunSeries {
  /** Adds steps in order. Steps that were there already (a run resumed from an older checkpoint) are replaced. */
  append(points: readonly StepPoint[]): void;
  appendEpoch(row: EpochRow): void;
  /** Forgets every step and epoch after an optimizer step. */
  truncateAfter(step: number): void;
  /** Everything after an optimizer step. */
  after(step: number): History;
  /** Puts stored history in front of what has arrived since; what is in memory wins. */
  prepend(history: History): void;
  /** A channel over fractional epochs; see `Pyramid.window`. */
  window(channel: Channel, fromEpoch: number, toEpoch: number, maxPoints: number): WindowPoint[];
  /** The same, smoothed at full resolution before it is thinned out, so that zooming does not change the line. */
  smoothed(
    channel: Channel,
    weight: number,
    fromEpoch: number,
    toEpoch: number,
    maxPoints: number,
  ): WindowPoint[];
  /** Number of optimizer steps known. */
  readonly length: number;
  /** Fractional epoch of the first and last step; null while there is none. */
  extent(): [number, number] | null;
  /** Step `index` as it came. */
  point(index: number): StepPoint;
  /** Fractional epoch of an optimizer step; null when the step is not known. */
  epochAt(step: number): number | null;
  /** A new array after every change, the same one between changes. */
  epochs(): readonly EpochRow[];
  subscribe(listener: () => void): () => void;
  version(): number;
}

interface SmoothedCurve {
  weight: number;
  smoother: Smoother;
  curve: Pyramid;
}

/** Milliseconds between redraws of growing charts: five a second read as live and leave the processor alone. */
const redrawInterval = 200;

/** @param schedule when subscribers hear of changes. */
export function createRunSeries(schedule: Schedule = onFrame(redrawInterval)): RunSeries {
  const announcer = createAnnouncer(schedule);
  const steps: GrowingArray = growingArray();
  const curves: Record<Channel, Pyramid> = {
    loss: createPyramid(),
    learningRate: createPyramid(),
    gradientNorm: createPyramid(),
  };
  const smoothedCurves = new Map<Channel, SmoothedCurve>();
  let epochRows: readonly EpochRow[] = [];

  function keepSteps(length: number): void {
    steps.truncate(length);
    for (const channel of channels) curves[channel].truncate(length);
    // A smoothed curve cannot go back: its average already holds what is dropped.
    smoothedCurves.clear();
  }

  /** Index of the last step that is not after the given one; −1 when there is none. */
  function indexOfStep(step: number): number {
    let low = -1;
    let high = steps.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (steps.get(middle) <= step) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  function push(points: readonly StepPoint[]): void {
    for (const point of points) {
      if (steps.length > 0 && point.step <= steps.get(steps.length - 1))
        keepSteps(indexOfStep(point.step - 1) + 1);
      steps.push(point.step);
      for (const channel of channels) curves[channel].append(point.epoch, point[channel]);
    }
  }

  function at(index: number): StepPoint {
    return {
      step: steps.get(index),
      epoch: curves.loss.x(index),
      loss: curves.loss.y(index),
      learningRate: curves.learningRate.y(index),
      gradientNorm: curves.gradientNorm.y(index),
    };
  }

  function pointsFrom(first: number): StepPoint[] {
    return Array.from({ length: steps.length - first }, (_, index) => at(first + index));
  }

  function smoothedCurve(channel: Channel, weight: number): Pyramid {
    let smoothed = smoothedCurves.get(channel);
    if (!smoothed || smoothed.weight !== weight) {
      smoothed = { weight, smoother: createSmoother(weight), curve: createPyramid() };
      smoothedCurves.set(channel, smoothed);
    }
    const raw = curves[channel];
    for (let index = smoothed.curve.length; index < raw.length; index++) {
      smoothed.curve.append(raw.x(index), smoothed.smoother(raw.y(index)));
    }
    return smoothed.curve;
  }

  return {
    get length() {
      return steps.length;
    },
    append(points) {
      if (points.length === 0) return;
      push(points);
      announcer.changed();
    },
    appendEpoch(row) {
      // An epoch that was cut short has a row too, which its complete one replaces.
      epochRows = [...epochRows.filter(({ step, epoch }) => step < row.step && epoch < row.epoch), row];
      announcer.changed();
    },
    truncateAfter(step) {
      const length = indexOfStep(step) + 1;
      const rows = epochRows.filter((row) => row.step <= step);
      if (length === steps.length && rows.length === epochRows.length) return;
      keepSteps(length);
      epochRows = rows;
      announcer.changed();
    },
    after: (step) => ({
      points: pointsFrom(indexOfStep(step) + 1),
      epochs: epochRows.filter((row) => row.step > step),
    }),
    prepend(history) {
      const live = pointsFrom(0);
      const firstStep = live[0]?.step ?? Number.POSITIVE_INFINITY;
      const firstRow = epochRows[0]?.step ?? Number.POSITIVE_INFINITY;
      keepSteps(0);
      push(history.points.filter((point) => point.step < firstStep));
      push(live);
      epochRows = [...history.epochs.filter((row) => row.step < firstRow), ...epochRows];
      announcer.changed();
    },
    window: (channel, from, to, maxPoints) => curves[channel].window(from, to, maxPoints),
    smoothed: (channel, weight, from, to, maxPoints) =>
      smoothedCurve(channel, weight).window(from, to, maxPoints),
    extent() {
      const { loss } = curves;
      return loss.length === 0 ? null : [loss.x(0), loss.x(loss.length - 1)];
    },
    point: at,
    epochAt(step) {
      const index = indexOfStep(step);
      return index >= 0 && steps.get(index) === step ? curves.loss.x(index) : null;
    },
    epochs: () => epochRows,
    subscribe: announcer.subscribe,
    version: announcer.version,
  };
}

/** Adds what an event says about the curves; events without points are ignored. */
export function recordEvent(series: RunSeries, event: TrainEvent): void {
  if (event.type === 'started') series.truncateAfter(event.resumedFrom?.step ?? 0);
  else if (event.type === 'batch') series.append(event.points);
  else if (event.type === 'epoch') series.appendEpoch(epochRow(event));
}

function epochRow(row: EpochRow): EpochRow {
  const { epoch, step, train, validation, learningRate, seconds, batchSeconds, isBest } = row;
  const timed = batchSeconds === undefined ? {} : { batchSeconds };
  return { epoch, step, train, validation, learningRate, seconds, ...timed, isBest };
}
