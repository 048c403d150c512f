/** A run of another program as a run of the studio: its curves, settings and last values; it can be looked at, not continued. */
import type { CurveColumns, ReadRun } from '../../formats/readRun';
import { runConfigSchema } from '../../protocol/config';
import type { BestValue, EpochRow, Metrics } from '../../protocol/events';
import type { ForeignRun, RunBundle } from '../../protocol/records';
import { noSteps, type StepColumns } from '../../protocol/steps';
import { settingLeaves } from '../settings';

/** Programs whose files are read. */
export type Program = 'TensorBoard' | 'W&B' | 'Lightning' | 'Keras' | 'Anneal';

export interface ForeignSource {
  program: Program;
  /** What the run is called where its file does not say. */
  name: string;
  now: Date;
}

/** The task that the configuration of such a run names: none of ours. */
export const foreignTask = 'another program';

/**
 * The curves that share the steps of the longest one become channels of steps; the others, which are measured now and then,
 * rows of epochs. Names such as `val_loss`, `eval/loss` are the loss of validation, `train_loss` that of training.
 */
export function foreignBundle(read: ReadRun, { program, name, now }: ForeignSource): RunBundle {
  const problems = [...read.problems];
  const curves = new Map(
    [...read.curves].map(([tag, curve]) => [
      tag,
      risingCurve(tag, curve, (problem) => problems.push(problem)),
    ]),
  );
  const told = toldEpochs(curves);
  const dense = densest(curves);
  const steps = dense.length > 0 ? columnsOf(dense, curves, told) : noSteps;
  const sparse = [...curves.keys()].filter((tag) => !dense.includes(tag) && !isEpochTag(tag));
  const epochs = rowsOf(sparse, curves, told);
  const last = Object.fromEntries([
    ...[...curves].flatMap(([tag, { value }]) => (value.length > 0 ? [[tag, value.at(-1)!] as const] : [])),
    ...[...read.summary].filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  ]);
  return {
    run: {
      ...recordOf(read, { program, name, now }, { curves, steps, epochs, epoch: told.done }),
      foreign: { program, settings: leavesOf(read.settings), last },
      warnings: problems.map((message) => ({ code: 'log', message })),
    },
    epochs,
    steps,
    log: [],
    examples: null,
    checkpoints: [],
  };
}

/** What has names of its own by dotted paths, as our own settings are told. */
function leavesOf(settings: ReadRun['settings']): ForeignRun['settings'] {
  return [...settings].flatMap(([name, value]): ForeignRun['settings'] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Array.from(settingLeaves(value), ([path, leaf]) => [`${name}.${path}`, leaf])
      : [[name, value]],
  );
}

type Curves = ReadonlyMap<string, CurveColumns>;

/** In the order of steps, each step once: of two values the later one in the file. */
function risingCurve(tag: string, curve: CurveColumns, say: (problem: string) => void): CurveColumns {
  const { step } = curve;
  if (step.every((value, i) => i === 0 || value > step[i - 1]!)) return curve;
  const order = Array.from(step.keys()).sort((a, b) => step[a]! - step[b]! || a - b);
  const kept = order.filter((index, i) => i + 1 === order.length || step[order[i + 1]!] !== step[index]);
  const dropped = step.length - kept.length;
  if (dropped > 0) {
    say(`${tag}: ${dropped} of ${step.length} values had the step of another one; the later one is kept.`);
  }
  const pick = (values: Float64Array) => Float64Array.from(kept, (index) => values[index]!);
  return { step: pick(step), wallTime: pick(curve.wallTime), value: pick(curve.value) };
}

const isEpochTag = (tag: string) => /^(.*\/)?epochs?$/i.test(tag);

/** What the curve of epochs tells; of a log without one nothing. */
interface ToldEpochs {
  /** As the log counts; the step itself where nothing is told. */
  at(step: number): number;
  /** 1 where the first epoch is called 0, as Keras and Lightning do: its end is at 1. */
  offset: number;
  /** Begun, over all. */
  done: number;
}

