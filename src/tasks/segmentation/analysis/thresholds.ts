/**
 * One class against the rest at every threshold, from a histogram of its probabilities: each image's pixels are looked
 * at once, however many thresholds there are.
 */
import { IGNORED } from '../kernels/maskSums';
import { type OverlapScores, overlapScores, type PixelCounts } from '../kernels/overlapScores';
import type { PrecisionRecallPoint, SegmentedClass, ThresholdPoint } from './imageAnalysis';

/** Steps between 0 and 1 that the histogram tells apart; the table of thresholds takes every tenth. */
const FINE = 1000;
const COARSE = 100;
const mostPoints = 200;

/** Pixels by the highest of the fine thresholds that their probability reaches. */
interface Histogram {
  /** Of the class. */
  positives: Float64Array;
  negatives: Float64Array;
}

export interface ThresholdSweep {
  /**
   * Adds an image.
   * @param probability of pixel i at i · stride + offset.
   * @param labels class index of each pixel; the class is `label`.
   */
  add(probability: Float32Array, stride: number, offset: number, labels: Uint8Array, label: number): void;
  finish(): Pick<SegmentedClass, 'thresholds' | 'bestThreshold' | 'curve' | 'averagePrecision'>;
}

export function createThresholdSweep(): ThresholdSweep {
  const total = emptyHistogram();
  const thresholds = Array.from({ length: COARSE + 1 }, (_, i) => i / COARSE);
  const sums = thresholds.map(() => ({ dice: 0, iou: 0, sensitivity: 0, precision: 0 }));
  let images = 0;
  return {
    add(probability, stride, offset, labels, label) {
      const own = emptyHistogram();
      for (let i = 0; i < labels.length; i++) {
        if (labels[i] === IGNORED) continue;
        const bins = labels[i] === label ? own.positives : own.negatives;
        bins[binOf(probability[i * stride + offset]!)]! += 1;
      }
      countsAt(own).forEach((counts, i) => {
        const scores = overlapScores(counts);
        for (const name of ['dice', 'iou', 'sensitivity', 'precision'] as const)
          sums[i]![name] += scores[name];
      });
      for (let bin = 0; bin <= FINE; bin++) {
        total.positives[bin]! += own.positives[bin]!;
        total.negatives[bin]! += own.negatives[bin]!;
      }
      images++;
    },
    finish() {
      const pooled = countsAt(total).map(overlapScores);
      const points =
        images === 0
          ? []
          : thresholds.map((threshold, i) => pointOf(threshold, sums[i]!, images, pooled[i]!));
      return { thresholds: points, bestThreshold: bestOf(points), ...precisionRecall(total) };
    },
  };
}

function emptyHistogram(): Histogram {
  return { positives: new Float64Array(FINE + 1), negatives: new Float64Array(FINE + 1) };
}

/** The highest k with k / 1000 ≤ p. Exact: no float32 is so near to a thousandth that the product rounds over it. */
function binOf(p: number): number {
  return Math.min(FINE, Math.max(0, Math.floor(p * FINE)));
}

/** Counts at each of the coarse thresholds, rising. */
function countsAt({ positives, negatives }: Histogram): PixelCounts[] {
  const counts: PixelCounts[] = [];
  let [tp, fp] = [0, 0];
  const present = sumOf(positives);
  const absent = sumOf(negatives);
  for (let bin = FINE; bin >= 0; bin--) {
    tp += positives[bin]!;
    fp += negatives[bin]!;
    if (bin % (FINE / COARSE) === 0) counts.push({ tp, fp, fn: present - tp, tn: absent - fp });
  }
  return counts.reverse();
}

function pointOf(
  threshold: number,
  sums: Pick<OverlapScores, 'dice' | 'iou' | 'sensitivity' | 'precision'>,
  images: number,
  pooled: OverlapScores,
): ThresholdPoint {
  return {
    threshold,
    dice: sums.dice / images,
    iou: sums.iou / images,
    sensitivity: sums.sensitivity / images,
    precision: sums.precision / images,
    pooledDice: pooled.dice,
    pooledIou: pooled.iou,
    pooledSensitivity: pooled.sensitivity,
    pooledPrecision: pooled.precision,
  };
}

function bestOf(points: readonly ThresholdPoint[]): ThresholdPoint | null {
  const distance = ({ threshold }: ThresholdPoint) => Math.abs(threshold - 0.5);
  return points.reduce<ThresholdPoint | null>((best, point) => {
    if (!best || point.dice > best.dice) return point;
    return point.dice === best.dice && distance(point) < distance(best) ? point : best;
  }, null);
}

/** Of all pixels; average precision as scikit-learn defines it, with probabilities cut to thousandths. */
function precisionRecall({
  positives,
  negatives,
}: Histogram): Pick<SegmentedClass, 'curve' | 'averagePrecision'> {
  const present = sumOf(positives);
  if (present === 0) return { curve: [], averagePrecision: null };
  const curve: PrecisionRecallPoint[] = [];
  let [tp, fp, averagePrecision] = [0, 0, 0];
  for (let bin = FINE; bin >= 0; bin--) {
    const more = positives[bin]!;
    if (more + negatives[bin]! === 0) continue;
    tp += more;
    fp += negatives[bin]!;
    const precision = tp / (tp + fp);
    averagePrecision += (more / present) * precision;
    curve.push({ threshold: bin / FINE, recall: tp / present, precision });
  }
  return { curve: thin(curve), averagePrecision };
}

/** Evenly by index, first and last kept. */
function thin<T>(points: T[]): T[] {
  if (points.length <= mostPoints) return points;
  const step = (points.length - 1) / (mostPoints - 1);
  return Array.from({ length: mostPoints }, (_, i) => points[Math.round(i * step)]!);
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
