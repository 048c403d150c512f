/** What the analysis of segmented images holds: JSON, and the pixels of a few pictures. What is not defined is null. */
import type { Comparison } from '../../../protocol/comparison';
import type { PairSummary, Reliability } from '../../../protocol/diagnostics';
import type { Picture } from '../pictures';

/** Scores of masks against the truth; nothing of nothing is 1. */
export interface MaskScores {
  dice: number | null;
  iou: number | null;
  sensitivity: number | null;
  specificity: number | null;
  precision: number | null;
}

export interface DistanceScores extends MaskScores {
  /** 95th percentile of the distances between borders, pixels; null where truth or prediction has no such pixel. */
  hd95: number | null;
}

/** Scores of one class as if foreground were what reaches the threshold. */
export interface ThresholdPoint {
  threshold: number;
  /** Means over the images. */
  dice: number;
  iou: number;
  sensitivity: number;
  precision: number;
  /** Of the pixels of all images together. */
  pooledDice: number;
  pooledIou: number;
  pooledSensitivity: number;
  pooledPrecision: number;
}

export interface PrecisionRecallPoint {
  threshold: number;
  recall: number;
  precision: number;
}

export interface SegmentedClass {
  name: string;
  /** Pixels of this class in the truth of all images. */
  support: number;
  /** Means over the images; the distance over those where it could be measured. */
  mean: DistanceScores;
  measuredImages: number;
  /** Of the pixels of all images together. */
  pooled: MaskScores;
  /** 0, 0.01, … 1; this class against the rest. Empty without images. */
  thresholds: ThresholdPoint[];
  /** Of `thresholds`, the one with the highest mean Dice; of equals the nearest to 0.5. */
  bestThreshold: ThresholdPoint | null;
  /** All pixels together, from high thresholds to low, at most 200 points; empty where the class never occurs. */
  curve: PrecisionRecallPoint[];
  /** Σ (Rₙ − Rₙ₋₁)·Pₙ over thresholds in thousandths, from high to low; null where the class never occurs. */
  averagePrecision: number | null;
}

/** One image; means over its foreground classes. */
export interface SegmentedImageScores extends DistanceScores {
  row: number;
  name: string;
  /** Share of foreground pixels in the truth and in the prediction. */
  foreground: number;
  predictedForeground: number;
}

export interface SegmentationAnalysis {
  kind: 'segmentation';
  /** Images with a truth; others are only counted. */
  rows: number;
  unlabelled: number;
  /** Of two classes, at which the scores are taken; several classes take the most probable. */
  threshold: number;
  /** The foreground classes. */
  classes: SegmentedClass[];
  images: SegmentedImageScores[];
  /** Means over images and foreground classes. */
  mean: DistanceScores;
  /** Of the pixels of all images together, mean over the foreground classes; and the share of right pixels. */
  pooled: { dice: number | null; iou: number | null; accuracy: number | null };
  channels: number;
  /** Of the pixels: of the most probable class first, then of each class. */
  reliability: Reliability[];
  /** Predicted against true shares of foreground pixels, image by image. */
  foreground: PairSummary;
  /** How many images have a Dice in [0, 0.05), [0.05, 0.1), … [0.95, 1]. */
  diceDistribution: number[];
  /** Of the images with the lowest Dice and of those with the highest, the worst first. */
  pictures: Picture[];
  /** The network beside what it has to beat; null, or absent, where there is nothing to compare. */
  comparison?: Comparison | null;
}
