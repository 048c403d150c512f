/**
 * The Lovász extension of the Jaccard loss, for each sample (Berman, Rannen Triki & Blaschko, "The Lovász-softmax
 * loss", 2018). One foreground class: the Lovász hinge, with errors 1 − z·s, s = ±1. Several: Lovász-softmax, with
 * errors |[c = y] − p_c|, averaged over the classes that the sample's mask has, the background among them.
 */
import * as tf from '@tensorflow/tfjs';
import { lovaszExtension } from '../kernels/lovasz';

/**
 * @param logits [batch, height, width, K] @param labels int32 [batch, height, width]
 * @returns the loss of every sample, [batch].
 */
export function lovasz(logits: tf.Tensor4D, labels: tf.Tensor3D): tf.Tensor1D {
  const [batch, height, width, classes] = logits.shape;
  const pixels = height * width;
  if (classes === 1) {
    const truth: tf.Tensor2D = tf.cast(tf.equal(labels.as2D(batch, pixels), 1), 'float32');
    const sign = tf.sub(tf.mul(truth, 2), 1);
    return lovaszExtension(tf.sub(1, tf.mul(logits.as2D(batch, pixels), sign)), truth);
  }
  const probability = tf.transpose(tf.softmax(logits).as3D(batch, pixels, classes), [0, 2, 1]);
  const ofClass = tf.range(0, classes, 1, 'int32').as3D(1, classes, 1);
  const truth: tf.Tensor3D = tf.cast(tf.equal(labels.as3D(batch, 1, pixels), ofClass), 'float32');
  const errors = tf.add(truth, tf.mul(probability, tf.sub(1, tf.mul(truth, 2))));
  const rows = batch * classes;
  const losses = lovaszExtension(errors.as2D(rows, pixels), truth.as2D(rows, pixels)).as2D(batch, classes);
  const present: tf.Tensor2D = tf.max(truth, 2);
  return tf.div(tf.sum(tf.mul(losses, present), 1), tf.sum(present, 1));
}
