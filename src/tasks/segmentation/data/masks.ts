/**
 * What the values of masks mean: distinct values become classes, but for one that is ignored and for what soft edges and
 * compression leave (`strayValues.ts`); greys with soft edges are cut at half.
 */

import type { DatasetReader } from '../../../engine/data/datasetReader';
import type { ArrayOutline, NumericArray } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';
import { IGNORED } from '../kernels/maskSums';
import type { ImageLayout } from './imageLayout';
import { countMasks, type MaskCounts } from './maskCounts';
import { areDoubtful, findStrays } from './strayValues';

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
  /** Value of pixels that no class is known of, which count nowhere; null without. */
  ignored: number | null;
  /** From the array's values to class indices; `IGNORED` for those that count nowhere. */
  labelsOf(values: NumericArray): Uint8Array;
  remarks: ImageRemark[];
}

/** More values than this are no labels. */
const MAX_CLASSES = 64;
/** Full strokes of masks that are drawn, by the type of their values. */
const FULL = [1, 255, 65535];

/** How often each value occurs. */
type Counts = ReadonlyMap<number, number>;

export interface MaskOptions {
  /** Classes of a checkpoint; other values are an error then. */
  known?: readonly number[] | undefined;
  /** The value that is ignored, -1 for none; null lets the masks decide. */
  ignore?: number | null | undefined;
  /** Of the images; without it nothing is known of edges. */
  layout?: ImageLayout | undefined;
}

/**
 * Reads the masks once, nothing where an import has found out which values there are and no doubt is left.
 * @param known values of a checkpoint's classes, or more of what is known.
 * @throws AnnealError `data-type` for values that are no labels, `data-mismatch` for values that a checkpoint lacks.
 */
export async function readMaskClasses(
  data: DatasetReader,
  array: ArrayOutline,
  options: MaskOptions | readonly number[] = {},
): Promise<MaskReading> {
  if (array.categories) throw notLabels(array, 'holds text');
  const { known, ignore = null, layout }: MaskOptions = 'length' in options ? { known: options } : options;
  const facts = data.facts?.(array.name);
  const distinct = facts?.missing === 0 ? facts.distinct : null;
  const isPlain = distinct && softFull(distinct) === null && !(layout && areDoubtful(distinct));
  const counts = isPlain ? null : await countMasks(data, array, layout);
  const values = counts ? [...counts.pixels.keys()].sort((a, b) => a - b) : distinct!;
  const full = counts && fullStroke(counts.pixels);
  if (full !== null) return softMasks(array, full, values.length, known);
  const strays = counts && findStrays(counts);
  const real = strays ? values.filter((value) => !strays.nearest.has(value)) : values;
  const ignored = ignoredValue(real, counts, ignore, layout);
  const classes = real.filter((value) => value !== ignored);
  const reading = readingOf(array, classes, known);
  const toReal = strays?.nearest;
  const remarks = [...reading.remarks];
  if (strays) {
    const edge = `${strays.nearest.size} ${strays.nearest.size === 1 ? 'value' : 'values'} (${strays.pixels} pixels)`;
    remarks.push({
      code: 'masks-soft',
      message: `\`${array.name}\` has ${edge} at edges alone, as blending and compression leave them: each counts as the nearest of ${listed(real)}`,
    });
  }
  if (ignored !== null) {
    const share = counts ? ` (${counts.pixels.get(ignored) ?? 0} pixels)` : '';
    remarks.push({
      code: 'masks-ignored',
      message: `\`${array.name}\` marks by ${ignored} what belongs to no class${share}: ignored; dataset.ignoreLabel says otherwise`,
    });
  }
  if (!toReal && ignored === null) return { ...reading, ignored };
  const indexOf = reading.indexOf;
  return {
    ...reading,
    remarks,
    ignored,
    labelsOf: labelling(array, (value) => {
      const own = toReal?.get(value) ?? value;
      return own === ignored ? IGNORED : indexOf(own);
    }),
  };
}

/** The border of objects in VOC's masks, and what trains of thought like Cityscapes' leave open. */
const BORDER = 255;
/** Sides of images that show a border. */
const MIN_SIDE = 8;

