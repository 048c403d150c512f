/**
 * What a network has to beat: the best single threshold of the intensity, chosen on the training images, brighter or
 * darker, of each channel or of their mean; of several classes the one that most training pixels have.
 */
import { z } from 'zod';
import { type ImageSource, imageBlocks } from './data/images';
import { IGNORED } from './kernels/maskSums';
import { overlapScores, type PixelCounts } from './kernels/overlapScores';

/** Kept in every checkpoint. */
export const maskRuleSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('threshold'),
    /** null for the mean of all channels. */
    channel: z.number().int().min(0).nullable(),
    /** In the values of the images. */
    threshold: z.number(),
    /** Foreground is what is at least the threshold, or what is below it. */
    side: z.enum(['brighter', 'darker']),
  }),
  z.object({
    kind: z.literal('majority'),
    /** Class index that every pixel gets. */
    label: z.number().int().min(0),
  }),
]);
export type MaskRule = z.infer<typeof maskRuleSchema>;
type ThresholdRule = Extract<MaskRule, { kind: 'threshold' }>;
type MajorityRule = Extract<MaskRule, { kind: 'majority' }>;

/** Of one image, means over its foreground classes. */
export interface ImageOverlap {
  dice: number;
  iou: number;
}

/** Intensities that are told apart between the darkest and the brightest; bytes are all told apart. */
const BINS = 1024;

/** So many pixels say which threshold is good; of more images those at equal distances are taken. */
const MAX_PIXELS = 2 ** 26;

/**
 * @param rows of the training images, ascending.
 * @param classes how many, the background among them.
 * @returns the rule with the highest mean Dice over these images; null without masks or images.
 */
export async function fitMaskRule(
  images: ImageSource,
  rows: Uint32Array,
  classes: number,
): Promise<MaskRule | null> {
  if (!images.labels || rows.length === 0) return null;
  const chosen = sampleOf(images, rows);
  return classes === 2 ? bestThreshold(images, chosen) : majority(images, chosen, classes);
}

/**
 * Dice and IoU of the rule on each of these rows that has a mask, as the network's are made: means over the foreground
 * classes, nothing of nothing is 1.
 * @returns by row.
 */
export async function measureMaskRule(
  images: ImageSource,
  rows: Uint32Array,
  classes: number,
  rule: MaskRule,
): Promise<Map<number, ImageOverlap>> {
  const found = new Map<number, ImageOverlap>();
  for await (const { row, pixels, labels } of eachImage(images, rows)) {
    const scores = foregroundScores(labels, labelOf(rule, pixels, images.channels), classes);
    found.set(row, { dice: mean(scores.map(({ dice }) => dice)), iou: mean(scores.map(({ iou }) => iou)) });
  }
  return found;
}

/** What the rule makes of each pixel. */
function labelOf(rule: MaskRule, pixels: ArrayLike<number>, channels: number): (pixel: number) => number {
  if (rule.kind === 'majority') return () => rule.label;
  const intensity = intensityOf(pixels, channels, rule.channel);
  const isBright = rule.side === 'brighter';
  return (pixel) => (intensity(pixel) >= rule.threshold === isBright ? 1 : 0);
}

/** "Best single threshold (intensity ≥ 131 of 255)", in the field's words. */
export function ruleTitle(
  rule: MaskRule,
  { channels, fullScale }: Pick<ImageSource, 'channels' | 'fullScale'>,
  classes: readonly string[],
): string {
  if (rule.kind === 'majority') return `Most frequent class (${classes[rule.label]})`;
  const value = Number(rule.threshold.toPrecision(4));
  const channel = rule.channel === null ? ', mean of the channels,' : ` of channel ${rule.channel + 1}`;
  const of = channels === 1 ? '' : channel;
  const scale = fullScale === 1 ? '' : ` of ${fullScale}`;
  return `Best single threshold (intensity${of} ${rule.side === 'brighter' ? '≥' : '<'} ${value}${scale})`;
}

const nothing = new Uint8Array(0);

interface LabelledImage {
  row: number;
  /** [pixels, channels] */
  pixels: ArrayLike<number>;
  labels: Uint8Array;
}

/** What is not wanted of them is not read, and empty. */
async function* eachImage(
  images: ImageSource,
  rows: Uint32Array,
  wants: 'pixels' | 'labels' | 'both' = 'both',
): AsyncGenerator<LabelledImage> {
  if (!images.labels) return;
  const wanted = new Set(rows);
  for (const { first, end } of imageBlocks(images)) {
    let isWanted = false;
    for (let row = first; row < end; row++) isWanted ||= wanted.has(row);
    if (!isWanted) continue;
    const pixels = wants === 'labels' ? nothing : await images.pixels(first, end);
    const labels = wants === 'pixels' ? nothing : await images.labels(first, end);
    for (let row = first; row < end; row++) {
      if (!wanted.has(row)) continue;
      const start = images.starts[row]! - images.starts[first]!;
      const stop = start + images.heights[row]! * images.widths[row]!;
      yield {
        row,
        pixels: pixels.subarray(start * images.channels, stop * images.channels),
        labels: labels.subarray(start, stop),
      };
    }
  }
}

function sampleOf({ heights, widths }: ImageSource, rows: Uint32Array): Uint32Array {
  const pixels = rows.reduce((sum, row) => sum + heights[row]! * widths[row]!, 0);
  const every = Math.ceil(pixels / MAX_PIXELS);
  return rows.filter((_, index) => index % every === 0);
}

