/** Predicted masks as a zip of PNG files, with a table of scores where the truth is known. */

import { type Cell, csvText } from '../../formats/csv/write';
import { writeGreyPng } from '../../formats/images/greyPng';
import { writeZip } from '../../formats/zip/zip';
import { overlapNames } from './kernels/overlapScores';
import { imageScores, meanScores, predictedClasses } from './metrics/image';
import type { ImageRows, SegmentedImage } from './segmentedImage';

export interface MaskOptions {
  /** The first is the background. */
  classes: readonly string[];
  /** The value that stood for each class in the masks of the training data. */
  values: readonly number[];
  /** Of two classes: foreground is what reaches it. */
  threshold: number;
}

/**
 * A mask of each image at its own size, named like it: 0 and 255 for two classes, else the values of the training masks
 * (16 bits a pixel where they need them; class indices where they are no whole numbers up to 65535). `metrics.csv` has
 * a line for each image with a truth: means over its foreground classes, with several of them the Dice of each.
 * @param stream images as the model segments them; each is written at once and let go.
 * @throws file-too-large above 4 GiB or 65,534 files.
 */
export async function writeMasks(
  stream: AsyncIterable<SegmentedImage>,
  images: ImageRows,
  { classes, values, threshold }: MaskOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const samples = samplesOf(values, classes.length);
  const nameOf = freeNames();
  const files: { name: string; bytes: Uint8Array }[] = [];
  const lines: Cell[][] = [];
  for await (const { row, height, width, probability } of stream) {
    const mask = predictedClasses(probability, classes.length, threshold);
    const name = `${nameOf(images.name(row))}.png`;
    files.push({ name, bytes: writeGreyPng(samples(mask), height, width) });
    const truth = await images.truth(row);
    if (!truth) continue;
    const scores = imageScores(probability, truth, height, width, classes.length, threshold);
    const means = meanScores(scores);
    lines.push([
      images.name(row),
      ...overlapNames.map((score) => means[score]),
      Number.isNaN(means.hd95) ? null : means.hd95,
      ...(classes.length > 2 ? scores.classes.map(({ overlap }) => overlap.dice) : []),
    ]);
  }
  if (lines.length > 0) {
    const perClass = classes.length > 2 ? classes.slice(1).map((name) => `dice[${name}]`) : [];
    const text = csvText(['image', ...overlapNames, 'hd95', ...perClass], lines);
    files.push({ name: 'metrics.csv', bytes: new TextEncoder().encode(text) });
  }
  // The PNG files are compressed already.
  return writeZip(files, 0);
}

/** From class indices to what is written. */
function samplesOf(
  values: readonly number[],
  classes: number,
): (mask: Uint8Array) => Uint8Array | Uint16Array {
  const whole = values.length === classes && values.every((value) => Number.isInteger(value) && value >= 0);
  const largest = Math.max(...values);
  if (classes === 2) return (mask) => mask.map((index) => 255 * index);
  if (!whole || largest > 65535) return (mask) => mask;
  if (largest > 255) return (mask) => Uint16Array.from(mask, (index) => values[index]!);
  return (mask) => mask.map((index) => values[index]!);
}

/** Stems of file names, each given once: `a.png` and `a.tif` become `a` and `a-2`, whatever their case. */
function freeNames(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    // A name from an array may hold anything; one that climbs out of a folder must not get into a zip.
    const stem = name.replace(/\.[^.]*$/, '').replace(/[/\\\0]/g, '_') || 'image';
    let free = stem;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${stem}-${n}`;
    taken.add(free.toLowerCase());
    return free;
  };
}