/**
 * The value to ignore: as it is said, or 255 beside numbers of classes where it is less than twice of what they mark.
 * Without counts none is ignored by itself.
 */
function ignoredValue(
  values: readonly number[],
  counts: MaskCounts | null,
  said: number | null,
  layout: ImageLayout | undefined,
): number | null {
  if (said !== null) return said >= 0 && values.includes(said) ? said : null;
  const classes = values.filter((value) => value !== BORDER);
  if (!counts || !layout || classes.length === values.length || classes.length < 2) return null;
  if (classes.some((value) => !Number.isInteger(value) || value < 0 || value >= MAX_CLASSES)) return null;
  if (Math.min(layout.heights[0]!, layout.widths[0]!) < MIN_SIDE) return null;
  const marked = classes.reduce((sum, value) => sum + (value === 0 ? 0 : counts.pixels.get(value)!), 0);
  return counts.pixels.get(BORDER)! < 2 * marked ? BORDER : null;
}

function listed(values: readonly number[]): string {
  return values.slice(0, 10).join(', ') + (values.length > 10 ? ', …' : '');
}

/** A reading of which nothing is ignored yet. */
interface PlainReading extends MaskClasses {
  indexOf(value: number): number;
  labelsOf: MaskReading['labelsOf'];
  remarks: ImageRemark[];
}

/** @param values that occur, ascending. */
function readingOf(
  array: ArrayOutline,
  values: readonly number[],
  known: readonly number[] | undefined,
): PlainReading {
  if (values.length > MAX_CLASSES) {
    throw notLabels(array, `holds ${values.length} different values, so the masks look like grey images`);
  }
  const stray = values.find((value) => !Number.isFinite(value));
  if (stray !== undefined) throw notLabels(array, `holds ${stray}`);
  if (known) return knownMasks(array, values, known);
  if (values.length <= 1) return uniformMasks(array, values[0] ?? 0);
  return { ...classesOf(values), ...positionsIn(array, values), remarks: [] };
}

function classesOf(values: readonly number[]): MaskClasses {
  const classes =
    values.length === 2
      ? ['background', 'foreground']
      : values.map((value) => (value === 0 ? 'background' : `${value}`));
  return { classes, values: [...values] };
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
    ignored: null,
    labelsOf: labelling(array, (value) => (value > full / 2 ? 1 : 0)),
    remarks: [{ code: 'masks-soft', message }],
  };
}

function uniformMasks(array: ArrayOutline, value: number): PlainReading {
  const what = value === 0 ? 'no pixel is marked' : `every pixel is ${value}`;
  const message = `\`${array.name}\` is the same everywhere: ${what} in any image`;
  return {
    ...classesOf([0, value === 0 ? 255 : value]),
    ...indexed(array, () => (value === 0 ? 0 : 1)),
    remarks: [{ code: 'masks-empty', message }],
  };
}

function knownMasks(array: ArrayOutline, values: readonly number[], known: readonly number[]): PlainReading {
  // A full stroke is a full stroke, be it saved as 1, 255 or 65535.
  const isStroke = known.length === 2 && known[0] === 0 && FULL.includes(known[1]!);
  const strokes = values.filter((value) => value !== 0);
  const wanted = isStroke && strokes.length === 1 && FULL.includes(strokes[0]!) ? [0, strokes[0]!] : known;
  const unknown = values.filter((value) => !wanted.includes(value));
  if (unknown.length > 0) {
    const listed = unknown.slice(0, 5).join(', ') + (unknown.length > 5 ? ', …' : '');
    throw unknownValues(array, listed, known);
  }
  return { ...classesOf(known), ...positionsIn(array, wanted), remarks: [] };
}

/** The position of each pixel's value among `values`. */
function positionsIn(array: ArrayOutline, values: readonly number[]) {
  const positions = new Map(values.map((value, index) => [value, index]));
  return indexed(array, (value) => positions.get(value) ?? 0);
}

function indexed(array: ArrayOutline, indexOf: (value: number) => number) {
  return { indexOf, labelsOf: labelling(array, indexOf) };
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
