/** What the page of neurons asks, with the answers. */
import { z } from 'zod';
import type { Importance } from '../../protocol/diagnostics';
import type { AnalysisArgument } from '../engine';
import type { LearnedFilters } from './analysis/learnedFilters';
import type { ModelGraph } from './analysis/modelGraph';
import type { NeuronsAnalysis } from './analysis/neuronsAnalysis';
import type { RateFit } from './analysis/rateFit';
import type { Trace } from './analysis/trace';
import type { TraceArgument, UnitArgument } from './analysis/unitArguments';
import type { UnitWeights } from './analysis/unitWeights';

export const noArgument = z.strictObject({});

export type NeuronsQuestions = {
  analysis: { argument: AnalysisArgument; answer: NeuronsAnalysis };
  /** Rates beside the counts, bin by bin. */
  fit: { argument: AnalysisArgument; answer: RateFit };
  importance: { argument: AnalysisArgument; answer: Importance };
  trace: { argument: TraceArgument; answer: Trace };
  unit: { argument: UnitArgument; answer: UnitWeights };
  filters: { argument: Record<string, never>; answer: LearnedFilters };
  /** Of a configuration and a dataset; no model is loaded. */
  graph: { argument: Record<string, never>; answer: ModelGraph };
};
