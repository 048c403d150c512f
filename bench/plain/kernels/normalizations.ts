/** Normalisations in TensorFlow.js' operations. */
import * as tf from '@tensorflow/tfjs';
import { gradientsOf, type KernelOperation } from '../kernelProgram';

const epsilon = 1e-5;
const groups = 8;

function normalize(x: tf.Tensor, axes: number[]): tf.Tensor {
  const { mean, variance } = tf.moments(x, axes, true);
  return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon)));
}

const withGradients =
  (normalized: (x: tf.Tensor) => tf.Tensor): KernelOperation =>
  ({ x, gamma, beta, dy }) =>
  () =>
    gradientsOf((x, gamma, beta) => tf.add(tf.mul(normalized(x!), gamma!), beta!), [x!, gamma!, beta!], dy);

export const normalizations = {
  'layer-norm': withGradients((x) => normalize(x, [1])),
  'group-norm': withGradients((x) => {
    const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
    const grouped = tf.reshape(x, [batch, height * width, groups, channels / groups]);
    return tf.reshape(normalize(grouped, [1, 3]), x.shape);
  }),
  'batch-norm': withGradients((x) => normalize(x, [0, 1, 2])),
} satisfies Record<string, KernelOperation>;