/** The intensity of each pixel: of a channel, or the mean of all. */
function intensityOf(
  pixels: ArrayLike<number>,
  channels: number,
  channel: number | null,
): (pixel: number) => number {
  if (channel !== null) return (pixel) => pixels[pixel * channels + channel]!;
  return (pixel) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += pixels[pixel * channels + c]!;
    return sum / channels;
  };
}

/** Of a channel or of the mean: from where to where its values go, and how many are told apart. */
interface Candidate {
  channel: number | null;
  low: number;
  high: number;
  bins: number;
  /** Sums of Dice over the images, by the first bin of the brighter side. */
  brighter: Float64Array;
  darker: Float64Array;
}

async function bestThreshold(images: ImageSource, rows: Uint32Array): Promise<ThresholdRule> {
  const { channels } = images;
  const all = Array.from({ length: channels }, (_, channel): number | null => channel);
  const channelsTried = channels > 1 ? [...all, null] : all;
  const candidates = await rangesOf(images, rows, channelsTried);
  for await (const { pixels, labels } of eachImage(images, rows)) {
    for (const candidate of candidates)
      addImage(candidate, intensityOf(pixels, channels, candidate.channel), labels);
  }
  let best: ThresholdRule = { kind: 'threshold', channel: all[0]!, threshold: 0, side: 'brighter' };
  let highest = -1;
  for (const { channel, low, high, bins, brighter, darker } of candidates) {
    for (let bin = 0; bin <= bins; bin++) {
      const threshold = low + (bin * (high - low)) / bins;
      for (const side of ['brighter', 'darker'] as const) {
        const sum = (side === 'brighter' ? brighter : darker)[bin]!;
        if (sum <= highest) continue;
        highest = sum;
        best = { kind: 'threshold', channel, threshold, side };
      }
    }
  }
  return best;
}

/** Bytes are told apart one by one; of other values the range is cut into as many bins as are looked at. */
async function rangesOf(
  images: ImageSource,
  rows: Uint32Array,
  channels: readonly (number | null)[],
): Promise<Candidate[]> {
  const ranges = channels.map((channel) => ({ channel, low: Infinity, high: -Infinity }));
  if (images.pixelType === 'uint8') for (const range of ranges) [range.low, range.high] = [0, 256];
  else {
    for await (const { pixels } of eachImage(images, rows, 'pixels')) {
      const count = pixels.length / images.channels;
      for (const range of ranges) {
        const intensity = intensityOf(pixels, images.channels, range.channel);
        for (let pixel = 0; pixel < count; pixel++) {
          const value = intensity(pixel);
          if (value < range.low) range.low = value;
          if (value > range.high) range.high = value;
        }
      }
    }
  }
  return ranges.map((range) => {
    const bins = images.pixelType === 'uint8' ? 256 : BINS;
    return { ...range, bins, brighter: new Float64Array(bins + 1), darker: new Float64Array(bins + 1) };
  });
}

function addImage(
  { low, high, bins, brighter, darker }: Candidate,
  intensity: (pixel: number) => number,
  labels: Uint8Array,
): void {
  const positives = new Float64Array(bins);
  const negatives = new Float64Array(bins);
  const scale = high > low ? bins / (high - low) : 0;
  let [present, absent] = [0, 0];
  for (let pixel = 0; pixel < labels.length; pixel++) {
    const label = labels[pixel]!;
    if (label === IGNORED) continue;
    const bin = Math.min(bins - 1, Math.floor((intensity(pixel) - low) * scale));
    if (label === 1) {
      positives[bin]! += 1;
      present++;
    } else {
      negatives[bin]! += 1;
      absent++;
    }
  }
  let [below, wrong] = [0, 0];
  for (let bin = 0; bin <= bins; bin++) {
    // Of the darker side: `below` of the class are found, `wrong` others with them.
    brighter[bin]! += diceOf(present - below, absent - wrong, below);
    darker[bin]! += diceOf(below, wrong, present - below);
    if (bin === bins) break;
    below += positives[bin]!;
    wrong += negatives[bin]!;
  }
}

function diceOf(tp: number, fp: number, fn: number): number {
  return overlapScores({ tp, fp, fn, tn: 0 }).dice;
}

async function majority(images: ImageSource, rows: Uint32Array, classes: number): Promise<MajorityRule> {
  const counts = new Float64Array(classes);
  for await (const { labels } of eachImage(images, rows, 'labels')) {
    for (const label of labels) if (label < classes) counts[label]! += 1;
  }
  return { kind: 'majority', label: counts.indexOf(Math.max(...counts)) };
}

function foregroundScores(labels: Uint8Array, found: (pixel: number) => number, classes: number) {
  const counts = Array.from({ length: classes }, (): PixelCounts => ({ tp: 0, fp: 0, fn: 0, tn: 0 }));
  for (let pixel = 0; pixel < labels.length; pixel++) {
    const label = labels[pixel]!;
    if (label === IGNORED) continue;
    const predicted = found(pixel);
    if (label === predicted) counts[label]!.tp++;
    else {
      counts[predicted]!.fp++;
      if (label < classes) counts[label]!.fn++;
    }
  }
  return counts.slice(1).map(overlapScores);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
