/** What a picture predicts at a threshold, and how far that covers the truth. Pure. */
import { IGNORED } from '../kernels/maskSums';
import type { Picture } from '../pictures';

/** Values a pixel of a picture's probability: one for two classes, else one a class. */
export function outputsOf({ probability, height, width }: Picture): number {
  return probability.length / (height * width);
}

/**
 * Class index of each pixel. Of two classes, foreground is what reaches the threshold; of several the first of the
 * most probable is taken, whatever the threshold.
 */
export function predictedLabels(picture: Picture, threshold: number): Uint8Array {
  const { probability } = picture;
  const outputs = outputsOf(picture);
  const labels = new Uint8Array(probability.length / outputs);
  if (outputs === 1) {
    // A loop is ten times as fast as `map`, and a slider waits for it.
    const least = threshold * 255;
    for (let i = 0; i < labels.length; i++) labels[i] = probability[i]! >= least ? 1 : 0;
    return labels;
  }
  for (let pixel = 0; pixel < labels.length; pixel++) {
    const start = pixel * outputs;
    let best = 0;
    for (let c = 1; c < outputs; c++) if (probability[start + c]! > probability[start + best]!) best = c;
    labels[pixel] = best;
  }
  return labels;
}

/** Shares of all pixels, 0 to 1, and the Dice. */
export interface Overlap {
  /** Of a class and found as such: true positives. */
  hit: number;
  /** Background that was taken for a class: false positives. */
  falseAlarm: number;
  /** Of a class, but taken for background: false negatives. */
  miss: number;
  /** Of one class, taken for another. */
  mixedUp: number;
  /** Mean over the foreground classes of 2·tp/(2·tp + fp + fn); nothing of nothing is 1. */
  dice: number;
}

/** @param classes how many, the background among them. */
export function overlapOf(truth: Uint8Array, predicted: Uint8Array, classes: number): Overlap {
  // Rows are true classes, columns predicted ones.
  const confusion = new Float64Array(classes * classes);
  let counted = 0;
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] === IGNORED) continue;
    confusion[truth[i]! * classes + predicted[i]!]! += 1;
    counted++;
  }
  const at = (row: number, column: number) => confusion[row * classes + column]!;
  const counts = { hit: 0, falseAlarm: 0, miss: 0, mixedUp: 0 };
  let dice = 0;
  for (let c = 1; c < classes; c++) {
    let [present, found] = [0, 0];
    for (let other = 0; other < classes; other++) {
      present += at(c, other);
      found += at(other, c);
    }
    counts.hit += at(c, c);
    counts.falseAlarm += at(0, c);
    counts.miss += at(c, 0);
    counts.mixedUp += present - at(c, c) - at(c, 0);
    dice += present + found === 0 ? 1 : (2 * at(c, c)) / (present + found);
  }
  const share = (count: number) => count / counted;
  return {
    hit: share(counts.hit),
    falseAlarm: share(counts.falseAlarm),
    miss: share(counts.miss),
    mixedUp: share(counts.mixedUp),
    dice: dice / (classes - 1),
  };
}
