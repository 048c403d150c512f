/**
 * What a checkpoint scores on each example: by what two checkpoints are compared, pair by pair. Every task answers the
 * question `scores` with it; it is the same for all, so that nothing of the comparison is a task's own.
 */

import type { LoadedModel } from '../engine/training/evaluate';
import type { Workload } from '../engine/workload';
import type { Measure } from '../protocol/comparison';
import { type AnalysisArgument, analysisOf, type Question, type Watch } from './engine';

export interface ExampleMeasure extends Measure {
  /** How the values become the metric: their mean, or the root of the mean of squares that they are. */
  pooling: 'mean' | 'rootMean';
  /** One for each pair; NaN where it is not defined. */
  values: Float64Array;
}

export interface ExampleScores {
  /** Of the dataset, ascending: what was measured. */
  rows: Uint32Array;
  /**
   * What is drawn as one: what belongs together, as the pixels of an image, is one pair and never apart. Names where a pair
   * is several rows; null where each row is one.
   */
  pairs: { one: string; many: string; names: string[] | null };
  /** What was compared with, in words; answers of other words are of another question. */
  truth: string;
  /** What a reader should know of the pairs: a whole sentence. */
  note?: string;
  measures: ExampleMeasure[];
}

export type ScoresQuestion = { scores: { argument: AnalysisArgument; answer: ExampleScores } };

/** The question `scores`. @param score of the rows, which are not empty. */
export function scoresOf<Prepared extends Workload>(
  score: (model: LoadedModel<Prepared>, rows: Uint32Array, watch: Watch) => Promise<ExampleScores>,
): Question<AnalysisArgument, Prepared> {
  return analysisOf(score);
}