function toldEpochs(curves: Curves): ToldEpochs {
  const told = [...curves].find(([tag, { value }]) => isEpochTag(tag) && value.length > 0)?.[1];
  if (!told?.value.every(Number.isFinite)) return { at: (step) => step, offset: 0, done: 0 };
  const { step: steps, value } = told;
  const offset = value[0] === 0 && value.every(Number.isInteger) ? 1 : 0;
  return {
    offset,
    done: Math.max(0, Math.floor(value.at(-1)!) + offset),
    at(step) {
      let low = 0;
      let high = steps.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (steps[middle]! < step) low = middle + 1;
        else high = middle;
      }
      return value[Math.min(low, value.length - 1)]!;
    },
  };
}

/** Tags whose steps are those of the longest curve, epochs aside; none where validation is as dense, so that each step is an epoch's end. */
function densest(curves: Curves): string[] {
  const measured = [...curves].filter(([tag]) => !isEpochTag(tag));
  const longest = measured.reduce<CurveColumns | null>(
    (best, [, curve]) => (best && best.step.length >= curve.step.length ? best : curve),
    null,
  );
  if (!longest || longest.step.length < 2) return [];
  const same = ({ step }: CurveColumns) =>
    step.length === longest.step.length && step.every((value, i) => value === longest.step[i]);
  const tags = measured.flatMap(([tag, curve]) => (same(curve) ? [tag] : []));
  return tags.some((tag) => metricOf(tag).split === 'validation') ? [] : tags;
}

function columnsOf(tags: readonly string[], curves: Curves, told: ToldEpochs): StepColumns {
  const { step, wallTime } = curves.get(tags[0]!)!;
  const taken = new Set<string>();
  const channels = tags.map((tag) => {
    const wanted = channelOf(tag);
    const name = taken.has(wanted) ? tag : wanted;
    taken.add(name);
    return [name, curves.get(tag)!.value] as const;
  });
  return {
    step,
    epoch: rising(step.map(told.at)),
    time: wallTime.map((seconds) => 1000 * seconds),
    channels: Object.fromEntries(channels),
  };
}

/** Epochs of steps within one epoch, which files tell in whole numbers, go up evenly. */
function rising(epochs: Float64Array): Float64Array {
  const spread = epochs.slice();
  for (let from = 0; from < epochs.length; ) {
    let to = from;
    while (to < epochs.length && epochs[to] === epochs[from]) to++;
    const next = to < epochs.length ? epochs[to]! - epochs[from]! : 1;
    for (let i = from; i < to && to - from > 1; i++)
      spread[i] = epochs[from]! + (next * (i - from)) / (to - from);
    from = to;
  }
  return spread;
}

/** What our charts call it, for what every run of ours has too. */
function channelOf(tag: string): string {
  const { split, metric } = metricOf(tag);
  if (metric === 'loss' && split !== 'validation') return 'loss';
  if (/^(lr|learning[_ -]?rate|lr-.*)$/i.test(metric)) return 'learningRate';
  if (/^(grad(ient)?[_ -]?norm)$/i.test(metric)) return 'gradientNorm';
  return tag;
}

/** `step/` is how our own loggers name what every optimizer step has. */
const beginning = /^(train(?:ing)?|step(?=\/)|val(?:id(?:ation)?)?|eval(?:uation)?|test|dev)[/_.\-: ]+(.+)$/i;

/** `val_loss` is the loss of validation; what names no rows is of training. */
export function metricOf(tag: string): { split: 'train' | 'validation'; metric: string } {
  const found = beginning.exec(tag);
  if (!found) return { split: 'train', metric: tag };
  return { split: /^(train|step)/i.test(found[1]!) ? 'train' : 'validation', metric: found[2]! };
}

