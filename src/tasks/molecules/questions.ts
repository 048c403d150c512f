/** What the page of molecules asks of a checkpoint, with the answers. */
import { z } from 'zod';
import type { AnalysisArgument } from '../engine';
import type { MoleculesAnalysis } from './analysis/moleculesAnalysis';
import type { OneMolecule } from './analysis/oneMolecule';

/** A molecule of the data as the model predicts it. */
export const predictedArgument = z.strictObject({ row: z.number().int().min(0) });

export type PredictionQuestions = {
  analysis: { argument: AnalysisArgument; answer: MoleculesAnalysis };
  predicted: { argument: z.infer<typeof predictedArgument>; answer: OneMolecule };
};
