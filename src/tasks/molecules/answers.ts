/** The analysis of a checkpoint, a molecule as it predicts it, and its predictions as files. */
import type { z } from 'zod';
import type { LoadedModel } from '../../engine/training/evaluate';
import { AnnealError } from '../../protocol/errors';
import { type AskContext, analysisOf, type Watch, watched } from '../engine';
import { scoresOf } from '../exampleScores';
import { analyseMolecules } from './analysis/analyse';
import { moleculeLoss } from './analysis/moleculeLoss';
import { moleculeScores } from './analysis/moleculeScores';
import type { MoleculesAnalysis } from './analysis/moleculesAnalysis';
import { type OneMolecule, oneMolecule } from './analysis/oneMolecule';
import { moleculeWriters } from './predictions/writers';
import { predictedArgument } from './questions';
import type { MoleculesWorkload } from './workload';

type MoleculesModel = LoadedModel<MoleculesWorkload>;

/** The molecules of the rows, one after the other, and what is known of them besides. */
function predictedSet({ workload, executable, parameters }: MoleculesModel, rows: Uint32Array, watch: Watch) {
  const { set, loss } = workload;
  return {
    stream: watched(executable.predict(parameters, rows), rows.length, watch),
    name: set.name,
    loss: (predicted: Parameters<typeof moleculeLoss>[0]) => moleculeLoss(predicted, loss),
    padded: {
      atoms: set.atomCounts.reduce((most, atoms) => Math.max(most, atoms), 0),
      points: set.gridLength,
    },
  };
}

export const moleculePredictions = moleculeWriters(predictedSet);

export const analysisQuestion = analysisOf(analyse);

async function analyse(model: MoleculesModel, rows: Uint32Array, watch: Watch): Promise<MoleculesAnalysis> {
  const { stream, ...words } = predictedSet(model, rows, watch);
  return analyseMolecules(stream, words);
}

export const scoresQuestion = scoresOf(async (model: MoleculesModel, rows, watch) => {
  return moleculeScores(predictedSet(model, rows, watch).stream, rows);
});

export const predictedQuestion = {
  argument: predictedArgument,
  async answer(
    { row }: z.infer<typeof predictedArgument>,
    context: AskContext<MoleculesWorkload>,
  ): Promise<OneMolecule> {
    const model = await context.model();
    const { set } = model.workload;
    if (row < set.count) {
      const { stream } = predictedSet(model, Uint32Array.of(row), context);
      for await (const predicted of stream) return oneMolecule(predicted, set.name(row));
    }
    throw new AnnealError('data-not-found', `There is no molecule in row ${row}.`, {
      place: `row ${row}`,
      remedy: `Rows go from 0 to ${set.count - 1}.`,
    });
  },
};
