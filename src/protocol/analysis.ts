/**
 * What the analysis of a checkpoint's predictions holds: plain JSON for charts, tables and downloads, and the pixels of
 * a few pictures. A number that is not defined (a correlation with a constant, the ROC of a class that never occurs) is
 * null.
 */
import type { Picture } from '../tasks/segmentation/pictures';

export interface Percentile {
  /** 0 to 100. */
  percent: number;
  value: number | null;
}

/** One target of a regression, in the units of the predictions that were given. */
export interface TargetAnalysis {
  target: string;
  mse: number | null;
  mae: number | null;
  rmse: number | null;
  r2: number | null;
  correlation: number | null;
  /** Of the absolute error. */
  errorPercentiles: Percentile[];
  maxError: number | null;
  /** Every `stride`-th row in order, for actual against predicted as two curves; at most 2,000. */
  series: { row: number; actual: number; predicted: number }[];
  /** Rows evenly spread over all, for actual against predicted with the identity line; at most 2,000. */
  scatter: { actual: number; predicted: number }[];
}

export interface RegressionAnalysis {
  kind: 'regression';
  rows: number;
  /** The stride of the series: as asked for, or longer where the rows would give more than 2,000 points. */
  stride: number;
  targets: TargetAnalysis[];
  /** Means over the targets. */
  mean: Pick<TargetAnalysis, 'mse' | 'mae' | 'rmse' | 'r2' | 'correlation'>;
}

export interface RocPoint {
  falsePositiveRate: number;
  truePositiveRate: number;
}

export interface ClassAnalysis {
  name: string;
  /** Rows of this class. */
  support: number;
  precision: number;
  recall: number;
  f1: number;
  /** This class against the rest, from (0, 0) to (1, 1), at most 200 points; empty where not defined. */
  roc: RocPoint[];
  /** Area under the full curve, ties counted half. */
  auc: number | null;
}

export interface ClassificationAnalysis {
  kind: 'classification';
  target: string;
  rows: number;
  accuracy: number | null;
  /** In the order of the class indices. */
  classes: ClassAnalysis[];
  /** Rows are true classes, columns predicted ones. */
  confusion: number[][];
  /** Unweighted means over the classes that occur in truth or prediction; AUC over those that have one. */
  macro: { precision: number | null; recall: number | null; f1: number | null; auc: number | null };
}

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
  /** How many images have a Dice in [0, 0.05), [0.05, 0.1), … [0.95, 1]. */
  diceDistribution: number[];
  /** Of the images with the lowest Dice and of those with the highest, the worst first. */
  pictures: Picture[];
}

export type Analysis = RegressionAnalysis | ClassificationAnalysis | SegmentationAnalysis;

/** The four panels of the loss picture share these points. */
export interface LossPoint {
  epoch: number;
  train: number | null;
  validation: number | null;
  /** |train − validation|. */
  gap: number | null;
}

export interface LossAnalysis {
  /** Panels one to three: both losses, the same on a log axis, and their gap. */
  points: LossPoint[];
  /** How many first epochs are left out, because their large losses would flatten a long run. */
  droppedEpochs: number;
  /** Whether every loss is above zero, so that a log axis shows them all. */
  logScale: boolean;
  /** Panel four: mean of the validation loss over `window` epochs, at the last of them; null for short runs. */
  movingAverage: { window: number; points: { epoch: number; value: number | null }[] } | null;
}

/** A remark about the numbers of an epoch that a person should see. */
export interface RunWarning {
  code:
    | 'overfitting'
    | 'severe-overfitting'
    | 'negative-r2'
    | 'scale-mismatch'
    | 'scale-collapse'
    | 'model-collapse'
    | 'systematic-bias';
  message: string;
}
