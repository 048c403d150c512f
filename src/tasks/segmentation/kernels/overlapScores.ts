/**
 * Scores of one class in one image, or in all pixels together, from counts of its pixels; and the names that metrics of a
 * class have. Loaded by the page, too.
 */

export interface PixelCounts {
  /** Of the class and found. */
  tp: number;
  /** Found, though of another class. */
  fp: number;
  /** Of the class, but missed. */
  fn: number;
  tn: number;
}

/** In the order of every table. */
export const overlapNames = ['dice', 'iou', 'sensitivity', 'specificity', 'precision'] as const;

export type OverlapName = (typeof overlapNames)[number];
export type OverlapScores = Record<OverlapName, number>;

/**
 * Dice 2·tp/(2·tp + fp + fn), IoU tp/(tp + fp + fn), sensitivity tp/(tp + fn), specificity tn/(tn + fp), precision
 * tp/(tp + fp). Nothing of nothing is 1: an empty mask that is predicted empty is right, and an
 * empty prediction raises no false alarm.
 */
export function overlapScores({ tp, fp, fn, tn }: PixelCounts): OverlapScores {
  return {
    dice: ratio(2 * tp, 2 * tp + fp + fn),
    iou: ratio(tp, tp + fp + fn),
    sensitivity: ratio(tp, tp + fn),
    specificity: ratio(tn, tn + fp),
    precision: ratio(tp, tp + fp),
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

/** The same of each score. */
export function eachOverlap<T>(score: (name: OverlapName) => T): Record<OverlapName, T> {
  return {
    dice: score('dice'),
    iou: score('iou'),
    sensitivity: score('sensitivity'),
    specificity: score('specificity'),
    precision: score('precision'),
  };
}
