/** Images that do not fit are read while they are trained on: the same run as with all of them at hand, in every bit. */
import { afterAll, describe, expect, it } from 'vitest';
import { selectBackend } from '../../engine/backend';
import { setOf } from '../../engine/data/arrays.fixture';
import { type DatasetReader, residentData } from '../../engine/data/datasetReader';
import { diskWorkspace, inFile, watchReads } from '../../engine/data/datasetReader.fixture';
import type { Workspace } from '../../engine/data/workspace';
import { randomStream } from '../../engine/random';
import { runToEnd } from '../../engine/testRuns';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { loadModel, modelActivations } from '../../engine/training/evaluate';
import type { ArraySet, NamedArray, NumericArray } from '../../formats/arrays';
import type { TensorReport } from '../../protocol/tensors';
import type { AskContext } from '../engine';
import { predictionsFile } from '../predictionsFile';
import { blobs } from './blobs.fixture';
import { segmentation } from './engine';

function array(name: string, dtype: NamedArray['dtype'], shape: number[], data: NumericArray): NamedArray {
  return { name, dtype, shape, data, categories: null };
}

const squares = blobs(6);
const images = squares.get('images')!;
const masks = squares.get('masks')!;
const each = (of: NamedArray, value: (value: number, index: number) => number) =>
  Array.from(of.data as Uint8Array, value);

/** Six colour images of different sizes with three classes. */
function ragged(): ArraySet {
  const random = randomStream(2, 'ragged images');
  const sizes = [20, 24, 16, 30, 24, 17, 19, 20, 28, 16, 25, 23];
  let pixels = 0;
  for (let i = 0; i < sizes.length; i += 2) pixels += sizes[i]! * sizes[i + 1]!;
  const labels = Array.from({ length: pixels }, (_, i) => Math.floor(i / 40) % 3);
  const values = labels.flatMap((label) =>
    [80 * label, 100, 30 * label].map((v) => v + 20 * random.uniform()),
  );
  return setOf(
    array('images', 'uint8', [pixels, 3], Uint8Array.from(values)),
    array(
      'masks',
      'int64',
      [pixels],
      BigInt64Array.from(labels, (label) => BigInt(7 * label)),
    ),
    array('sizes', 'int32', [sizes.length / 2, 2], Int32Array.from(sizes)),
  );
}

const zscore = { normalization: 'zscore', split: 'random' };
const cases: Record<string, { arrays: ArraySet; dataset: object; classes?: number }> = {
  bytes: { arrays: squares, dataset: {} },
  'colours of different sizes, three classes': { arrays: ragged(), dataset: zscore, classes: 3 },
  'soft masks': {
    arrays: setOf(
      images,
      array(
        'masks',
        'uint8',
        masks.shape,
        // Every edge a little grey.
        Uint8Array.from(each(masks, (value, i) => (i % 12 === 0 ? i % 256 : value))),
      ),
    ),
    dataset: {},
  },
  '16 bits': {
    arrays: setOf(
      array('images', 'uint16', images.shape, Uint16Array.from(each(images, (v) => 257 * v))),
      masks,
    ),
    dataset: zscore,
  },
  'floating point': {
    arrays: setOf(
      array('images', 'float64', images.shape, Float64Array.from(each(images, (v) => v / 100 - 1))),
      array('masks', 'bool', [...masks.shape, 1], Uint8Array.from(each(masks, (v) => (v > 0 ? 1 : 0)))),
    ),
    dataset: zscore,
  },
  'wide integers': {
    arrays: setOf(
      array(
        'images',
        'int64',
        images.shape,
        BigInt64Array.from(
          each(images, (v) => v),
          BigInt,
        ),
      ),
      array('masks', 'float32', masks.shape, Float32Array.from(masks.data as Uint8Array)),
    ),
    dataset: {},
  },
};

const disk = diskWorkspace();
afterAll(disk.dispose);
const watch = { progress() {}, signal: new AbortController().signal };

