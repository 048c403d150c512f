/** U-Nets as layers models: what TensorFlow.js loads gives the probabilities of the run's own network. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { Checkpoint } from '../../engine/checkpoints/checkpoint';
import { residentData } from '../../engine/data/datasetReader';
import { runToEnd } from '../../engine/testRuns';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { loadModel } from '../../engine/training/evaluate';
import type { ArraySet } from '../../formats/arrays';
import { layersModelZip } from '../../runs/layersModel';
import { expectAlike, loadLayersModel } from '../../runs/layersModel.fixture';
import { downloadOffers } from '../../store/downloads/checkpointFile';
import { parseConfig } from '../runConfig';
import { blobs } from './blobs.fixture';
import { segmentation } from './engine';

const side = 24;
const two = blobs(6, side);

/** The upper half of each disc is of another class than the lower one. */
function threeClasses(): ArraySet {
  const masks = two.get('masks')!;
  const data = Uint8Array.from(masks.data as Uint8Array, (value, i) =>
    value === 0 ? 0 : i % side ** 2 < side ** 2 / 2 ? 1 : 2,
  );
  return new Map([...two, ['masks', { ...masks, data }]]);
}

describeOnBackends(
  'a U-Net as a layers model',
  (_, backend) => {
    const trained = async (arrays: ArraySet, model: object, dataset: object): Promise<Checkpoint> => {
      const { latest } = await runToEnd({
        config: {
          task: 'segmentation',
          model: { baseWidth: 4, levels: 2, ...model },
          dataset: { cropSize: 16, ...dataset },
          training: { maxSteps: 3, batchSize: 4, learningRate: 0.01 },
        },
        arrays,
        backend: backend(),
      });
      return latest;
    };

    it.each([
      ['two levels', {}, {}],
      ['three classes', { levels: 1 }, {}],
      ['three levels, z-scores', { levels: 3 }, { normalization: 'zscore' }],
      ['residual blocks without norms', { architecture: 'resUnet', norm: 'none' }, {}],
      ['residual blocks, bilinear', { architecture: 'resUnet', upsampling: 'bilinear' }, {}],
      ['attention gates and dropout', { attention: true, dropout: 0.2 }, {}],
    ])('predicts what the network does: %s', async (title, model, dataset) => {
      const arrays = title === 'three classes' ? threeClasses() : two;
      const outputs = title === 'three classes' ? 3 : 1;
      const latest = await trained(arrays, model, dataset);
      const own = await loadModel(segmentation, latest, residentData(arrays));
      const loaded = await loadLayersModel(await layersModelZip(latest));
      const pixels = arrays.get('images')!.data as Uint8Array;
      for await (const { row, probability } of own.executable.segment(
        own.parameters,
        own.workload.rows.slice(0, 2),
      )) {
        const image = pixels.slice(row * side * side, (row + 1) * side * side);
        const given = tf.tensor4d(
          Float32Array.from(image, (value) => value / 255),
          [1, side, side, 1],
        );
        const result = loaded.predict(given) as tf.Tensor;
        expect(result.shape).toEqual([1, side, side, outputs]);
        expectAlike(await result.data(), probability);
        tf.dispose([given, result]);
      }
      expect(loaded.getUserDefinedMetadata()).toMatchObject({ task: 'segmentation', channels: 1 });
      own.dispose();
      loaded.dispose();
    });
  },
  ['cpu'],
);

it.each([
  ['group', 'The network has group normalization, for which TensorFlow.js has no layer.'],
  ['instance', 'The network has instance normalization, for which TensorFlow.js has no layer.'],
  ['batch', undefined],
])('the download of a network with %s norm says whether TensorFlow.js can have it', (norm, refusal) => {
  const { config } = parseConfig({ task: 'segmentation', model: { norm } });
  const offer = downloadOffers({ config }).find(({ content }) => content === 'layersModel');
  expect(offer!.refusal).toBe(refusal);
});
