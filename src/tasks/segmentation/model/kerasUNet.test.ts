/** U-Nets as layers models: what TensorFlow.js loads gives the probabilities of the run's own network. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { Checkpoint } from '../../../engine/checkpoints/checkpoint';
import { residentData } from '../../../engine/data/datasetReader';
import { runToEnd } from '../../../engine/testRuns';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { loadModel } from '../../../engine/training/evaluate';
import { layersModelZip } from '../../../runs/layersModel';
import { expectAlike, loadLayersModel } from '../../../runs/layersModel.fixture';
import { kerasRefusal } from '../../kerasForm';
import { parseConfig } from '../../runConfig';
import { blobs } from '../blobs.fixture';
import { segmentation } from '../engine';

const side = 24;
const arrays = blobs(6, side);

describeOnBackends(
  'a U-Net as a layers model',
  (_, backend) => {
    const trained = async (model: object, dataset: object = {}): Promise<Checkpoint> => {
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
      ['three levels, z-scores', { levels: 3 }, { normalization: 'zscore' }],
      ['residual blocks without norms', { architecture: 'resUnet', norm: 'none' }, {}],
      ['residual blocks, bilinear', { architecture: 'resUnet', upsampling: 'bilinear' }, {}],
      ['attention gates and dropout', { attention: true, dropout: 0.2 }, {}],
    ])('predicts what the network does: %s', async (_title, model, dataset) => {
      const latest = await trained(model, dataset);
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
        expect(result.shape).toEqual([1, side, side, 1]);
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

it.each(['group', 'instance'])('says that %s norm has no layer', async (norm) => {
  const { config } = parseConfig({ task: 'segmentation', model: { norm } });
  expect(kerasRefusal(config)).toBe(
    `The network has ${norm} normalization, for which TensorFlow.js has no layer.`,
  );
});
