/** What the values of masks mean: distinct values become classes; soft edges of drawn masks are cut at half. */

import { type DatasetReader, readBlocks } from '../../../engine/data/datasetReader';
import type { ArrayOutline, NumericArray } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';

/** Something that whoever trains should know. */
export interface ImageRemark {
  code: string;
  message: string;
}

export interface MaskClasses {
  /** For two classes background and foreground, else named by their values; the first is the background. */
  classes: string[];
  /** The value of each class in the file. */
  values: number[];
}

export interface MaskReading extends MaskClasses {
  /** From the array's values to class indices. */
  labelsOf(values: NumericArray): Uint8Array;
  remarks: ImageRemark[];
}

/** More values than this are no labels. */
const MAX_CLASSES = 64;
/** Full strokes of masks that are drawn, by the type of their values. */
const FULL = [1, 255, 65535];

/** How often each value occurs. */
type Counts = ReadonlyMap<number, number>;

/**
 * Reads the masks once, nothing where an import has found out which values there are and their numbers do not matter.
 * @param known values of a checkpoint's classes; other values are an error then.
 * @throws AnnealError `data-type` for values that are no labels, `data-mismatch` for values that a checkpoint lacks.
 */
export async function readMaskClasses(
  data: DatasetReader,
  array: ArrayOutline,
  known?: readonly number[],
): Promise<MaskReading> {
  if (array.categories) throw notLabels(array, 'holds text');
  const facts = data.facts?.(array.name);
  const distinct = facts?.missing === 0 ? facts.distinct : null;
  if (distinct && softFull(distinct) === null) return readingOf(array, distinct, null, known);
  const counts = await countValues(readBlocks(data, array.name));
  const values = [...counts.keys()].sort((a, b) => a - b);
  return readingOf(array, values, fullStroke(counts), known);
}

/**
 * @param values that occur, ascending.
 * @param full value of a full stroke, where masks have soft edges.
 */
function readingOf(
  array: ArrayOutline,
  values: readonly number[],
  full: number | null,
  known: readonly number[] | undefined,
): MaskReading {
  if (full !== null) return softMasks(array, full, values.length, known);
  if (values.length > MAX_CLASSES) {
    throw notLabels(array, `holds ${values.length} different values, so the masks look like grey images`);
  }
  const stray = values.find((value) => !Number.isFinite(value));
  if (stray !== undefined) throw notLabels(array, `holds ${stray}`);
  if (known) return knownMasks(array, values, known);
  if (values.length <= 1) return uniformMasks(array, values[0] ?? 0);
  return { ...classesOf(values), labelsOf: positionsIn(array, values), remarks: [] };
}

function classesOf(values: readonly number[]): MaskClasses {
  const classes =
    values.length === 2
      ? ['background', 'foreground']
      : values.map((value) => (value === 0 ? 'background' : `${value}`));
  return { classes, values: [...values] };
}

/** Stops counting new values beyond any number that could be labels; those that are known are counted on. */
async function countValues(blocks: AsyncIterable<NumericArray>): Promise<Counts> {
  const bins = new Float64Array(65536);
  const counts = new Map<number, number>();
  for await (const values of blocks) {
    if (values instanceof Uint8Array || values instanceof Uint16Array) {
      for (let index = 0; index < values.length; index++) bins[values[index]!]!++;
      continue;
    }
    for (let index = 0; index < values.length; index++) {
      const value = Number(values[index]);
      const count = counts.get(value);
      if (count !== undefined) counts.set(value, count + 1);
      else if (counts.size < 65536) counts.set(value, 1);
    }
  }
  for (const [value, count] of bins.entries()) if (count > 0) counts.set(value, count);
  return counts;
}

/**
 * The value of a full stroke when the masks are drawn with soft edges (or went through JPEG): most pixels lie at the
 * two ends, more at the upper end than between, and their values are such. Null for labels.
 */
function fullStroke(counts: Counts): number | null {
  const full = softFull([...counts.keys()]);
  if (full === null) return null;
  const pixels = { low: 0, between: 0, high: 0 };
  for (const [value, count] of counts) pixels[endOf(value, full)] += count;
  const ends = pixels.low + pixels.high;
  return ends >= 0.8 * (ends + pixels.between) && pixels.high > pixels.between ? full : null;
}

