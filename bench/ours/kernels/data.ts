/** Rows, segments, images and masks by this project's kernels. */
import * as tf from '@tensorflow/tfjs';
import { dropout } from '../../../src/engine/kernels/elementwise/dropout';
import { createSegments, gatherRows, sumByTarget } from '../../../src/engine/kernels/graph/sumByTarget';
import { upsample } from '../../../src/engine/kernels/images/upsample';
import { augmentationSchema } from '../../../src/tasks/segmentation/data/augmentationConfig';
import { createImageStore } from '../../../src/tasks/segmentation/data/imageStore';
import { gradientsOf, type KernelOperation } from '../../plain/kernelProgram';
import { dropoutRate } from '../../problems/kernels/elements';
import { cropSize } from '../../problems/kernels/images';
import { atoms } from '../../problems/kernels/tables';
import type { Block, Indices, KernelProblem } from '../../problems/problem';

function indicesOf({ inputs }: KernelProblem, name: string): Int32Array {
  return (inputs[name] as Indices).indices;
}

/** Seed and step, an input as in a training step. */
const counter = () => tf.tensor1d([1, 1], 'int32');

export const data = {
  gather: ({ table, dy }, problem) => {
    const segments = createSegments(indicesOf(problem, 'rows'), atoms);
    return () => gradientsOf((table) => gatherRows(table!, segments), [table!], dy);
  },
  'segment-sum': ({ x }, problem) => {
    const segments = createSegments(indicesOf(problem, 'segments'), atoms);
    return () => [sumByTarget(x!, segments)];
  },
  upsample:
    ({ x }) =>
    () => [upsample(x as tf.Tensor4D, 2, 'bilinear')],
  'upsample-nearest':
    ({ x, dy }) =>
    () =>
      gradientsOf((x) => upsample(x as tf.Tensor4D, 2, 'nearest'), [x!], dy),
  'image-crops': ({ rows }, { inputs }) => {
    const { values, shape } = inputs.images as Block;
    const [count = 0, height = 0, width = 0, channels = 0] = shape;
    const store = createImageStore(
      {
        count,
        channels,
        names: Array.from({ length: count }, (_, i) => `image ${i}`),
        heights: new Int32Array(count).fill(height),
        widths: new Int32Array(count).fill(width),
        starts: Float64Array.from({ length: count }, (_, i) => i * height * width),
        pixels: values,
        fullScale: 1,
      },
      null,
      { mean: [0], std: [1] },
    );
    const augmentation = augmentationSchema.parse({
      rotation: { probability: 1, degrees: 15 },
      intensity: { probability: 0 },
    });
    const random = counter();
    const size = { height: cropSize, width: cropSize };
    return () => [store.crops(rows as tf.Tensor1D, random, size, augmentation).images];
  },
  dropout: ({ x, dy }) => {
    const random = counter();
    return () => gradientsOf((x) => dropout(x!, dropoutRate, 'bench', random), [x!], dy);
  },
} satisfies Record<string, KernelOperation>;
