/**
 * The curves of runs, outside React: every optimizer step and every epoch row, in memory at full resolution.
 * Views subscribe to a version number and ask for a window of at most a few hundred points.
 */
import type { EpochRow, TrainEvent } from '../protocol/events';
import { type StepColumns, type StepPoint, sliceSteps, stepChannels, stepsUpTo } from '../protocol/steps';
import { createAnnouncer, onFrame, type Schedule } from './announcer';
import { type GrowingArray, growingArray } from './growingArray';
import { createPyramid, type Pyramid, type WindowPoint } from './pyramid';
import { createSmoother, type Smoother } from './smoothing';

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
  const times: GrowingArray = growingArray();
  const loss = createPyramid();
  const curves = new Map<string, Pyramid>(
    stepChannels.map((channel) => [channel, channel === 'loss' ? loss : createPyramid()]),
  );
  const smoothedCurves = new Map<string, SmoothedCurve>();
  let epochRows: readonly EpochRow[] = [];

  function keepSteps(length: number): void {
    steps.truncate(length);
    times.truncate(length);
    for (const curve of curves.values()) curve.truncate(length);
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

  /** A channel that begins late, or that only an earlier part has, is NaN elsewhere. */
  function curveOf(channel: string): Pyramid {
    let curve = curves.get(channel);
    if (!curve) {
      curve = createPyramid();
      for (let index = 0; index < loss.length; index++) curve.append(loss.x(index), Number.NaN);
      curves.set(channel, curve);
    }
    return curve;
  }

  function push(columns: StepColumns): void {
    const { step, epoch, time, channels } = columns;
    const [first] = step;
    if (first === undefined) return;
    if (steps.length > 0 && first <= steps.get(steps.length - 1)) keepSteps(indexOfStep(first - 1) + 1);
    const given = new Map(Object.entries(channels));
    // Before the loss grows, which tells a new channel how much it has missed.
    for (const channel of given.keys()) curveOf(channel);
    for (let index = 0; index < step.length; index++) {
      steps.push(step[index]!);
      times.push(time[index]!);
      for (const [channel, curve] of curves)
        curve.append(epoch[index]!, given.get(channel)?.[index] ?? Number.NaN);
    }
  }

  function at(index: number): StepPoint {
    const value = (channel: string) => curves.get(channel)!.y(index);
    return {
      step: steps.get(index),
      epoch: loss.x(index),
      loss: value('loss'),
      learningRate: value('learningRate'),
      gradientNorm: value('gradientNorm'),
    };
  }

  function stepsFrom(first: number): StepColumns {
    const column = (get: (index: number) => number) =>
      Float64Array.from({ length: steps.length - first }, (_, index) => get(first + index));
    return {
      step: column(steps.get),
      epoch: column(loss.x),
      time: column(times.get),
      channels: Object.fromEntries([...curves].map(([channel, curve]) => [channel, column(curve.y)])),
    };
  }

  function smoothedCurve(channel: string, weight: number): Pyramid {
    let smoothed = smoothedCurves.get(channel);
    if (!smoothed || smoothed.weight !== weight) {
      smoothed = { weight, smoother: createSmoother(weight), curve: createPyramid() };
      smoothedCurves.set(channel, smoothed);
    }
    const raw = curveOf(channel);
    for (let index = smoothed.curve.length; index < raw.length; index++) {
      smoothed.curve.append(raw.x(index), smoothed.smoother(raw.y(index)));
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
      const live = stepsFrom(0);
      const [firstStep = Number.POSITIVE_INFINITY] = live.step;
      const firstRow = epochRows[0]?.step ?? Number.POSITIVE_INFINITY;
      keepSteps(0);
      const { steps: stored } = history;
      push(sliceSteps(stored, 0, stepsUpTo(stored, firstStep - 1)));
      push(live);
      epochRows = [...history.epochs.filter((row) => row.step < firstRow), ...epochRows];
      announcer.changed();
    },
    window: (channel, from, to, maxPoints) => curveOf(channel).window(from, to, maxPoints),
    smoothed: (channel, weight, from, to, maxPoints) =>
      smoothedCurve(channel, weight).window(from, to, maxPoints),
    extent() {
      return loss.length === 0 ? null : [loss.x(0), loss.x(loss.length - 1)];
    },
    point: at,
    epochAt(step) {
      const index = indexOfStep(step);
      return index >= 0 && steps.get(index) === step ? loss.x(index) : null;
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