function rowsOf(tags: readonly string[], curves: Curves, told: ToldEpochs): EpochRow[] {
  const rows = new Map<
    number,
    { train: Map<string, number>; validation: Map<string, number>; time: number }
  >();
  const taken = new Set<string>();
  for (const tag of tags) {
    const { split, metric } = metricOf(tag);
    const key = `${split} ${metric}`;
    // `test_loss` and `val_loss` are both of validation: the second keeps its whole name.
    const name = taken.has(key) ? tag : metric;
    taken.add(key);
    const { step, value, wallTime } = curves.get(tag)!;
    for (const [i, at] of step.entries()) {
      const row = rows.get(at) ?? { train: new Map(), validation: new Map(), time: wallTime[i]! };
      row[split].set(name, value[i]!);
      rows.set(at, row);
    }
  }
  const ordered = [...rows].sort(([a], [b]) => a - b);
  const ends = ordered.map(([step]) => Math.max(0, Math.round(told.at(step) + told.offset)));
  // Several rows of one epoch are known by their steps: no two rows may be the same.
  const isRising = ends.every((end, i) => i === 0 || end > ends[i - 1]!);
  return ordered.map(([step, { train, validation, time }], i): EpochRow => {
    const epoch = isRising ? ends[i]! : Math.max(0, Math.round(step));
    const seconds = i > 0 ? time - ordered[i - 1]![1].time : 0;
    return {
      epoch,
      step: Math.max(0, Math.round(step)),
      train: Object.fromEntries(train),
      validation: validation.size > 0 ? Object.fromEntries(validation) : null,
      learningRate: Number.NaN,
      seconds: Number.isFinite(seconds) ? seconds : 0,
      isBest: false,
    };
  });
}

function recordOf(
  read: ReadRun,
  { name, now }: ForeignSource,
  {
    curves,
    steps: { step },
    epochs,
    epoch,
  }: { curves: Curves; steps: StepColumns; epochs: readonly EpochRow[]; epoch: number },
): Omit<RunBundle['run'], 'foreign' | 'warnings'> {
  let [begin, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { wallTime } of curves.values()) {
    const [first = Number.NaN, last = Number.NaN] = [wallTime[0], wallTime.at(-1)];
    if (first < begin) begin = first;
    if (last > end) end = last;
  }
  const isTimed = Number.isFinite(begin) && Number.isFinite(end);
  const createdAt = isTimed ? new Date(1000 * begin) : now;
  const lastRow = epochs.at(-1);
  const lastStep = Math.max(0, Math.round(Math.max(step.at(-1) ?? 0, lastRow?.step ?? 0)));
  const title = read.name ?? name;
  return {
    version: 2,
    id: 'imported',
    name: title,
    config: runConfigSchema.parse({ task: foreignTask }),
    dataset: { fingerprint: '', name: 'not known' },
    status: read.status ?? 'interrupted',
    createdAt: (Number.isNaN(createdAt.getTime()) ? now : createdAt).toISOString(),
    updatedAt: now.toISOString(),
    seconds: isTimed ? Math.max(0, end - begin) : 0,
    epoch,
    step: lastStep,
    totalEpochs: epoch,
    totalSteps: lastStep,
    metrics: [],
    best: bestOf(epochs),
    test: null,
    finishReason: null,
    backend: null,
    parameterCount: null,
    error: null,
    notes: '',
    tags: [],
    colour: 0,
  };
}

/** By the loss of validation, whose direction is known; of other metrics nobody says which values are the better ones. */
function bestOf(epochs: readonly EpochRow[]): BestValue | null {
  let best: BestValue | null = null;
  for (const { epoch, step, validation } of epochs) {
    const value = lossOf(validation);
    if (value !== undefined && Number.isFinite(value) && (best === null || value < best.value)) {
      best = { monitor: 'loss', value, epoch, step };
    }
  }
  return best;
}

function lossOf(metrics: Metrics | null): number | undefined {
  return metrics && Object.hasOwn(metrics, 'loss') ? metrics.loss : undefined;
}
