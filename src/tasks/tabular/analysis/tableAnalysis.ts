/**
 * What the analysis of a table's predictions holds: plain JSON for charts, tables and downloads. A number that is not
 * defined (a correlation with a constant, the ROC of a class that never occurs) is null.
 */

import type { Comparison } from '../../../protocol/comparison';
import type {
  Coverage,
  ErrorHistogram,
  Finding,
  Percentile,
  Reliability,
  WorstTable,
} from '../../../protocol/diagnostics';

/** One target of a regression, in the units of the predictions that were given. */
export interface TargetAnalysis {
  target: string;
  mse: number | null;
  mae: number | null;
  rmse: number | null;
  r2: number | null;
  correlation: number | null;
  /** Of the ranks, and Lin's concordance. */
  spearman: number | null;
  concordance: number | null;
  /** Mean of predicted − actual. */
  bias: number | null;
  /** Of the absolute error. */
  errorPercentiles: Percentile[];
  errorHistogram: ErrorHistogram;
  maxError: number | null;
  /** Every `stride`-th row in order, for actual against predicted as two curves; at most 2,000. */
  series: { row: number; actual: number; predicted: number }[];
  /** Rows evenly spread over all, for actual against predicted with the identity line; at most 2,000. */
  scatter: { actual: number; predicted: number }[];
}

/** The values of an input in the rows of the scatters, to draw errors over it. */
export interface InputValues {
  name: string;
  /** In the data's units, or codes of the texts. */
  values: number[];
  /** Of a text input, in the order of the codes. */
  texts: string[] | null;
}

export interface RegressionAnalysis {
  kind: 'regression';
  rows: number;
  /** The stride of the series: as asked for, or longer where the rows would give more than 2,000 points. */
  stride: number;
  targets: TargetAnalysis[];
  /** Bias and collapse of each target. */
  findings: Finding[];
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
  /** Of the most probable class first, then of each. */
  reliability: Reliability[];
  findings: Finding[];
}

/** What the engine adds to either. */
export interface TableContext {
  /** null for checkpoints of before baselines were kept. */
  comparison: Comparison | null;
  /** Of a regression; empty where there are too many to show. */
  inputs: InputValues[];
  /** The worst rows: of a regression by target, of classes one table. */
  worst: WorstTable[];
  /** Of split-conformal intervals, by target; empty where the rows are no test rows, or validation rows too few. */
  coverage: (Coverage & { target: string })[];
}

export type TableAnalysis = (RegressionAnalysis | ClassificationAnalysis) & TableContext;
