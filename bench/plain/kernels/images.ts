/** Operations on images in TensorFlow.js' own. */
import * as tf from '@tensorflow/tfjs';
import { randomStream } from '../../../src/engine/random';
import { cropSize } from '../../problems/kernels/images';
import { gradientsOf, type KernelOperation } from '../kernelProgram';

const double = (x: tf.Tensor): [number, number] => [2 * x.shape[1]!, 2 * x.shape[2]!];

export const images = {
  'max-pool-gradient':
    ({ x, dy }) =>
    () =>
      gradientsOf((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'same'), [x!], dy),
  upsample:
    ({ x }) =>
    () => [tf.image.resizeBilinear(x as tf.Tensor4D, double(x!), false, true)],
  'upsample-nearest':
    ({ x, dy }) =>
    () =>
      gradientsOf((x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, double(x!)), [x!], dy),
  // The numbers of a crop are drawn in JavaScript, as one has to here, and uploaded.
  'image-crops': ({ images, rows }) => {
    const random = randomStream(1, 'crops');
    const [, height = 0, width = 0] = images!.shape;
    /** The projection of each sample: a rotation by up to 15° about the centre of a crop at random. */
    const projection = (): number[] => {
      const angle = ((2 * random.uniform() - 1) * Math.PI) / 12;
      const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
      const half = cropSize / 2;
      const [top, left] = [random.below(height - cropSize + 1), random.below(width - cropSize + 1)];
      const [x, y] = [left + half - cosine * half + sine * half, top + half - sine * half - cosine * half];
      return [cosine, -sine, x, sine, cosine, y, 0, 0];
    };
    return () => {
      const batch = tf.gather(images as tf.Tensor4D, rows as tf.Tensor1D);
      const projections = tf.tensor2d(Array.from({ length: batch.shape[0] }, projection));
      return [tf.image.transform(batch, projections, 'bilinear', 'reflect', 0, [cropSize, cropSize])];
    };
  },
} satisfies Record<string, KernelOperation>;
