/** What a trained model scores on each molecule, against its analysis. */
import { expect, it } from 'vitest';
import { selectBackend } from '../../engine/backend';
import { residentData } from '../../engine/data/datasetReader';
import { runToEnd } from '../../engine/testRuns';
import { loadModel } from '../../engine/training/evaluate';
import type { AskContext } from '../engine';
import type { ExampleScores } from '../exampleScores';
import type { MoleculesAnalysis } from './analysis/moleculesAnalysis';
import { madeUp } from './batches.fixture';
import { moleculeSetArrays } from './data/arrays.fixture';
import { molecules } from './engine';
import type { MoleculesWorkload } from './workload';

it('has the mean of the analysis as its mean over molecules', async () => {
  const arrays = moleculeSetArrays(Array.from({ length: 12 }, (_, i) => madeUp(i, 2 + (i % 5), 12)));
  const config = {
    task: 'molecules',
    dataset: { validationFraction: 0.4 },
    model: { features: 4, numBasisFunctions: 4, numIterations: 1 },
    training: { batchSize: 2, maxSteps: 3 },
  };
  const { latest } = await runToEnd({ config, arrays, backend: await selectBackend('cpu') });
  const model = await loadModel(molecules, latest, residentData(arrays));
  const context = {
    ...{ model: async () => model, progress() {}, signal: new AbortController().signal },
  } as unknown as AskContext<MoleculesWorkload>;
  const asked = { split: 'validation' } as const;
  const scores = (await molecules.questions.scores!.answer(asked, context)) as ExampleScores;
  const analysis = (await molecules.questions.analysis.answer(asked, context)) as MoleculesAnalysis;
  const [esp, , dipole] = scores.measures;
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(esp!.values)).toBeCloseTo(analysis.model.espRmse.mean!, 10);
  expect(mean(dipole!.values)).toBeCloseTo(analysis.model.dipole!.mae!, 10);
  expect(scores.truth).toContain(`${analysis.potential!.count} points`);
  model.dispose();
});
