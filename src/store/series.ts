/**
 * The curves of runs, outside React: every optimizer step and every epoch row, in memory at full resolution.
 * Views subscribe to a version number and ask for a window of at most a few hundred points.
 */
import type { EpochRow, TrainEvent } from '../protocol/events';
import { type StepColumns, type StepPoint, sliceSteps, stepChannels, stepsUpTo } from '../protocol/steps';
import { createAnnouncer, onFrame, type Schedule } from './announcer';
import { createColumn } from './column';
import { createPyramid, type Pyramid, type WindowPoint } from './pyramid';
import { type SmoothedCurve, smoothCurve } from './smoothing';

export interface History {
  epochs: EpochRow[];
  steps: StepColumns;
}

export interface RunSeries {
  /** Adds steps in order. Steps that were there already (a run resumed from an older checkpoint) are replaced. */
  append(steps: StepColumns): void;
  appendEpoch(row: EpochRow): void;
  /** Forgets every step and epoch after an optimizer step. */
  truncateAfter(step: number): void;
  /** Everything after an optimizer step. */
  after(step: number): History;
  /** Puts stored history in front of what has arrived since; what is in memory wins. */
  prepend(history: History): void;
  /** A channel over fractional epochs; see `Pyramid.window`. */
  window(channel: string, fromEpoch: number, toEpoch: number, maxPoints: number): WindowPoint[];
  /** The same, smoothed at full resolution before it is thinned out, so that zooming does not change the line. */
  smoothed(
    channel: string,
    weight: number,
    fromEpoch: number,
    toEpoch: number,
    maxPoints: number,
  ): WindowPoint[];
  /** What is known of steps, `stepChannels` first. */
  channels(): readonly string[];
  /** Number of optimizer steps known. */
  readonly length: number;
  /** Fractional epoch of the first and last step; null while there is none. */
  extent(): [number, number] | null;
  /** What every step has, of step `index`. */
  point(index: number): StepPoint;
  /** A channel at full resolution, over fractional epochs. */
  curve(channel: string): Pyramid;
  /** The optimizer step of a point; NaN where there is none. */
  stepAt(index: number): number;
  /** When a point was read, in milliseconds since 1970; NaN where that is not known. */
  timeAt(index: number): number;
  /** Whether that is known of all points, and none is before the one before it. */
  readonly timesRise: boolean;
  /** Index of the last step that is not after the given one; −1 when there is none. */
  indexOfStep(step: number): number;
  /** Fractional epoch of an optimizer step; null when the step is not known. */
  epochAt(step: number): number | null;
  /** A new array after every change, the same one between changes. */
  epochs(): readonly EpochRow[];
  subscribe(listener: () => void): () => void;
  version(): number;
}

/** Milliseconds between redraws of growing charts: five a second read as live and leave the processor alone. */
const redrawInterval = 200;

