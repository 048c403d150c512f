/** The segmentation task through the trainer: exact resumption, replay, streaming, learning, memory. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../engine/checkpoints/encode';
import { residentData } from '../../engine/data/datasetReader';
import { runToEnd } from '../../engine/testRuns';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { evaluate, loadModel } from '../../engine/training/evaluate';
import { blobs } from './blobs.fixture';
import { segmentation } from './engine';
import type { Picture } from './pictures';

const arrays = blobs(10);

/** 8 training images, 16 crops each, 4 a batch, two batches a step: 16 steps an epoch, so that 20 steps end inside one. */
const base = {
  task: 'segmentation',
  dataset: { cropSize: 16, cropsPerImage: 16 },
  augmentation: {
    rotation: { probability: 0.5 },
    elastic: { probability: 0.5, amplitude: 2, spacing: 8 },
    gamma: { probability: 0.5 },
    noise: { probability: 0.5 },
  },
  model: { levels: 1, baseWidth: 4, dropout: 0.2 },
  loss: { scheduler: { name: 'adaptive', raiseAbove: 0.1 } },
  training: {
    batchSize: 4,
    gradientAccumulationSteps: 2,
    emaDecay: 0.9,
    weightDecay: 0.01,
    learningRate: 0.01,
  },
};

const optimizers = [
  { name: 'adam' },
  { name: 'sgd' },
  { name: 'sgd', momentum: 0.9, nesterov: true },
  { name: 'adamw', amsgrad: true },
  { name: 'rmsprop', momentum: 0.9 },
  { name: 'adagrad' },
];

describeOnBackends('the segmentation task', (name, backend) => {
  it('20 + 20 steps equal 40 in every bit, with augmentation, dropout, batch norm and a loss scheduler', async () => {
    const config = (maxSteps: number) => ({ ...base, training: { ...base.training, maxSteps } });
    const first = await runToEnd({ config: config(20), arrays, backend: backend() });
    const resume = decodeCheckpoint(encodeCheckpoint(first.latest));
    expect(resume.state).toMatchObject({ epoch: 1, stepInEpoch: 4 });
    const rest = await runToEnd({ config: config(40), arrays, backend: backend(), resume });
    const straight = await runToEnd({ config: config(40), arrays, backend: backend() });
    expect(rest.latest.tensors).toEqual(straight.latest.tensors);
    expect(rest.latest.state.lossWeights).toEqual(straight.latest.state.lossWeights);
    expect(rest.epochs.at(-1)).toMatchObject({ validation: straight.epochs.at(-1)!.validation });
    // The scheduler has moved the weights, and running statistics are in the checkpoint and have moved.
    expect(straight.epochs.at(-1)!.train.dice_weight).toBeGreaterThan(0.7);
    const running = straight.latest.tensors.filter(({ name }) => /^[^/]*running/i.test(name));
    expect(running.length).toBeGreaterThan(0);
    for (const { data } of running) expect(data.some((value) => value !== 0 && value !== 1)).toBe(true);
  });

  it('stands beside the best threshold on exactly the same images', async () => {
    const dataset = { ...base.dataset, testFraction: 0.3 };
    const config = { ...base, dataset, training: { ...base.training, maxSteps: 2 } };
    const { latest } = await runToEnd({ config, arrays, backend: backend() });
    const model = await loadModel(segmentation, latest, residentData(arrays));
    const { test } = model.workload.splits;
    const compared = await model.executable.compare(model.parameters, test, 'test');
    const metrics = await evaluate(model, test);
    expect(compared).toMatchObject({ part: 'test', rows: 3 });
    const [network, rule] = compared!.models;
    expect(network!.values[0]).toBeCloseTo(metrics.dice!, 6);
    expect(network!.values[1]).toBeCloseTo(metrics.iou!, 6);
    // Discs are brighter than their ground by three standard deviations.
    expect(rule!.title).toMatch(/^Best single threshold \(intensity ≥ 1\d\d of 255\)$/);
    expect(rule!.values[0]).toBeGreaterThan(0.7);
    model.dispose();
  });

  it('streams images that are not resident to the same bits', async () => {
    const config = { ...base, training: { ...base.training, maxSteps: 3 } };
    const resident = await runToEnd({ config, arrays, backend: backend() });
    const streamed = await runToEnd({ config, arrays, backend: backend(), residentBytes: 100 });
    expect(streamed.latest.tensors).toEqual(resident.latest.tensors);
    expect(streamed.epochs.at(-1)!.validation).toEqual(resident.epochs.at(-1)!.validation);
  });

  // The rules of the optimizers are compared in `trainer.test.ts`; what is this task's own is the graph, one for all of
  // them. 40 steps end in the third epoch, after the scheduler has changed the loss's weights and the ring has come round.
  const long = process.env.ANNEAL_LONG === '1';
  const steps = long ? 100 : 40;
  for (const optimizer of long ? optimizers : optimizers.slice(0, 1)) {
    const title = Object.values(optimizer).join(' ');
    it.runIf(name === 'webgpu')(
      `replays the eager step in every bit over ${steps} steps of ${title}`,
      async () => {
        const training = { ...base.training, batchSize: 2, gradientClipNorm: 1, optimizer, maxSteps: steps };
        const config = { ...base, dataset: { cropSize: 8, cropsPerImage: 8 }, training };
        const replayed = await runToEnd({ config, arrays, backend: backend() });
        const eager = await runToEnd({ config, arrays, backend: backend(), compile: false });
        expect(replayed.latest.tensors).toEqual(eager.latest.tensors);
        expect(
          replayed.events.filter((event) => event.type === 'warning' && event.code === 'not-compiled'),
        ).toEqual([]);
      },
    );
  }

  it.runIf(name === 'wasm')('learns, and a loaded checkpoint measures what the run measured', async () => {
    const { epochs, events, finished, snapshots } = await runToEnd({
      config: {
        task: 'segmentation',
        dataset: { cropSize: 16 },
        model: { levels: 2, baseWidth: 8 },
        training: { epochs: 12, batchSize: 4, learningRate: 0.01 },
      },
      arrays,
      backend: backend(),
    });
    const dice = epochs.map(({ validation }) => validation!.dice!);
    expect(Math.max(...dice)).toBeGreaterThan(0.8);
    expect(finished?.best?.monitor).toBe('dice');
    expect(finished?.best?.value).toBe(Math.max(...dice));
    const best = snapshots.findLast(({ kinds }) => kinds.includes('best'))!.checkpoint;
    const model = await loadModel(
      segmentation,
      decodeCheckpoint(encodeCheckpoint(best)),
      residentData(arrays),
    );
    const metrics = await evaluate(model, model.workload.splits.validation);
    model.dispose();
    expect(metrics).toEqual(epochs[best.state.epoch - 1]!.validation);
    expect(Object.keys(metrics)).toEqual(
      expect.arrayContaining(['dice', 'iou', 'sensitivity', 'specificity', 'precision', 'hd95']),
    );
    const examples = events.filter((event) => event.type === 'examples');
    expect(examples).toHaveLength(12);
    expect((examples[0]!.value as Picture[]).map(({ name }) => name).sort()).toEqual(['image 10', 'image 9']);
  });

  it('leaves no tensors behind', async () => {
    const run = () =>
      runToEnd({
        config: { ...base, training: { ...base.training, maxSteps: 2 } },
        arrays,
        backend: backend(),
      });
    await run();
    const before = tf.memory().numTensors;
    await run();
    expect(tf.memory().numTensors).toBe(before);
  });
});
