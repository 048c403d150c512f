/**
 * The residual network of the HDF5 regression system:
 * h = LN(x·W + b); then blocks h ← h + Drop(LN(Drop(act(LN(h·W₁ + b₁)))·W₂ + b₂)); then a linear head, to which a linear
 * path from x may be added.
 */
import * as tf from '@tensorflow/tfjs';
import { dropout } from '../../../engine/kernels/elementwise/dropout';
import { type ActivationName, activations, dense, denseParameters } from '../../../engine/nn/dense';
import { zeros } from '../../../engine/nn/initializers';
import { norm, normParameters } from '../../../engine/nn/norm';
import type { ParameterSpec, Parameters, PassContext } from '../../../engine/nn/parameter';

export interface ResidualMlp {
  inputs: number;
  hiddenSize: number;
  numLayers: number;
  dropout: number;
  activation: ActivationName;
  /** `none` leaves out every LN, so that lengths stay: a product of two inputs is one. */
  normalization: 'layer' | 'none';
  /** Width of the head. */
  outputs: number;
  /** Whether x·W + b is added to the outputs. */
  linearPath: boolean;
}

/**
 * Parameters in the order of the forward pass. Their number is in·H + 3H + L·(2(H² + H) + 4H) + out·(H + 1), and
 * out·(in + 1) more with a linear path; without normalization 2H + 4LH less.
 */
export function residualMlpParameters({
  inputs,
  hiddenSize,
  numLayers,
  outputs,
  linearPath,
  normalization,
}: ResidualMlp): ParameterSpec[] {
  const norms = (name: string) => (normalization === 'layer' ? normParameters(name, hiddenSize) : []);
  const blocks = Array.from({ length: numLayers }, (_, i) => [
    ...denseParameters(`block${i}.linear1`, hiddenSize, hiddenSize),
    ...norms(`block${i}.norm1`),
    ...denseParameters(`block${i}.linear2`, hiddenSize, hiddenSize),
    ...norms(`block${i}.norm2`),
  ]);
  return [
    ...denseParameters('input', inputs, hiddenSize),
    ...norms('input_norm'),
    ...blocks.flat(),
    // With a linear path the network begins as that path alone.
    ...denseParameters('head', hiddenSize, outputs).map((spec) =>
      linearPath ? { ...spec, initializer: zeros } : spec,
    ),
    // It is penalised already where it begins as a ridge regression.
    ...(linearPath
      ? denseParameters('linear', inputs, outputs).map((spec) => ({
          ...spec,
          initializer: zeros,
          decay: false,
        }))
      : []),
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
  const normalize = (name: string, values: tf.Tensor2D) =>
    model.normalization === 'layer' ? norm(parameters, name, values) : values;
  let h = normalize('input_norm', dense(parameters, 'input', x));
  for (let i = 0; i < model.numLayers; i++) {
    let branch = normalize(`block${i}.norm1`, dense(parameters, `block${i}.linear1`, h));
    branch = dropout(activate(branch), rate, `block${i}.1`, random);
    branch = normalize(`block${i}.norm2`, dense(parameters, `block${i}.linear2`, branch));
    h = tf.add(h, dropout(branch, rate, `block${i}.2`, random));
  }
  const outputs = dense(parameters, 'head', h);
  return model.linearPath ? tf.add(outputs, dense(parameters, 'linear', x)) : outputs;
}
