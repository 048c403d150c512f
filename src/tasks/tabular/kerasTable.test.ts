/** Tables as layers models: what TensorFlow.js loads predicts what the run's own network does, of rows as the data have them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { sharedFolder } from '../../cli/testFolder';
import { weightsCommand } from '../../cli/weightsCommand';
import type { Checkpoint } from '../../engine/checkpoints/checkpoint';
import { encodeCheckpoint } from '../../engine/checkpoints/encode';
import { residentData } from '../../engine/data/datasetReader';
import { randomStream } from '../../engine/random';
import { arraySet } from '../../engine/testRuns';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { loadModel } from '../../engine/training/evaluate';
import type { ArraySet } from '../../formats/arrays';
import { layersModelZip } from '../../runs/layersModel';
import { expectAlike, loadLayersModel } from '../../runs/layersModel.fixture';
import { tabular } from './engine';
import { predict } from './predict';
import { runTable } from './tableRuns.fixture';

const rows = 60;
const folder = sharedFolder();
const watch = { progress() {}, signal: new AbortController().signal };

/** Inputs far from zero and of unlike widths; targets of thousands and of thousandths, or three classes. */
function table(classes: boolean): ArraySet {
  const random = randomStream(5, 'layers model');
  const x = new Float32Array(rows * 3);
  const y = new Float32Array(rows * (classes ? 1 : 2));
  for (let row = 0; row < rows; row++) {
    const [a, b, c] = [random.normal(), random.normal(), random.normal()];
    x.set([2000 + 8 * a, 0.001 * b, c], 3 * row);
    if (classes) y[row] = a + b > 0.6 ? 7 : a + b > -0.6 ? 4 : 1;
    else y.set([5000 + 900 * a * b, 0.002 * Math.sin(c)], 2 * row);
  }
  return arraySet({
    X: { shape: [rows, 3], data: x },
    Y: { shape: classes ? [rows] : [rows, 2], data: y },
  });
}

/** Every weight moved by chance, so that none of them is still what it began as. */
function shaken({ state, tensors }: Checkpoint): Checkpoint {
  const random = randomStream(9, 'shaken');
  const move = (data: Float32Array) => data.map((value) => value + 0.3 * random.normal());
  return { state, tensors: tensors.map((tensor) => ({ ...tensor, data: move(tensor.data) })) };
}

const columnOf = (values: ArrayLike<number>, column: number, width: number) =>
  Array.from(values).filter((_, at) => at % width === column);

describeOnBackends(
  'a table as a layers model',
  (_, backend) => {
    it.each([
      ['two targets, gated, GELU', {}, {}, false],
      [
        'a gated head beside a linear path',
        { linearPath: true, numLayers: 1, normalization: 'none' },
        {},
        false,
      ],
      [
        'a plain head, the other GELU, without norms',
        { head: 'plain', activation: 'geluTanh', normalization: 'none' },
        {},
        false,
      ],
      [
        'ReLU, three blocks, a linear path, nothing scaled',
        { activation: 'relu', numLayers: 3, linearPath: true },
        { inputScaling: 'none', targetScaling: 'none' },
        false,
      ],
      [
        'SiLU, a plain head beside a linear path, z-scores',
        { activation: 'silu', head: 'plain', linearPath: true },
        { targetScaling: 'zscore' },
        false,
      ],
      ['no block', { numLayers: 0 }, {}, false],
      ['classes', {}, {}, true],
      ['classes with a linear path', { linearPath: true, activation: 'relu' }, {}, true],
    ])('predicts what the network does: %s', async (_title, model, dataset, classes) => {
      const arrays = table(classes);
      const { latest: trained } = await runTable({
        config: {
          model: { hiddenSize: 16, numLayers: 2, ...model },
          dataset,
          training: { epochs: 4, batchSize: 8, learningRate: 0.02, emaDecay: classes ? 0.9 : null },
        },
        arrays,
        backend: backend(),
      });
      const latest = shaken(trained);
      const own = await loadModel(tabular, latest, residentData(arrays));
      const expected = await predict(own, own.workload.rows, watch);
      own.dispose();
      const loaded = await loadLayersModel(await layersModelZip(latest));
      const given = tf.tensor2d(arrays.get('X')!.data as Float32Array, [rows, 3]);
      const result = loaded.predict(given) as tf.Tensor;
      const width = classes ? 3 : 2;
      expect(result.shape).toEqual([rows, width]);
      const actual = await result.data();
      for (let column = 0; column < width; column++) {
        expectAlike(columnOf(actual, column, width), columnOf(expected, column, width));
      }
      expect(loaded.getUserDefinedMetadata()).toMatchObject({
        task: 'tabular',
        epoch: 4,
        inputs: ['X[0]', 'X[1]', 'X[2]'],
        ...(classes ? { target: 'Y', probabilitiesOf: ['1', '4', '7'] } : { outputs: ['Y[0]', 'Y[1]'] }),
      });
      tf.dispose([given, result]);
      loaded.dispose();
    });

    it('is written by the command line, and says which numbers a text stands for', async () => {
      const colours = ['red', 'green'];
      const arrays = new Map(table(false));
      const codes = Uint8Array.from({ length: rows }, (_, row) => row % 2);
      arrays.set('colour', {
        name: 'colour',
        dtype: 'uint8',
        shape: [rows],
        data: codes,
        categories: colours,
      });
      const { latest } = await runTable({
        config: {
          dataset: { inputs: ['colour', 'X[1]'], targets: ['Y[0]'], missing: 'mean' },
          model: { hiddenSize: 8, numLayers: 1 },
          training: { epochs: 1 },
        },
        arrays,
        backend: backend(),
      });
      const [checkpoint, out] = ['latest.safetensors', 'model.zip'].map((name) => join(folder(), name));
      await writeFile(checkpoint!, encodeCheckpoint(latest));
      expect(await weightsCommand.run([checkpoint!, '--out', out!])).toBe(0);
      const loaded = await loadLayersModel(new Uint8Array(await readFile(out!)));
      expect(loaded.getUserDefinedMetadata()).toMatchObject({
        inputs: ['colour=red', 'colour=green', 'X[1]'],
        outputs: ['Y[0]'],
        standInsForMissing: [expect.any(Number), expect.any(Number), expect.any(Number)],
      });
      const x = arrays.get('X')!.data as Float32Array;
      const given = tf.tensor2d(Array.from(codes, (code, row) => [1 - code, code, x[3 * row + 1]!]));
      const result = loaded.predict(given) as tf.Tensor;
      const own = await loadModel(tabular, latest, residentData(arrays));
      expectAlike(await result.data(), await predict(own, own.workload.rows, watch));
      tf.dispose([given, result]);
      own.dispose();
      loaded.dispose();
      await expect(
        weightsCommand.run([checkpoint!, '--out', out!, '--only', 'head.*']),
      ).rejects.toMatchObject({ message: 'A model for TensorFlow.js has all of its weights.' });
    });
  },
  ['cpu'],
);
