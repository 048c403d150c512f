/**
 * Metrics of a segmentation from sums over images: the backend sums every batch of a training step (float32), whole
 * images are scored on the host and added to the same sums (float64), and the metrics are made once, at the end.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Metrics } from '../../../protocol/events';
import { maskCountSums, sumsPerClass } from '../kernels/counts';
import { eachOverlap, overlapNames, overlapScores } from '../kernels/overlapScores';
import type { ImageScores } from './image';
import { classDiceName, partLossName } from './metricInfos';

const width = sumsPerClass.length;

/**
 * Names of the sums: count, loss, the loss's components, pixels with the right class, then eleven of each foreground
 * class.
 * @param classes the first is the background.
 */
export function segmentationSumNames(components: readonly string[], classes: readonly string[]): string[] {
  return [
    'count',
    'loss',
    ...components.map(partLossName),
    'correct',
    ...classes.slice(1).flatMap((name) => sumsPerClass.map((sum) => `${name}: ${sum}`)),
  ];
}

/**
 * The sums of a training batch, in two dispatches. Distances are not measured there: their sum and count are zero.
 * @param logits float32 [b, h, w, K]; K = 1 for two classes, else the number of classes.
 * @param labels int32 [b, h, w]: class indices, 0 = background.
 * @param components float32 [b, n]: parts of the loss of each image.
 * @param losses float32 [b]: the loss of each image.
 * @returns float32, in the order of `segmentationSumNames`. Pixel counts are exact below 2²⁴ pixels a batch.
 */
export function segmentationSums(
  logits: tf.Tensor4D,
  labels: tf.Tensor3D,
  components: tf.Tensor2D,
  losses: tf.Tensor1D,
): tf.Tensor1D {
  return maskCountSums(logits, labels, components, losses);
}

/**
 * Adds one image to the sums.
 * @param sums in the order of `segmentationSumNames`, changed in place.
 * @param loss of the image, with its components in order; NaN where it is not known.
 */
export function addScores(
  sums: Float64Array,
  { correct, classes }: ImageScores,
  loss: { total: number; components: readonly number[] },
): void {
  const values = [1, loss.total, ...loss.components, correct];
  for (const { counts, overlap, hd95 } of classes) {
    const measured = Number.isNaN(hd95) ? [0, 0] : [hd95, 1];
    values.push(counts.tp, counts.fp, counts.fn, counts.tn);
    values.push(...overlapNames.map((name) => overlap[name]), ...measured);
  }
  values.forEach((value, i) => {
    sums[i]! += value;
  });
}

/**
 * Means over the images, and over the foreground classes: of every image's scores, and of the scores of all pixels
 * together (`pooled_dice`, `pooled_iou`).
 * @param sums over all images, in the order of `segmentationSumNames`.
 * @returns every metric of `segmentationMetricInfos`, weights apart; NaN without images, `hd95` without one that could be measured.
 */
export function segmentationMetrics(
  sums: Float64Array,
  components: readonly string[],
  classes: readonly string[],
): Metrics {
  const [count = 0, loss = 0] = sums;
  const correct = sums[2 + components.length]!;
  const foreground = classes.slice(1).map((_, index) => {
    const start = 3 + components.length + width * index;
    return classMetrics(count, sums.subarray(start, start + width));
  });
  const mean = (metric: (one: ClassMetrics) => number) => meanOf(foreground.map(metric));
  const pixels = foreground[0]?.pixels ?? 0;
  return {
    loss: loss / count,
    ...Object.fromEntries(components.map((name, i) => [partLossName(name), sums[2 + i]! / count])),
    ...eachOverlap((name) => mean((one) => one.means[name])),
    hd95: meanOf(foreground.map(({ hd95 }) => hd95).filter((value) => !Number.isNaN(value))),
    ...(classes.length > 2 &&
      Object.fromEntries(foreground.map(({ means }, i) => [classDiceName(classes[i + 1]!), means.dice]))),
    pooled_dice: mean((one) => one.pooled.dice),
    pooled_iou: mean((one) => one.pooled.iou),
    accuracy: correct / pixels,
  };
}

type ClassMetrics = ReturnType<typeof classMetrics>;

function classMetrics(count: number, sums: Float64Array) {
  const sum = (name: (typeof sumsPerClass)[number]) => sums[sumsPerClass.indexOf(name)]!;
  const counts = { tp: sum('tp'), fp: sum('fp'), fn: sum('fn'), tn: sum('tn') };
  const pixels = counts.tp + counts.fp + counts.fn + counts.tn;
  const pooled = overlapScores(counts);
  return {
    pixels,
    means: eachOverlap((name) => sum(name) / count),
    hd95: sum('hd95') / sum('hd95 count'),
    pooled: eachOverlap((name) => (pixels > 0 ? pooled[name] : Number.NaN)),
  };
}

/** NaN of nothing. */
function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
