/** The models as one writes them in TensorFlow.js, from its documented operations. */
import * as tf from '@tensorflow/tfjs';
import type { MessagesProblem, MlpProblem, ModelProblem, UnetProblem } from '../problems/problem';
import { dcmnet } from './dcmnet';
import { neurons } from './neurons';

export type Variables = Record<string, tf.Variable>;

/** Uploads the data. @returns the loss, for the optimizer to minimise. */
export function lossOf(problem: ModelProblem): (variables: Variables) => tf.Scalar {
  switch (problem.kind) {
    case 'mlp':
      return mlp(problem);
    case 'unet':
      return unet(problem);
    case 'messages':
      return messages(problem);
    case 'dcmnet':
      return dcmnet(problem);
    case 'neurons':
      return neurons(problem);
  }
}

function dense(variables: Variables, name: string, x: tf.Tensor2D): tf.Tensor2D {
  const product = tf.matMul(x, variables[`${name}.kernel`] as tf.Variable<tf.Rank.R2>);
  return tf.add(product, variables[`${name}.bias`]!);
}

function mlp({ layers, x, labels, classes }: MlpProblem) {
  const rows = tf.tensor2d(x.values, x.shape as [number, number]);
  const truth = tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), 'float32');
  return (variables: Variables): tf.Scalar => {
    let h = rows;
    for (let i = 0; i < layers; i++) {
      h = dense(variables, `layer${i}`, h);
      if (i < layers - 1) h = tf.relu(h);
    }
    return tf.losses.softmaxCrossEntropy(truth, h);
  };
}

function unet({ levels, images, masks }: UnetProblem) {
  const shape = images.shape as [number, number, number, number];
  const x = tf.tensor4d(images.values, shape);
  const truth = tf.tensor4d(masks.values, shape);
  const conv = (variables: Variables, name: string, h: tf.Tensor4D): tf.Tensor4D => {
    const product = tf.conv2d(h, variables[`${name}.kernel`] as tf.Variable<tf.Rank.R4>, 1, 'same');
    return tf.add(product, variables[`${name}.bias`]!);
  };
  const pair = (variables: Variables, name: string, h: tf.Tensor4D) =>
    tf.relu(conv(variables, `${name}.b`, tf.relu(conv(variables, `${name}.a`, h))));
  const grow = (variables: Variables, name: string, h: tf.Tensor4D, like: tf.Tensor4D): tf.Tensor4D => {
    const kernel = variables[`${name}.kernel`] as tf.Variable<tf.Rank.R4>;
    const [batch, height, width] = like.shape;
    const product = tf.conv2dTranspose(h, kernel, [batch, height, width, kernel.shape[2]], 2, 'same');
    return tf.add(product, variables[`${name}.bias`]!);
  };
  return (variables: Variables): tf.Scalar => {
    const skips: tf.Tensor4D[] = [];
    let h = x;
    for (let level = 0; level < levels; level++) {
      h = pair(variables, `down${level}`, h);
      skips.push(h);
      h = tf.maxPool(h, 2, 2, 'same');
    }
    h = pair(variables, 'middle', h);
    for (let level = levels - 1; level >= 0; level--) {
      const skip = skips[level]!;
      h = pair(variables, `up${level}`, tf.concat([skip, grow(variables, `up${level}.grow`, h, skip)], 3));
    }
    const logits = conv(variables, 'head', h);
    const p = tf.sigmoid(logits);
    const overlap = tf.add(tf.mul(tf.sum(tf.mul(p, truth)), 2), 1);
    const dice = tf.sub(1, tf.div(overlap, tf.add(tf.add(tf.sum(p), tf.sum(truth)), 1)));
    return tf.add(tf.losses.sigmoidCrossEntropy(truth, logits), dice);
  };
}

function messages(problem: MessagesProblem) {
  const { blocks, molecules, atoms } = problem;
  const indices = (values: Int32Array) => tf.tensor1d(values, 'int32');
  const [species, senders] = [indices(problem.species), indices(problem.senders)];
  const [receivers, moleculeOf] = [indices(problem.receivers), indices(problem.moleculeOf)];
  const radial = tf.tensor2d(problem.radial.values, problem.radial.shape as [number, number]);
  const energies = tf.tensor2d(problem.energies.values, [molecules, 1]);
  const shiftedSoftplus = (x: tf.Tensor2D): tf.Tensor2D => tf.sub(tf.softplus(x), Math.LN2);
  return (variables: Variables): tf.Scalar => {
    let h = tf.gather(variables.embedding as tf.Variable<tf.Rank.R2>, species);
    for (let i = 0; i < blocks; i++) {
      const layer = (name: string, x: tf.Tensor2D) => dense(variables, `block${i}.${name}`, x);
      const filter = layer('filter2', shiftedSoftplus(layer('filter1', radial)));
      const sent: tf.Tensor2D = tf.mul(tf.gather(layer('message', h), senders), filter);
      const heard: tf.Tensor2D = tf.unsortedSegmentSum(sent, receivers, molecules * atoms);
      h = tf.add(h, layer('output2', shiftedSoftplus(layer('output1', heard))));
    }
    const perAtom = dense(variables, 'readout2', shiftedSoftplus(dense(variables, 'readout1', h)));
    const predicted = tf.unsortedSegmentSum(perAtom, moleculeOf, molecules);
    return tf.losses.meanSquaredError(energies, predicted);
  };
}
