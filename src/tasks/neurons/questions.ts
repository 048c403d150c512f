/** What the page of neurons asks, with the answers. */
import { z } from 'zod';
import type { AnalysisArgument } from '../engine';
import type { LearnedFilters } from './analysis/learnedFilters';
import type { ModelGraph } from './analysis/modelGraph';
import type { NeuronsAnalysis } from './analysis/neuronsAnalysis';
import type { Trace } from './analysis/trace';
import type { UnitWeights } from './analysis/unitWeights';

const index = z.number().int().min(0);

/** Predicted against recorded rates of a unit, from bin `start` to before `end`. */
export const traceArgument = z.strictObject({ session: z.string(), unit: index, start: index, end: index });
export type TraceArgument = z.infer<typeof traceArgument>;

/** How the readout of a session looks at the features for one unit. */
export const unitArgument = z.strictObject({ session: z.string(), unit: index });
export type UnitArgument = z.infer<typeof unitArgument>;

export const noArgument = z.strictObject({});

export type NeuronsQuestions = {
  analysis: { argument: AnalysisArgument; answer: NeuronsAnalysis };
  trace: { argument: TraceArgument; answer: Trace };
  unit: { argument: UnitArgument; answer: UnitWeights };
  filters: { argument: Record<string, never>; answer: LearnedFilters };
  /** Of a configuration and a dataset; no model is loaded. */
  graph: { argument: Record<string, never>; answer: ModelGraph };
};
