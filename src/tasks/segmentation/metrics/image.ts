/** One whole image at its own size, on the host: from probabilities to the class of each pixel, and its scores. */
import { AnnealError } from '../../../protocol/errors';
import { IGNORED } from '../kernels/maskSums';
import { eachOverlap, type OverlapScores, overlapScores, type PixelCounts } from '../kernels/overlapScores';
import { hausdorff95 } from './hausdorff';

/** Values a pixel of a model's answer: one for two classes (of the foreground), else one a class. */
export function outputsOf(classes: number): number {
  return classes === 2 ? 1 : classes;
}

/**
 * @param probability [pixels] of the foreground for two classes, else [pixels · classes].
 * @param threshold a pixel is foreground where its probability is at least this; several classes need none, since the
 *   first of the most probable is taken.
 * @returns the class index of each pixel, 0 = background.
 */
export function predictedClasses(probability: Float32Array, classes: number, threshold: number): Uint8Array {
  const outputs = outputsOf(classes);
  const mask = new Uint8Array(probability.length / outputs);
  if (outputs === 1) {
    for (let pixel = 0; pixel < mask.length; pixel++) mask[pixel] = probability[pixel]! >= threshold ? 1 : 0;
    return mask;
  }
  for (let pixel = 0; pixel < mask.length; pixel++) {
    const start = pixel * classes;
    let best = 0;
    for (let c = 1; c < classes; c++) if (probability[start + c]! > probability[start + best]!) best = c;
    mask[pixel] = best;
  }
  return mask;
}

export interface ClassScores {
  counts: PixelCounts;
  overlap: OverlapScores;
  /** Pixels; NaN where the class is missing from the truth or from the prediction. */
  hd95: number;
}

export interface ImageScores {
  /** Pixels with the right class. */
  correct: number;
  /** Of each foreground class. */
  classes: ClassScores[];
}

/**
 * @param probability [height · width] of the foreground for two classes, else [height · width · classes].
 * @param labels class index of each pixel, 0 = background.
 * @param classes how many, the background among them.
 * @param threshold for two classes: foreground is what reaches it.
 * @throws data-mismatch where the sizes do not fit.
 */
export function imageScores(
  probability: Float32Array,
  labels: Uint8Array,
  height: number,
  width: number,
  classes: number,
  threshold: number,
): ImageScores {
  const pixels = height * width;
  if (labels.length !== pixels || probability.length !== pixels * outputsOf(classes)) {
    throw new AnnealError(
      'data-mismatch',
      `An image of ${width} × ${height} pixels and ${classes} classes does not fit its mask or its prediction.`,
      {
        received: `${labels.length} labels, ${probability.length} probabilities`,
        remedy: 'Use a mask of the size of its image.',
      },
    );
  }
  const predicted = predictedClasses(probability, classes, threshold);
  // Rows are true classes, columns predicted ones; a label beyond the classes has a row of its own.
  const confusion = new Float64Array((classes + 1) * classes);
  let counted = 0;
  for (let i = 0; i < pixels; i++) {
    // What counts nowhere is no part of a predicted mask either.
    if (labels[i] === IGNORED) {
      predicted[i] = IGNORED;
      continue;
    }
    counted++;
    confusion[Math.min(labels[i]!, classes) * classes + predicted[i]!]! += 1;
  }
  let correct = 0;
  for (let c = 0; c < classes; c++) correct += confusion[c * classes + c]!;
  return {
    correct,
    classes: Array.from({ length: classes - 1 }, (_, index): ClassScores => {
      const counts = countsOf(confusion, index + 1, classes, counted);
      const hd95 = hausdorff95(predicted, labels, height, width, index + 1);
      return { counts, overlap: overlapScores(counts), hd95 };
    }),
  };
}

function countsOf(confusion: Float64Array, label: number, classes: number, pixels: number): PixelCounts {
  let [found, present] = [0, 0];
  for (let row = 0; row <= classes; row++) found += confusion[row * classes + label]!;
  for (let column = 0; column < classes; column++) present += confusion[label * classes + column]!;
  const tp = confusion[label * classes + label]!;
  return { tp, fp: found - tp, fn: present - tp, tn: pixels - found - present + tp };
}

/** Means over the foreground classes of an image; the distance over those where it was measured, NaN without one. */
export function meanScores({ classes }: ImageScores): OverlapScores & { hd95: number } {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    ...eachOverlap((name) => mean(classes.map(({ overlap }) => overlap[name]))),
    hd95: mean(classes.map(({ hd95 }) => hd95).filter((value) => !Number.isNaN(value))),
  };
}
