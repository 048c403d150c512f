/**
 * Reads TensorBoard's event files: scalars of old and new writers, histograms, pictures, hyperparameters. What stands before
 * a torn end is read. Values that other plugins draw (texts, audio, curves of precision) are counted and said to be left out.
 */
import { AnnealError } from '../../protocol/errors';
import type { NamedBlob, ReadWatch } from '../openedFile';
import { doubleOf, doublesOf, floatOf, integerOf, type ProtoField, readFields, textOf } from '../protobuf';
import { growingCurves, leftOutWords, type ReadRun } from '../readRun';
import { HPARAMS_PLUGIN, type ReadHparams, readHparams } from './hparams';
import { eventRecords } from './records';
import { scalarOfTensor } from './tensor';

export interface ReadHistogram {
  step: number;
  wallTime: number;
  min: number;
  max: number;
  /** How many values there are, their sum and that of their squares. */
  num: number;
  sum: number;
  sumSquares: number;
  /** Upper ends of the bars, and how many values are in each. */
  limits: Float64Array;
  counts: Float64Array;
}

export interface ReadImage {
  step: number;
  wallTime: number;
  height: number;
  width: number;
  /** Of the encoded picture, usually PNG. */
  bytes: Uint8Array<ArrayBuffer>;
}

export interface EventRun extends ReadRun {
  histograms: Map<string, ReadHistogram[]>;
  images: Map<string, ReadImage[]>;
}

/** What is held of histograms and pictures together, in bytes; what comes behind is counted. */
const MAX_HELD = 1 << 28;

/**
 * @param files those of one run, which is those of one folder, in any order: they are read by their names, which begin with the
 *   second in which they were begun.
 * @throws AnnealError `file-format` where one is no event file, `cancelled`.
 */
export async function readEventRun(files: readonly NamedBlob[], watch: ReadWatch = {}): Promise<EventRun> {
  const problems: string[] = [];
  const say = (problem: string) => void problems.push(problem);
  const curves = growingCurves();
  const histograms = new Map<string, ReadHistogram[]>();
  const images = new Map<string, ReadImage[]>();
  const hparams: ReadHparams = { settings: new Map(), status: null };
  /** Only the first value of a tag has to say which plugin it belongs to. */
  const plugins = new Map<string, string>();
  /** How many values of each plugin were left out. */
  const leftOut = new Map<string, number>();
  let held = 0;
  let unreadable = 0;

  function take(event: SummaryEvent): void {
    if (event.restarts) {
      const dropped = curves.dropFrom(event.step);
      for (const list of [...histograms.values(), ...images.values()]) dropListed(list, event.step);
      if (dropped > 0) {
        say(
          `The run went on from step ${event.step}: ${dropped} points of what it had done beyond were given up.`,
        );
      }
    }
    for (const value of event.values) takeValue(value, event);
  }

  function takeValue(value: SummaryValue, { step, wallTime }: SummaryEvent): void {
    const { tag, simple, image, histogram, tensor, content } = value;
    if (value.plugin !== null) plugins.set(tag, value.plugin);
    const plugin = plugins.get(tag) ?? null;
    const isScalar = simple !== null || plugin === null || plugin === 'scalars';
    const scalar = simple ?? (isScalar && tensor ? scalarOfTensor(tensor) : null);
    if (scalar !== null) {
      curves.add(tag, step, wallTime, scalar);
    } else if (plugin === HPARAMS_PLUGIN) {
      if (content) readHparams(content, hparams);
    } else if (histogram && hold(histogram.length)) {
      listOf(histograms, tag).push({ step, wallTime, ...histogramOf(histogram) });
    } else if (image && hold(image.length)) {
      listOf(images, tag).push({ step, wallTime, ...imageOf(image) });
    } else {
      const of = plugin ?? (histogram ? 'histograms' : image ? 'images' : 'other kinds');
      leftOut.set(of, (leftOut.get(of) ?? 0) + 1);
    }
  }

  function hold(bytes: number): boolean {
    if (held + bytes > MAX_HELD) return false;
    held += bytes;
    return true;
  }

  const inOrder = [...files].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const file of inOrder) {
    if (file.blob.size === 0) say(`${file.name} is empty.`);
    for await (const records of eventRecords(file, say, watch)) {
      for (const record of records) {
        try {
          take(eventOf(record));
        } catch (thrown) {
          if (AnnealError.from(thrown).code !== 'file-format') throw thrown;
          unreadable++;
        }
      }
    }
  }
  if (unreadable > 0) say(leftOutWords(unreadable, 'record', 'that holds no event'));
  for (const [plugin, count] of leftOut) say(leftOutWords(count, 'value', `for "${plugin}"`));
  if (curves.leftOut() > 0) say(leftOutWords(curves.leftOut(), 'point', 'of too many tags'));
  const status = { success: 'finished', failure: 'failed', unknown: null, running: null } as const;
  return {
    name: null,
    curves: curves.columns(),
    settings: hparams.settings,
    summary: new Map(),
    status: hparams.status && status[hparams.status],
    problems,
    histograms,
    images,
  };
}

