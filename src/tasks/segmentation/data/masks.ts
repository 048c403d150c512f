/** What the values of masks mean: distinct values become classes; soft edges of drawn masks are cut at half. */

import type { NamedArray } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';

/** Something that whoever trains should know. */
export interface ImageRemark {
  code: string;
  message: string;
}

export interface MaskSet {
  /** Class index of each pixel (0 = background), laid out like the pixels of the images, without channels. */
  labels: Uint8Array;
  /** For two classes background and foreground, else named by their values. */
  classes: string[];
  /** The value of each class in the file. */
  values: number[];
}

/** More values than this are no labels. */
const MAX_CLASSES = 64;
/** Full strokes of masks that are drawn, by the type of their values. */
const FULL = [1, 255, 65535];

/** How often each value occurs. */
type Counts = ReadonlyMap<number, number>;

/**
 * @param known values of a checkpoint's classes; other values are an error then.
 * @throws AnnealError `data-type` for values that are no labels, `data-mismatch` for values that a checkpoint lacks.
 */
export function maskSetOf(
  array: NamedArray,
  known?: readonly number[],
): { masks: MaskSet; remarks: ImageRemark[] } {
  if (array.categories) throw notLabels(array, 'holds text');
  const counts = countValues(array);
  const values = [...counts.keys()].sort((a, b) => a - b);
  const full = fullStroke(counts);
  if (full !== null) return softMasks(array, full, values.length, known);
  if (values.length > MAX_CLASSES) {
    throw notLabels(array, `holds ${values.length} different values, so the masks look like grey images`);
  }
  const stray = values.find((value) => !Number.isFinite(value));
  if (stray !== undefined) throw notLabels(array, `holds ${stray}`);
  if (known) return knownMasks(array, values, known);
  if (values.length <= 1) return uniformMasks(array, values[0] ?? 0);
  return { masks: { labels: labelsOf(array, values), ...classesOf(values) }, remarks: [] };
}

function classesOf(values: readonly number[]): Pick<MaskSet, 'classes' | 'values'> {
  const classes =
    values.length === 2
      ? ['background', 'foreground']
      : values.map((value) => (value === 0 ? 'background' : `${value}`));
  return { classes, values: [...values] };
}

/** Stops counting new values beyond any number that could be labels; those that are known are counted on. */
function countValues({ data }: NamedArray): Counts {
  if (data instanceof Uint8Array || data instanceof Uint16Array) {
    const bins = new Float64Array(data instanceof Uint8Array ? 256 : 65536);
    for (let index = 0; index < data.length; index++) bins[data[index]!]!++;
    return new Map([...bins.entries()].filter(([, count]) => count > 0));
  }
  const counts = new Map<number, number>();
  for (let index = 0; index < data.length; index++) {
    const value = Number(data[index]);
    const count = counts.get(value);
    if (count !== undefined) counts.set(value, count + 1);
    else if (counts.size < 65536) counts.set(value, 1);
  }
  return counts;
}

/**
 * The value of a full stroke when the masks are drawn with soft edges (or went through JPEG): most pixels lie at the
 * two ends, more at the upper end than between, and there are either many values between or neighbours of the full
 * value. Labels like 0 … 20 and 255, or evenly spaced greys, are none of that. Null for labels.
 */
function fullStroke(counts: Counts): number | null {
  const highest = Math.max(...counts.keys());
  const lowest = Math.min(...counts.keys());
  const full = FULL.find((candidate) => highest <= candidate);
  if (full === undefined || counts.size <= 2 || lowest < 0 || highest < 0.9 * full) return null;
  const pixels = { low: 0, between: 0, high: 0 };
  const distinct = { low: 0, between: 0, high: 0 };
  for (const [value, count] of counts) {
    const end = value <= 0.1 * full ? 'low' : value >= 0.9 * full ? 'high' : 'between';
    pixels[end] += count;
    distinct[end]++;
  }
  const isNoisyTop = distinct.high > 1 && counts.has(highest - full / 255);
  const isSoft = isNoisyTop || distinct.between >= 16;
  const ends = pixels.low + pixels.high;
  return isSoft && ends >= 0.8 * (ends + pixels.between) && pixels.high > pixels.between ? full : null;
}

function softMasks(
  array: NamedArray,
  full: number,
  distinct: number,
  known: readonly number[] | undefined,
): { masks: MaskSet; remarks: ImageRemark[] } {
  if (known && known.length !== 2) {
    throw unknownValues(array, `${distinct} values between 0 and ${full}`, known);
  }
  const { data } = array;
  const labels = new Uint8Array(data.length);
  for (let index = 0; index < data.length; index++) labels[index] = Number(data[index]) > full / 2 ? 1 : 0;
  return {
    masks: { labels, ...classesOf(known ?? [0, full]) },
    remarks: [
      {
        code: 'masks-soft',
        message: `\`${array.name}\` has soft edges (${distinct} values from 0 to ${full}): pixels above half are foreground`,
      },
    ],
  };
}

function uniformMasks(array: NamedArray, value: number): { masks: MaskSet; remarks: ImageRemark[] } {
  const labels = new Uint8Array(array.data.length).fill(value === 0 ? 0 : 1);
  const what = value === 0 ? 'no pixel is marked' : `every pixel is ${value}`;
  return {
    masks: { labels, ...classesOf([0, value === 0 ? 255 : value]) },
    remarks: [
      { code: 'masks-empty', message: `\`${array.name}\` is the same everywhere: ${what} in any image` },
    ],
  };
}

function knownMasks(
  array: NamedArray,
  values: readonly number[],
  known: readonly number[],
): { masks: MaskSet; remarks: ImageRemark[] } {
  // A full stroke is a full stroke, be it saved as 1, 255 or 65535.
  const isStroke = known.length === 2 && known[0] === 0 && FULL.includes(known[1]!);
  const strokes = values.filter((value) => value !== 0);
  const wanted = isStroke && strokes.length === 1 && FULL.includes(strokes[0]!) ? [0, strokes[0]!] : known;
  const unknown = values.filter((value) => !wanted.includes(value));
  if (unknown.length > 0) {
    const listed = unknown.slice(0, 5).join(', ') + (unknown.length > 5 ? ', …' : '');
    throw unknownValues(array, listed, known);
  }
  return { masks: { labels: labelsOf(array, wanted), ...classesOf(known) }, remarks: [] };
}

/** The position of each pixel's value among `values`. */
function labelsOf({ data }: NamedArray, values: readonly number[]): Uint8Array {
  const positions = new Map(values.map((value, index) => [value, index]));
  const labels = new Uint8Array(data.length);
  for (let index = 0; index < data.length; index++) labels[index] = positions.get(Number(data[index]))!;
  return labels;
}

function notLabels({ name, dtype, shape }: NamedArray, what: string): AnnealError {
  return new AnnealError('data-type', `\`${name}\` ${what}.`, {
    place: name,
    received: `${dtype} [${shape.join(', ')}]`,
    remedy: `Masks hold one label a pixel, up to ${MAX_CLASSES} different ones, or 0 and 255. If images and masks were mistaken for each other, choose them in dataset.images and dataset.masks.`,
  });
}

function unknownValues({ name }: NamedArray, found: string, known: readonly number[]): AnnealError {
  return new AnnealError(
    'data-mismatch',
    `\`${name}\` holds values that the model does not know: ${found}.`,
    {
      place: name,
      received: found,
      remedy: `The model was trained on masks with the values ${known.slice(0, 20).join(', ')}.`,
    },
  );
}
