/** What a trained model scores on units of two sessions, against what evaluation measures of all of them. */
import { expect, it } from 'vitest';
import { selectBackend } from '../../engine/backend';
import { residentData } from '../../engine/data/datasetReader';
import { runToEnd } from '../../engine/testRuns';
import { evaluate, loadModel } from '../../engine/training/evaluate';
import type { AskContext } from '../engine';
import type { ExampleScores } from '../exampleScores';
import { neurons } from './engine';
import { smallNeurons, testSessions } from './sessions.fixture';
import type { NeuronsWorkload } from './workload';

it('has the mean over units of a session in its values', async () => {
  const arrays = testSessions([
    { name: 'm1_a', bins: 160, units: 4 },
    { name: 'm1_b', bins: 130, units: 3 },
  ]);
  const config = { ...smallNeurons, training: { ...smallNeurons.training, maxSteps: 4 } };
  const { latest } = await runToEnd({ config, arrays, backend: await selectBackend('cpu') });
  const model = await loadModel(neurons, latest, residentData(arrays));
  const context = { model: async () => model, progress() {}, signal: new AbortController().signal };
  const scores = (await neurons.questions.scores!.answer(
    { split: 'validation' },
    context as unknown as AskContext<NeuronsWorkload>,
  )) as ExampleScores;
  const metrics = await evaluate(model, model.workload.splits.validation);
  expect(scores.pairs).toMatchObject({ one: 'unit' });
  expect(scores.pairs.names).toEqual(
    [100, 101, 102, 103, 100, 101, 102].map((cid, i) => `m1_${i < 4 ? 'a' : 'b'} ${cid}`),
  );
  const { values } = scores.measures.find(({ name }) => name === 'bps')!;
  const mean = (part: Float64Array) => part.reduce((sum, value) => sum + value, 0) / part.length;
  expect((mean(values.subarray(0, 4)) + mean(values.subarray(4))) / 2).toBeCloseTo(metrics.bps!, 10);
  model.dispose();
});