/**
 * The value of a full stroke where these values could be those of soft edges: there are either many between the two ends,
 * or neighbours of the full value. Labels like 0 … 20 and 255, or evenly spaced greys, are none of that; null for them.
 */
function softFull(values: readonly number[]): number | null {
  const highest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const full = FULL.find((candidate) => highest <= candidate);
  const anyNegative = values.some((value) => value < 0);
  if (full === undefined || values.length <= 2 || anyNegative || highest < 0.9 * full) return null;
  const distinct = { low: 0, between: 0, high: 0 };
  for (const value of values) distinct[endOf(value, full)]++;
  const isNoisyTop = distinct.high > 1 && values.includes(highest - full / 255);
  return isNoisyTop || distinct.between >= 16 ? full : null;
}

function endOf(value: number, full: number): 'low' | 'between' | 'high' {
  return value <= 0.1 * full ? 'low' : value >= 0.9 * full ? 'high' : 'between';
}

function softMasks(
  array: ArrayOutline,
  full: number,
  distinct: number,
  known: readonly number[] | undefined,
): MaskReading {
  if (known && known.length !== 2) {
    throw unknownValues(array, `${distinct} values between 0 and ${full}`, known);
  }
  const message = `\`${array.name}\` has soft edges (${distinct} values from 0 to ${full}): pixels above half are foreground`;
  return {
    ...classesOf(known ?? [0, full]),
    labelsOf: labelling(array, (value) => (value > full / 2 ? 1 : 0)),
    remarks: [{ code: 'masks-soft', message }],
  };
}

function uniformMasks(array: ArrayOutline, value: number): MaskReading {
  const what = value === 0 ? 'no pixel is marked' : `every pixel is ${value}`;
  const message = `\`${array.name}\` is the same everywhere: ${what} in any image`;
  return {
    ...classesOf([0, value === 0 ? 255 : value]),
    labelsOf: labelling(array, () => (value === 0 ? 0 : 1)),
    remarks: [{ code: 'masks-empty', message }],
  };
}

function knownMasks(array: ArrayOutline, values: readonly number[], known: readonly number[]): MaskReading {
  // A full stroke is a full stroke, be it saved as 1, 255 or 65535.
  const isStroke = known.length === 2 && known[0] === 0 && FULL.includes(known[1]!);
  const strokes = values.filter((value) => value !== 0);
  const wanted = isStroke && strokes.length === 1 && FULL.includes(strokes[0]!) ? [0, strokes[0]!] : known;
  const unknown = values.filter((value) => !wanted.includes(value));
  if (unknown.length > 0) {
    const listed = unknown.slice(0, 5).join(', ') + (unknown.length > 5 ? ', …' : '');
    throw unknownValues(array, listed, known);
  }
  return { ...classesOf(known), labelsOf: positionsIn(array, wanted), remarks: [] };
}

/** The position of each pixel's value among `values`. */
function positionsIn(array: ArrayOutline, values: readonly number[]): MaskReading['labelsOf'] {
  const positions = new Map(values.map((value, index) => [value, index]));
  return labelling(array, (value) => positions.get(value) ?? 0);
}

/** @param labelOf a value of the masks. */
function labelling({ dtype }: ArrayOutline, labelOf: (value: number) => number): MaskReading['labelsOf'] {
  const isNarrow = dtype === 'uint8' || dtype === 'uint16' || dtype === 'bool';
  const table = isNarrow ? Uint8Array.from({ length: 65536 }, (_, value) => labelOf(value)) : null;
  return (values) => {
    const labels = new Uint8Array(values.length);
    for (let index = 0; index < values.length; index++) {
      const value = Number(values[index]);
      labels[index] = table ? table[value]! : labelOf(value);
    }
    return labels;
  };
}

function notLabels({ name, dtype, shape }: ArrayOutline, what: string): AnnealError {
  return new AnnealError('data-type', `\`${name}\` ${what}.`, {
    place: name,
    received: `${dtype} [${shape.join(', ')}]`,
    remedy: `Masks hold one label a pixel, up to ${MAX_CLASSES} different ones, or 0 and 255. If images and masks were mistaken for each other, choose them in dataset.images and dataset.masks.`,
  });
}

function unknownValues({ name }: ArrayOutline, found: string, known: readonly number[]): AnnealError {
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