/** @param schedule when subscribers hear of changes. */
export function createRunSeries(schedule: Schedule = onFrame(redrawInterval)): RunSeries {
  const announcer = createAnnouncer(schedule);
  const steps = createColumn();
  const epochs = createColumn();
  const times = createColumn();
  const curves = new Map<string, Pyramid>(stepChannels.map((channel) => [channel, createPyramid(epochs)]));
  const smoothedCurves = new Map<string, { weight: number; curve: SmoothedCurve }>();
  let timesRise = true;
  let epochRows: readonly EpochRow[] = [];

  function keepSteps(length: number): void {
    steps.truncate(length);
    times.truncate(length);
    epochs.truncate(length);
    for (const curve of curves.values()) curve.truncate(length);
    if (length === 0) timesRise = true;
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

  /** A channel that begins late, or that only an earlier part has, is NaN elsewhere. */
  function curveOf(channel: string): Pyramid {
    let curve = curves.get(channel);
    if (!curve) {
      curve = createPyramid(epochs);
      curve.appendValues(new Float64Array(steps.length).fill(Number.NaN));
      curves.set(channel, curve);
    }
    return curve;
  }

  function push(columns: StepColumns): void {
    const { step, epoch, time, channels } = columns;
    const [first] = step;
    if (first === undefined) return;
    if (steps.length > 0 && first <= steps.get(steps.length - 1)) keepSteps(indexOfStep(first - 1) + 1);
    // Before the others grow, which tells a new channel how much it has missed.
    for (const channel of Object.keys(channels)) curveOf(channel);
    let before = times.length === 0 ? Number.NEGATIVE_INFINITY : times.get(times.length - 1);
    for (const now of time) {
      if (!(now >= before)) timesRise = false;
      before = now;
    }
    steps.append(step);
    times.append(time);
    epochs.append(epoch);
    const missing = new Float64Array(step.length).fill(Number.NaN);
    for (const [channel, curve] of curves) {
      curve.appendValues(Object.hasOwn(channels, channel) ? channels[channel]! : missing);
    }
  }

  function at(index: number): StepPoint {
    const value = (channel: string) => curves.get(channel)!.y(index);
    return {
      step: steps.get(index),
      epoch: epochs.get(index),
      loss: value('loss'),
      learningRate: value('learningRate'),
      gradientNorm: value('gradientNorm'),
    };
  }

  function stepsFrom(first: number): StepColumns {
    const { length } = steps;
    return {
      step: steps.read(first, length),
      epoch: epochs.read(first, length),
      time: times.read(first, length),
      channels: Object.fromEntries(
        [...curves].map(([channel, curve]) => [channel, curve.values(first, length)]),
      ),
    };
  }

  function smoothedCurve(channel: string, weight: number): SmoothedCurve {
    let smoothed = smoothedCurves.get(channel);
    if (!smoothed || smoothed.weight !== weight) {
      smoothed = { weight, curve: smoothCurve(curveOf(channel), { kind: 'ema', amount: weight }) };
      smoothedCurves.set(channel, smoothed);
    }
    return smoothed.curve;
  }

  return {
    channels: () => [...curves.keys()],
    get length() {
      return steps.length;
    },
    append(columns) {
      if (columns.step.length === 0) return;
      push(columns);
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
      steps: stepsFrom(indexOfStep(step) + 1),
      epochs: epochRows.filter((row) => row.step > step),
    }),
    prepend(history) {
      const firstStep = steps.length > 0 ? steps.get(0) : Number.POSITIVE_INFINITY;
      const firstRow = epochRows[0]?.step ?? Number.POSITIVE_INFINITY;
      const { steps: stored } = history;
      const front = sliceSteps(stored, 0, stepsUpTo(stored, firstStep - 1));
      if (front.step.length > 0) {
        const live = stepsFrom(0);
        keepSteps(0);
        push(front);
        push(live);
      }
      const rows = history.epochs.filter((row) => row.step < firstRow);
      if (front.step.length === 0 && rows.length === 0) return;
      epochRows = [...rows, ...epochRows];
      announcer.changed();
    },
    window: (channel, from, to, maxPoints) => curveOf(channel).window(from, to, maxPoints),
    smoothed: (channel, weight, from, to, maxPoints) =>
      smoothedCurve(channel, weight).at(curveOf(channel).window(from, to, maxPoints)) ?? [],
    extent() {
      return steps.length === 0 ? null : [epochs.get(0), epochs.get(steps.length - 1)];
    },
    point: at,
    curve: curveOf,
    stepAt: steps.get,
    timeAt: times.get,
    get timesRise() {
      return timesRise && steps.length > 0;
    },
    indexOfStep,
    epochAt(step) {
      const index = indexOfStep(step);
      return index >= 0 && steps.get(index) === step ? epochs.get(index) : null;
    },
    epochs: () => epochRows,
    subscribe: announcer.subscribe,
    version: announcer.version,
  };
}

/** Adds what an event says about the curves; events without points are ignored. */
export function recordEvent(series: RunSeries, event: TrainEvent): void {
  if (event.type === 'started') series.truncateAfter(event.resumedFrom?.step ?? 0);
  else if (event.type === 'batch') series.append(event.steps);
  else if (event.type === 'epoch') series.appendEpoch(epochRow(event));
}

function epochRow(row: EpochRow): EpochRow {
  const { epoch, step, train, validation, learningRate, seconds, batchSeconds, isBest, tensors } = row;
  const timed = batchSeconds === undefined ? {} : { batchSeconds };
  return {
    epoch,
    step,
    train,
    validation,
    learningRate,
    seconds,
    ...timed,
    isBest,
    ...(tensors && { tensors }),
  };
}
