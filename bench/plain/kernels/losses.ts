/** Losses in TensorFlow.js' operations. */
import * as tf from '@tensorflow/tfjs';
import { gradientsOf, type KernelOperation } from '../kernelProgram';

export const losses = {
  'softmax-cross-entropy': ({ logits, labels }) => {
    const truth = tf.cast(tf.oneHot(labels!, logits!.shape[1]!), 'float32');
    return () => gradientsOf((z) => tf.losses.softmaxCrossEntropy(truth, z!), [logits!]);
  },
  'bce-dice': ({ logits, labels }) => {
    const truth = tf.cast(tf.reshape(labels!, logits!.shape), 'float32');
    const axes = [1, 2, 3];
    const loss = (z: tf.Tensor): tf.Tensor => {
      const p = tf.sigmoid(z);
      const overlap = tf.add(tf.mul(tf.sum(tf.mul(p, truth), axes), 2), 1);
      const sizes = tf.add(tf.add(tf.sum(p, axes), tf.sum(truth, axes)), 1);
      const dice = tf.mean(tf.sub(1, tf.div(overlap, sizes)));
      return tf.add(tf.losses.sigmoidCrossEntropy(truth, z), dice);
    };
    return () => gradientsOf((z) => loss(z!), [logits!]);
  },
} satisfies Record<string, KernelOperation>;
