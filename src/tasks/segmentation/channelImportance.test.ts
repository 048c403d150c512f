/** Channels that images take from others: as if the data had been so, and what that costs a model that looks at one of them. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { setOf } from '../../engine/data/arrays.fixture';
import { residentData } from '../../engine/data/datasetReader';
import { randomStream } from '../../engine/random';
import { runToEnd } from '../../engine/testRuns';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { loadModel } from '../../engine/training/evaluate';
import type { NamedArray } from '../../formats/arrays';
import { blobs } from './blobs.fixture';
import { channelImportance } from './channelImportance';
import { segmentation } from './engine';

const COUNT = 6;
const SIDE = 24;
const plain = blobs(COUNT, SIDE);

/** The blobs in the first channel, noise in the second; the first may come from another image. */
function twoChannels(giver: (image: number) => number) {
  const random = randomStream(9, 'channel test');
  const pixels = SIDE * SIDE;
  const blob = plain.get('images')!.data;
  const data = new Uint8Array(2 * COUNT * pixels);
  for (let i = 0; i < COUNT * pixels; i++) {
    const image = Math.floor(i / pixels);
    data[2 * i] = Number(blob[giver(image) * pixels + (i % pixels)]);
    data[2 * i + 1] = random.below(256);
  }
  const images: NamedArray = {
    ...{ name: 'images', dtype: 'uint8', shape: [COUNT, SIDE, SIDE, 2], categories: null },
    data,
  };
  return setOf(images, plain.get('masks')!);
}

const config = {
  task: 'segmentation',
  dataset: { cropSize: 16, cropsPerImage: 4, validationFraction: 0.34 },
  model: { levels: 1, baseWidth: 4 },
  training: { batchSize: 4, epochs: 12, learningRate: 0.02 },
};
const watch = { progress() {}, signal: new AbortController().signal };

describeOnBackends('the importance of channels', (_, backend) => {
  it('exchanges a channel as if the data had been so, and finds the one that tells', async () => {
    const arrays = twoChannels((image) => image);
    const { latest } = await runToEnd({ config, arrays, backend: backend() });
    const model = await loadModel(segmentation, latest, residentData(arrays));
    const shifted = (image: number) => (image + 1) % COUNT;
    const other = await loadModel(segmentation, latest, residentData(twoChannels(shifted)));
    const tensors = tf.memory().numTensors;
    const rows = model.workload.rows;
    const from = new Map(Array.from(rows, (row) => [row, shifted(row)]));
    const direct: Float32Array[] = [];
    for await (const { probability } of other.executable.segment(other.parameters, rows))
      direct.push(probability);
    let image = 0;
    for await (const { probability } of model.executable.segment(model.parameters, rows, {
      channel: 0,
      from,
    })) {
      expect(probability).toEqual(direct[image++]);
    }
    const importance = await channelImportance(model, rows, watch);
    expect(importance).toMatchObject({ score: 'Dice', better: 'max', rows: COUNT, repeats: 3 });
    expect(importance.inputs[0]!.name).toBe('channel 1');
    expect(importance.inputs[0]!.mean).toBeGreaterThan(0.1);
    expect(Math.abs(importance.inputs[1]!.mean)).toBeLessThan(importance.inputs[0]!.mean / 2);
    expect(tf.memory().numTensors).toBe(tensors);
    other.dispose();
    model.dispose();
  });

  it('refuses images of a single channel', async () => {
    const { latest } = await runToEnd({
      config: { ...config, training: { maxSteps: 1 } },
      arrays: plain,
      backend: backend(),
    });
    const model = await loadModel(segmentation, latest, residentData(plain));
    await expect(channelImportance(model, model.workload.rows, watch)).rejects.toMatchObject({
      code: 'data-mismatch',
    });
    model.dispose();
  });
});
