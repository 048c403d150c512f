/**
 * How good predictions are, in numbers that every kind of prediction shares: made by the tasks, shown everywhere alike.
 * Plain data; what is not defined is null.
 */

/** The percentiles of absolute errors that are told. */
export const errorPercents = [50, 75, 90, 95, 99] as const;

export interface Percentile {
  /** 0 to 100. */
  percent: number;
  value: number | null;
}

/** Bins of equal width from 0 to about the 99.5th percentile of the absolute errors, and how many lie above them. */
export interface ErrorHistogram {
  width: number;
  counts: number[];
  beyond: number;
}

/** Points in square bins of equal size: the centres of those that hold any. */
export interface BinnedScatter {
  /** Side of a bin. */
  width: number;
  /** Reference. */
  x: Float64Array;
  /** Predicted. */
  y: Float64Array;
  count: Float64Array;
}

export interface Spread {
  mean: number | null;
  std: number | null;
  min: number | null;
  max: number | null;
  median: number | null;
}

/** Predicted values beside their reference. */
export interface PairSummary {
  count: number;
  mae: number | null;
  rmse: number | null;
  maxError: number | null;
  /** Mean of predicted − reference. */
  bias: number | null;
  /** Pearson. */
  correlation: number | null;
  /** Of the ranks, of a sample where there are very many values; and Lin's. */
  spearman: number | null;
  concordance: number | null;
  /** Within [−10, 1]. */
  r2: number | null;
  predicted: Spread;
  reference: Spread;
  /** Of the absolute error. */
  errorPercentiles: Percentile[];
  /** Whether median and percentiles come from a sample of the values. */
  approximate: boolean;
  /** Of the absolute error. */
  errorHistogram: ErrorHistogram;
  scatter: BinnedScatter;
}

/** How predicted values go together with the true ones. */
export interface Association {
  /** Linear. */
  pearson: number | null;
  /** Of the ranks. */
  spearman: number | null;
  /** Lin's concordance: 1 only where both are the same. */
  concordance: number | null;
}

/** Predictions whose confidence lies in one bin. */
export interface ReliabilityBin {
  /** The bin is [from, to), the last one [from, 1]. */
  from: number;
  to: number;
  count: number;
  /** Mean confidence and share of the cases that came true; null where the bin is empty. */
  confidence: number | null;
  observed: number | null;
}

/** Whether what is said to be so likely is so often the case. */
export interface Reliability {
  /** "Most probable class", "setosa". */
  name: string;
  count: number;
  /** Of equal width. */
  bins: ReliabilityBin[];
  /** Mean over the cases of |observed − confidence| of their bin; of bins of equal width, and of equal counts. */
  ece: number | null;
  adaptiveEce: number | null;
  /** The largest |observed − confidence| of a bin. */
  largestGap: number | null;
}

/** How often the truth lies in intervals that should hold so many of 100 cases. */
export interface Coverage {
  /** Nominal, per cent. */
  percent: number;
  /** Share of the cases inside, 0 to 1. */
  inside: number;
  /** Share that they should hold, where it is not quite the nominal one, as of whole counts. */
  expected?: number;
  /** Mean width of the intervals, in the units of what is predicted. */
  width: number;
}

/** Values in the order of another quantity, a bin after the other. */
export interface MeanBin {
  from: number;
  to: number;
  /** Mean of the quantity. */
  x: number;
  count: number;
  mean: number;
  /** Of the values, divided by count − 1; 0 of a single one. */
  deviation: number;
}

/** How much worse predictions get when an input says nothing any more. */
export interface InputImportance {
  name: string;
  /** By how much the score gets worse, mean and standard deviation over the shuffles. */
  mean: number;
  deviation: number;
}

export interface Importance {
  /** "R²", "accuracy". */
  score: string;
  better: 'min' | 'max';
  /** Of the rows as they are. */
  value: number;
  /** That were looked at, and how often each input was shuffled. */
  rows: number;
  repeats: number;
  /** The most important first. */
  inputs: InputImportance[];
}

/** The examples that were predicted worst, the worst first. */
export interface WorstTable {
  columns: { title: string; numeric: boolean }[];
  rows: { row: number; cells: (string | number | null)[] }[];
}

/** What was found about predictions or a run, in words. */
export interface Finding {
  /** What was looked for: `overfitting`. */
  code: string;
  /** "Over-fitting". */
  title: string;
  /** `unknown` where there is too little to say. */
  tone: 'good' | 'warn' | 'bad' | 'unknown';
  /** What was seen, and where. */
  message: string;
  /** What to try; null where all is well. */
  remedy: string | null;
}

/** Batches of an evaluation, one after the other. */
export interface BatchDiagnostics {
  /** Examples of a full batch. */
  size: number;
  loss: (number | null)[];
  milliseconds: number[];
  /** Rows of each batch. */
  rows: number[][];
}
