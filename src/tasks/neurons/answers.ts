/** What the page of neurons asks beside its sheet: the analysis, a unit over time, weights, and the picture of a model. */
import type { AskContext } from '../engine';
import { analysisOf } from '../engine';
import { scoresOf } from '../exampleScores';
import { analyseNeurons } from './analysis/analyse';
import { inputImportance } from './analysis/inputImportance';
import { learnedFilters } from './analysis/learnedFilters';
import { modelGraph } from './analysis/modelGraph';
import { rateFit } from './analysis/rateFit';
import { sessionScores } from './analysis/sessionScores';
import { traceOf } from './analysis/trace';
import { type TraceArgument, traceArgument, type UnitArgument, unitArgument } from './analysis/unitArguments';
import { unitWeights } from './analysis/unitWeights';
import { noArgument } from './questions';
import type { NeuronsWorkload } from './workload';

type Context = AskContext<NeuronsWorkload>;

export const neuronAnswers = {
  analysis: analysisOf(analyseNeurons),
  fit: analysisOf(rateFit),
  importance: analysisOf(inputImportance),
  scores: scoresOf(sessionScores),
  trace: {
    argument: traceArgument,
    answer: async (argument: TraceArgument, context: Context) =>
      traceOf(await context.model(), argument, context),
  },
  unit: {
    argument: unitArgument,
    answer: async (argument: UnitArgument, context: Context) => unitWeights(await context.model(), argument),
  },
  filters: {
    argument: noArgument,
    answer: async (_: object, context: Context) => learnedFilters(await context.model()),
  },
  graph: { argument: noArgument, answer: (_: object, context: Context) => modelGraph(context) },
};
