/** The receiver operating characteristic of one class against the rest. */
import type { RocPoint } from './tableAnalysis';

export interface Roc {
  points: RocPoint[];
  /** Trapezoids over the full curve: equal scores form one slanted piece, so that ties count half. */
  auc: number;
}

/**
 * @param scores of every row; higher means more likely positive.
 * @param mostPoints the curve is thinned to so many, ends kept; the area is of the full curve.
 * @returns null without positives, without negatives, or with a score that is NaN.
 */
export function roc(
  scores: Float64Array,
  positive: (row: number) => boolean,
  mostPoints: number,
): Roc | null {
  if (scores.some(Number.isNaN)) return null;
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
  let hits = 0;
  let alarms = 0;
  // Corners of the curve in counts: one after each group of equal scores.
  const corners: [alarms: number, hits: number][] = [[0, 0]];
  let area = 0;
  for (let i = 0; i < order.length; ) {
    const [alarmsBefore, hitsBefore] = [alarms, hits];
    const score = scores[order[i]!]!;
    for (; i < order.length && scores[order[i]!] === score; i++) {
      if (positive(order[i]!)) hits++;
      else alarms++;
    }
    area += ((alarms - alarmsBefore) * (hits + hitsBefore)) / 2;
    corners.push([alarms, hits]);
  }
  if (hits === 0 || alarms === 0) return null;
  const kept = thin(withoutStraight(corners), mostPoints);
  return {
    points: kept.map(([a, h]) => ({ falsePositiveRate: a / alarms, truePositiveRate: h / hits })),
    auc: area / (hits * alarms),
  };
}

type Corner = [alarms: number, hits: number];

/** Leaves out corners on a straight line between their neighbours: they change nothing in the picture. */
function withoutStraight(corners: Corner[]): Corner[] {
  return corners.filter((corner, i) => {
    const before = corners[i - 1];
    const after = corners[i + 1];
    if (!before || !after) return true;
    return (
      (corner[0] - before[0]) * (after[1] - corner[1]) !== (after[0] - corner[0]) * (corner[1] - before[1])
    );
  });
}

/** Evenly by index, first and last kept. */
function thin<T>(items: T[], most: number): T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))]!);
}
