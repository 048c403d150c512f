/** What a trained model scores on each image, against what evaluation measures of all of them. */
import { expect, it } from 'vitest';
import { selectBackend } from '../../engine/backend';
import { residentData } from '../../engine/data/datasetReader';
import { runToEnd } from '../../engine/testRuns';
import { evaluate, loadModel } from '../../engine/training/evaluate';
import type { AskContext } from '../engine';
import type { ExampleScores } from '../exampleScores';
import { blobs } from './blobs.fixture';
import { segmentation } from './engine';
import type { SegmentationWorkload } from './workload';

it('has the means of evaluation as its means over images', async () => {
  const arrays = blobs(10);
  const config = {
    task: 'segmentation',
    dataset: { cropSize: 16, cropsPerImage: 2, testFraction: 0.4 },
    model: { levels: 1, baseWidth: 4 },
    training: { batchSize: 4, maxSteps: 4 },
  };
  const { latest } = await runToEnd({ config, arrays, backend: await selectBackend('cpu') });
  const model = await loadModel(segmentation, latest, residentData(arrays));
  const context = { model: async () => model, progress() {}, signal: new AbortController().signal };
  const scores = (await segmentation.questions.scores!.answer(
    { split: 'test' },
    context as unknown as AskContext<SegmentationWorkload>,
  )) as ExampleScores;
  const metrics = await evaluate(model, model.workload.splits.test);
  expect(scores.rows).toHaveLength(4);
  const mean = (name: string) => {
    const { values } = scores.measures.find((measure) => measure.name === name)!;
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  expect(mean('dice')).toBeCloseTo(metrics.dice!, 10);
  expect(mean('iou')).toBeCloseTo(metrics.iou!, 10);
  model.dispose();
});
