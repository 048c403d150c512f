/** What the page of neurons asks, with the answers. */
import { z } from 'zod';
import type { AnalysisArgument } from '../engine';
import type { LearnedFilters } from './analysis/learnedFilters';
import type { ModelGraph } from './analysis/modelGraph';
import type { NeuronsAnalysis } from './analysis/neuronsAnalysis';
import type { Trace } from './analysis/trace';
import type { TraceArgument, UnitArgument } from './analysis/unitArguments';
import type { UnitWeights } from './analysis/unitWeights';

export const noArgument = z.strictObject({});

export type NeuronsQuestions = {
  analysis: { argument: AnalysisArgument; answer: NeuronsAnalysis };
  trace: { argument: TraceArgument; answer: Trace };
  unit: { argument: UnitArgument; answer: UnitWeights };
  filters: { argument: Record<string, never>; answer: LearnedFilters };
  /** Of a configuration and a dataset; no model is loaded. */
  graph: { argument: Record<string, never>; answer: ModelGraph };
};