describeOnBackends('a streamed set of images', (name, backend) => {
  const runOf = async (dataset: object, data: DatasetReader, workspace?: Workspace) => {
    const config = {
      task: 'segmentation',
      dataset: { cropSize: 16, cropsPerImage: 4, validationFraction: 0.3, ...dataset },
      augmentation: { rotation: { probability: 0.5 }, noise: { probability: 0.5 } },
      model: { levels: 1, baseWidth: 4 },
      // The largest images are cut into windows.
      inference: { windowSize: 32, overlap: 0.25 },
      training: { batchSize: 3, gradientAccumulationSteps: 2, epochs: 2, learningRate: 0.01 },
    };
    const options = { config, arrays: data, backend: backend() };
    const shown: TensorReport[] = [];
    const { latest, points, epochs, events } = await runToEnd({
      ...options,
      ...(workspace && { workspace }),
      // Looked at in the streamed run alone: the batch that is run for it takes nothing from the others.
      onEvent(_event, control) {
        if (workspace) control.lookers = [{ activations: true, tell: (report) => shown.push(report) }];
      },
    });
    if (workspace) expect(shown.length).toBeGreaterThan(1);
    for (const { tensors } of shown) {
      const layers = tensors.filter(({ kind, nans }) => kind === 'activations' && nans === 0);
      expect(layers.length).toBeGreaterThan(4);
    }
    const model = await loadModel(segmentation, latest, data, workspace);
    const context = { ...watch, model: async () => model } as Partial<AskContext>;
    const analysis = await segmentation.questions.analysis.answer(
      { split: 'all' },
      context as AskContext<typeof model.workload>,
    );
    const zip = await predictionsFile(
      'segmentation',
      model,
      { ending: 'zip', options: {}, own: true },
      watch,
    );
    const activations = await modelActivations(model, latest.state);
    model.dispose();
    return {
      tensors: latest.tensors,
      activations,
      fitted: latest.state.task,
      points: points.map(({ loss }) => loss),
      epochs: epochs.map(({ train, validation }) => ({ train, validation })),
      examples: events.flatMap((event) => (event.type === 'examples' ? [event.value] : [])),
      remarks: events.flatMap((event) => (event.type === 'warning' ? [event.message] : [])),
      analysis,
      zip,
    };
  };

  // What differs on the device is the packing: bytes, and several layers of a ragged set.
  const own = Object.entries(cases).slice(0, name === 'webgpu' ? 2 : undefined);
  it.each(own)('trains, measures, predicts and is analysed in the same bits: %s', async (_, one) => {
    const resident = await runOf(one.dataset, residentData(one.arrays));
    expect(resident.points.every(Number.isFinite)).toBe(true);
    expect(resident.fitted).toMatchObject({
      classes: { length: one.classes ?? 2 },
    });
    expect(await runOf(one.dataset, inFile(one.arrays), disk)).toEqual(resident);
    // The images are read from where they are.
    expect(disk.files).toBe(0);
  });
});

describe('a large set of images', () => {
  it('is prepared, trained on and measured some megabytes at a time', async () => {
    const [count, side] = [90, 256];
    const random = randomStream(4, 'many images');
    const noise = Uint8Array.from({ length: 65536 }, () => 256 * random.uniform());
    const values = Int32Array.from({ length: count * side * side }, (_, i) => noise[(i * 31) % 65536]! - 3);
    const arrays = setOf(
      array('images', 'int32', [count, side, side], values),
      array(
        'masks',
        'uint8',
        [count, side, side],
        Uint8Array.from(values, (value) => (value > 90 ? 1 : 0)),
      ),
    );
    const { data, reads } = watchReads(inFile(arrays));
    const config = {
      task: 'segmentation',
      dataset: { cropSize: 16, cropsPerImage: 1, normalization: 'zscore', validationFraction: 0.01 },
      model: { levels: 1, baseWidth: 2 },
      training: { batchSize: 4, epochs: 1, maxSteps: 3 },
    };
    const backend = await selectBackend('cpu');
    const { epochs } = await runToEnd({ config, arrays: data, backend, workspace: disk });
    expect(epochs).toHaveLength(1);
    expect(Math.max(...reads.map(({ bytes }) => bytes))).toBeLessThanOrEqual(2 ** 22);
    // One pass for the type, one for the normalization of training images, two for the threshold they are compared with,
    // and the masks for their classes and for that threshold; few images beside.
    const bytesOf = (name: string) =>
      reads.filter((read) => read.name === name).reduce((sum, { bytes }) => sum + bytes, 0);
    const image = side * side;
    expect(bytesOf('images')).toBeLessThan(4 * image * (4 * count + 60));
    expect(bytesOf('masks')).toBeLessThan(image * (2 * count + 40));
  });
});