interface SummaryEvent {
  wallTime: number;
  step: number;
  restarts: boolean;
  values: SummaryValue[];
}

interface SummaryValue {
  tag: string;
  simple: number | null;
  image: Uint8Array | null;
  histogram: Uint8Array | null;
  tensor: Uint8Array | null;
  plugin: string | null;
  content: Uint8Array | null;
}

function eventOf(record: Uint8Array): SummaryEvent {
  const event: SummaryEvent = { wallTime: Number.NaN, step: 0, restarts: false, values: [] };
  for (const field of readFields(record)) {
    if (field.number === 1) event.wallTime = doubleOf(field);
    if (field.number === 2) event.step = integerOf(field);
    if (field.number === 5) {
      for (const value of readFields(field.bytes))
        if (value.number === 1) event.values.push(summaryValueOf(value));
    }
    if (field.number === 7) {
      for (const one of readFields(field.bytes)) if (one.number === 1) event.restarts = integerOf(one) === 1;
    }
  }
  return event;
}

function summaryValueOf({ bytes }: ProtoField): SummaryValue {
  const value: SummaryValue = {
    tag: '',
    simple: null,
    image: null,
    histogram: null,
    tensor: null,
    plugin: null,
    content: null,
  };
  for (const field of readFields(bytes)) {
    if (field.number === 1) value.tag = textOf(field);
    if (field.number === 2) value.simple = floatOf(field);
    if (field.number === 4) value.image = field.bytes;
    if (field.number === 5) value.histogram = field.bytes;
    if (field.number === 8) value.tensor = field.bytes;
    if (field.number !== 9) continue;
    for (const one of readFields(field.bytes)) {
      if (one.number !== 1) continue;
      for (const data of readFields(one.bytes)) {
        if (data.number === 1) value.plugin = textOf(data);
        if (data.number === 2) value.content = data.bytes;
      }
    }
  }
  return value;
}

function histogramOf(bytes: Uint8Array): Omit<ReadHistogram, 'step' | 'wallTime'> {
  const read = { min: 0, max: 0, num: 0, sum: 0, sumSquares: 0 };
  const names = ['min', 'max', 'num', 'sum', 'sumSquares'] as const;
  const limits: number[] = [];
  const counts: number[] = [];
  for (const field of readFields(bytes)) {
    const name = names[field.number - 1];
    if (name) read[name] = doubleOf(field);
    if (field.number === 6) for (const limit of doublesOf(field)) limits.push(limit);
    if (field.number === 7) for (const count of doublesOf(field)) counts.push(count);
  }
  return { ...read, limits: Float64Array.from(limits), counts: Float64Array.from(counts) };
}

function imageOf(bytes: Uint8Array): Omit<ReadImage, 'step' | 'wallTime'> {
  const read = { height: 0, width: 0, bytes: new Uint8Array(0) };
  for (const field of readFields(bytes)) {
    if (field.number === 1) read.height = integerOf(field);
    if (field.number === 2) read.width = integerOf(field);
    // What is handed out outlives the window of the file that it was read in.
    if (field.number === 4) read.bytes = field.bytes.slice();
  }
  return read;
}

function listOf<Item>(lists: Map<string, Item[]>, name: string): Item[] {
  const known = lists.get(name);
  if (known) return known;
  const begun: Item[] = [];
  lists.set(name, begun);
  return begun;
}

function dropListed(list: { step: number }[], step: number): void {
  while (list.length > 0 && list.at(-1)!.step >= step) list.pop();
}
