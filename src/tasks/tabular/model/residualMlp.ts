/**
 * The residual network of the HDF5 regression system:
 * h = LN(x·W + b); then blocks h ← h + Drop(LN(Drop(act(LN(h·W₁ + b₁)))·W₂ + b₂)); then a linear head.
 */
import * as tf from '@tensorflow/tfjs';
import { dropout } from '../../../engine/kernels/elementwise/dropout';
import { type ActivationName, activations, dense, denseParameters } from '../../../engine/nn/dense';
import { norm, normParameters } from '../../../engine/nn/norm';
import type { ParameterSpec, Parameters, PassContext } from '../../../engine/nn/parameter';

export interface ResidualMlp {
  inputs: number;
  hiddenSize: number;
  numLayers: number;
  dropout: number;
  activation: ActivationName;
  /** Width of the head. */
  outputs: number;
}

/**
 * Parameters in the order of the forward pass. Their number is in·H + 3H + L·(2(H² + H) + 4H) + out·(H + 1).
 */
export function residualMlpParameters({
  inputs,
  hiddenSize,
  numLayers,
  outputs,
}: ResidualMlp): ParameterSpec[] {
  const blocks = Array.from({ length: numLayers }, (_, i) => [
    ...denseParameters(`block${i}.linear1`, hiddenSize, hiddenSize),
    ...normParameters(`block${i}.norm1`, hiddenSize),
    ...denseParameters(`block${i}.linear2`, hiddenSize, hiddenSize),
    ...normParameters(`block${i}.norm2`, hiddenSize),
  ]);
  return [
    ...denseParameters('input', inputs, hiddenSize),
    ...normParameters('input_norm', hiddenSize),
    ...blocks.flat(),
    ...denseParameters('head', hiddenSize, outputs),
  ];
}

/** @param x [batch, inputs] @returns [batch, outputs] */
export function residualMlp(
  model: ResidualMlp,
  parameters: Parameters,
  x: tf.Tensor2D,
  { training, random }: PassContext,
): tf.Tensor2D {
  const rate = training ? model.dropout : 0;
  const activate = activations[model.activation];
  let h = norm(parameters, 'input_norm', dense(parameters, 'input', x));
  for (let i = 0; i < model.numLayers; i++) {
    let branch = norm(parameters, `block${i}.norm1`, dense(parameters, `block${i}.linear1`, h));
    branch = dropout(activate(branch), rate, `block${i}.1`, random);
    branch = norm(parameters, `block${i}.norm2`, dense(parameters, `block${i}.linear2`, branch));
    h = tf.add(h, dropout(branch, rate, `block${i}.2`, random));
  }
  return dense(parameters, 'head', h);
}
