/**
 * Writes TensorBoard's event files: scalars, histograms, images. What is returned is appended to a file
 * `events.out.tfevents.…` that begins with `fileVersionEvent`. Messages: TensorFlow's util/event.proto, framework/summary.proto.
 */
import type { TensorSummary } from '../../protocol/tensors';
import { maskedCrc32c } from '../crc32c';
import {
  bytesField,
  doubleField,
  doublesField,
  floatField,
  integerField,
  messageField,
  protoMessage,
  textField,
} from '../protobuf';

/** Seconds since 1970, and the step. */
export interface EventTime {
  wallTime: number;
  step: number;
}

/** `events.out.tfevents.<seconds>.anneal.<milliseconds>.<uid>`: TensorBoard reads the files of a folder in the order of their names. */
export function eventFileName(at: Date, uid = 0): string {
  const seconds = String(Math.floor(at.getTime() / 1000)).padStart(10, '0');
  return `events.out.tfevents.${seconds}.anneal.${String(at.getMilliseconds()).padStart(3, '0')}.${uid}`;
}

/** The first record of every file. */
export function fileVersionEvent(wallTime: number): Uint8Array<ArrayBuffer> {
  return record(protoMessage([doubleField(1, wallTime), textField(3, 'brain.Event:2')]));
}

/** Says that the run went on from an earlier step: TensorBoard drops what it has read of this step and of later ones. */
export function sessionStartEvent(time: EventTime): Uint8Array<ArrayBuffer> {
  return record(protoMessage([...timeFields(time), messageField(7, [integerField(1, 1)])]));
}

/** @param values made by the functions below. */
export function summaryEvent(time: EventTime, values: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const summary = values.map((value) => bytesField(1, value));
  return record(protoMessage([...timeFields(time), messageField(5, summary)]));
}

/** A float32, which is what TensorBoard draws. */
export function scalarValue(tag: string, value: number): Uint8Array {
  return protoMessage([textField(1, tag), floatField(2, value)]);
}

/** The finite values of a tensor: bars of equal width from the least to the greatest. */
export function histogramValue(
  tag: string,
  { count, nans, infinities, mean, std, min, max, histogram }: TensorSummary,
): Uint8Array {
  const finite = count - nans - infinities;
  const [low, high, middle, spread] = [min ?? 0, max ?? 0, mean ?? 0, std ?? 0];
  const bars = histogram.length;
  // The last limit is the maximum itself, not what rounding leaves of it.
  const limits = histogram.map((_, bar) =>
    bar === bars - 1 ? high : low + ((high - low) * (bar + 1)) / bars,
  );
  const proto = [
    doubleField(1, low),
    doubleField(2, high),
    doubleField(3, finite),
    doubleField(4, middle * finite),
    doubleField(5, (spread * spread + middle * middle) * finite),
    doublesField(6, limits),
    doublesField(7, histogram),
  ];
  return protoMessage([textField(1, tag), messageField(5, proto)]);
}

/** @param colorspace how many samples a pixel has: 1 grey, 3 RGB, 4 RGBA. */
export function imageValue(
  tag: string,
  image: { height: number; width: number; colorspace: number; png: Uint8Array },
): Uint8Array {
  const proto = [
    integerField(1, image.height),
    integerField(2, image.width),
    integerField(3, image.colorspace),
    bytesField(4, image.png),
  ];
  return protoMessage([textField(1, tag), messageField(4, proto)]);
}

/** A value that only its plugin reads: hyperparameters. */
export function pluginValue(tag: string, plugin: string, content: Uint8Array): Uint8Array {
  const metadata = messageField(9, [messageField(1, [textField(1, plugin), bytesField(2, content)])]);
  // TensorBoard drops a value that has none of the kinds, so it gets a tensor float32 [0] as its own library writes it.
  const tensor = messageField(8, [integerField(1, 1), messageField(2, [messageField(2, [])])]);
  return protoMessage([textField(1, tag), tensor, metadata]);
}

function timeFields({ wallTime, step }: EventTime): Uint8Array[] {
  return [doubleField(1, wallTime), integerField(2, step)];
}

/** Length, its checksum, the data, theirs. */
function record(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16 + data.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return bytes;
}
