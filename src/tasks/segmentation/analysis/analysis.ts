/** Analysis of a segmentation on the host: scores of every image and class, thresholds, precision and recall, pictures. */
import { type ClassReliabilityTally, createClassReliability } from '../../../engine/metrics/calibration';
import { createPairStatistics } from '../../../engine/metrics/pairStatistics';
import { defined, meanDefined } from '../../../engine/metrics/statistics';
import { IGNORED } from '../kernels/maskSums';
import { eachOverlap, type OverlapName, overlapScores, type PixelCounts } from '../kernels/overlapScores';
import { type ClassScores, type ImageScores, imageScores, meanScores, outputsOf } from '../metrics/image';
import { addScores, segmentationMetrics, segmentationSumNames } from '../metrics/sums';
import type { ImageRows, SegmentedImage } from '../segmentedImage';
import type {
  DistanceScores,
  SegmentationAnalysis,
  SegmentedClass,
  SegmentedImageScores,
} from './imageAnalysis';
import { createExtremePictures, pictureOf } from './picture';
import { createThresholdSweep, type ThresholdSweep } from './thresholds';

const BINS = 20;

/**
 * @param stream images as the model segments them; each is looked at once and let go.
 * @param images their truth, by row.
 * @param classes the first is the background.
 * @param threshold at which the scores of two classes are taken.
 */
export async function segmentationAnalysis(
  stream: AsyncIterable<SegmentedImage>,
  images: ImageRows,
  classes: readonly string[],
  threshold: number,
): Promise<Omit<SegmentationAnalysis, 'channels'>> {
  const sums = new Float64Array(segmentationSumNames([], classes).length);
  const perClass: ClassScores[][] = classes.slice(1).map(() => []);
  const sweeps = perClass.map(createThresholdSweep);
  const reliability = createClassReliability(classes, outputsOf(classes.length));
  const shares = createPairStatistics();
  const table: SegmentedImageScores[] = [];
  const extremes = createExtremePictures();
  let unlabelled = 0;
  for await (const image of stream) {
    const truth = await images.truth(image.row);
    if (!truth) {
      unlabelled++;
      continue;
    }
    const { height, width, probability } = image;
    const scores = imageScores(probability, truth, height, width, classes.length, threshold);
    addScores(sums, scores, { total: 0, components: [] });
    for (const [i, one] of scores.classes.entries()) perClass[i]!.push(one);
    sweep(sweeps, image, truth, classes.length);
    calibrate(reliability, image, truth, outputsOf(classes.length));
    const row = imageRow(image, images.name(image.row), scores, truth);
    shares.add(row.predictedForeground, row.foreground);
    table.push(row);
    const { dice } = meanScores(scores);
    if (extremes.takes(dice)) extremes.add(await pictureOf(image, images, truth, classes.length, dice));
  }
  const metrics = segmentationMetrics(sums, [], classes);
  return {
    kind: 'segmentation',
    rows: table.length,
    unlabelled,
    threshold,
    classes: perClass.map((scores, i) => classOf(classes[i + 1]!, scores, sweeps[i]!)),
    images: table,
    mean: {
      ...eachOverlap((name) => defined(metrics[name]!)),
      hd95: defined(metrics.hd95!),
    },
    pooled: {
      dice: defined(metrics.pooled_dice!),
      iou: defined(metrics.pooled_iou!),
      accuracy: defined(metrics.accuracy!),
    },
    reliability: reliability.finish(),
    foreground: shares.finish(),
    diceDistribution: distribution(table),
    pictures: extremes.pictures,
  };
}

function sweep(
  sweeps: readonly ThresholdSweep[],
  { probability }: SegmentedImage,
  truth: Uint8Array,
  classes: number,
): void {
  const outputs = outputsOf(classes);
  for (const [i, one] of sweeps.entries()) {
    one.add(probability, outputs, outputs === 1 ? 0 : i + 1, truth, i + 1);
  }
}

function calibrate(
  reliability: ClassReliabilityTally,
  { probability }: SegmentedImage,
  truth: Uint8Array,
  outputs: number,
): void {
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] !== IGNORED) reliability.add(probability, i * outputs, truth[i]!);
  }
}

function imageRow(
  { row, height, width }: SegmentedImage,
  name: string,
  scores: ImageScores,
  truth: Uint8Array,
): SegmentedImageScores {
  const means = meanScores(scores);
  const found = scores.classes.reduce((sum, { counts }) => sum + counts.tp + counts.fp, 0);
  return {
    row,
    name,
    ...eachOverlap((score) => defined(means[score])),
    hd95: defined(means.hd95),
    foreground:
      truth.reduce((sum, label) => sum + (label > 0 && label !== IGNORED ? 1 : 0), 0) / (height * width),
    predictedForeground: found / (height * width),
  };
}

function classOf(name: string, scores: readonly ClassScores[], thresholds: ThresholdSweep): SegmentedClass {
  const distances = scores.map(({ hd95 }) => defined(hd95));
  const total = (count: keyof PixelCounts) => scores.reduce((sum, { counts }) => sum + counts[count], 0);
  const pixels = { tp: total('tp'), fp: total('fp'), fn: total('fn'), tn: total('tn') };
  const pooled = overlapScores(pixels);
  return {
    name,
    support: pixels.tp + pixels.fn,
    mean: meansOf(scores, distances),
    measuredImages: distances.filter((value) => value !== null).length,
    pooled: eachOverlap((score) => (scores.length > 0 ? defined(pooled[score]) : null)),
    ...thresholds.finish(),
  };
}

function meansOf(scores: readonly ClassScores[], distances: readonly (number | null)[]): DistanceScores {
  const sum = (name: OverlapName) => scores.reduce((total, { overlap }) => total + overlap[name], 0);
  return { ...eachOverlap((name) => defined(sum(name) / scores.length)), hd95: meanDefined(distances) };
}

/** Bins of equal width from 0 to 1; 1 itself belongs to the last. */
function distribution(images: readonly SegmentedImageScores[]): number[] {
  const bins = new Array<number>(BINS).fill(0);
  for (const { dice } of images) {
    if (dice !== null) bins[Math.min(BINS - 1, Math.floor(dice * BINS))]! += 1;
  }
  return bins;
}
