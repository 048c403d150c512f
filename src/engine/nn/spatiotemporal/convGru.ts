/**
 * A gated recurrent unit with convolutions (Ballas et al. 2016) over the frames of a clip: z = σ(conv[x, h]),
 * r = σ(conv[x, h]), n = tanh(conv[x, r ⊙ h]), h' = (1 − z)·h + z·n. The open gate takes the new value.
 */
import * as tf from '@tensorflow/tfjs';
import { conv2dBiasActivation } from '../../kernels/conv/conv2d';
import { convolution } from '../../kernels/conv/convolution';
import { convGeometry } from '../../kernels/conv/geometry';
import { ones, orthogonal, zeros } from '../initializers';
import type { ParameterSpec, Parameters } from '../parameter';

export interface ConvGruLayer {
  /** Channels of the state. */
  hidden: number;
  /** Height and width of the kernels; zeros around the frames. */
  kernel: number;
}

const gates = ['update', 'reset', 'candidate'] as const;

/**
 * `<name>.update`, `<name>.reset` and `<name>.candidate`, each with a `.kernel` [kernel, kernel, inputs + hidden, hidden],
 * orthogonal, and a `.bias` [hidden], zero, of the update gate one.
 */
export function convGruParameters(
  { hidden, kernel }: ConvGruLayer,
  name: string,
  inputs: number,
): ParameterSpec[] {
  return gates.flatMap((gate) => [
    {
      name: `${name}.${gate}.kernel`,
      shape: [kernel, kernel, inputs + hidden, hidden],
      initializer: orthogonal,
      decay: true,
    },
    {
      name: `${name}.${gate}.bias`,
      shape: [hidden],
      initializer: gate === 'update' ? ones : zeros,
      decay: false,
    },
  ]);
}

/**
 * The unit over all frames, from a state of zeros.
 * @param x [batch, time, height, width, inputs]
 * @returns the states, [batch, time, height, width, hidden], and the last one, [batch, height, width, hidden].
 */
export function convGru(
  layer: ConvGruLayer,
  name: string,
  x: tf.Tensor5D,
  parameters: Parameters,
): { sequence: tf.Tensor5D; last: tf.Tensor4D } {
  const [batch, time, height, width, inputs] = x.shape;
  const { hidden } = layer;
  const weights = splitWeights(layer, name, inputs, parameters);
  // What comes from the clip does so for all frames and gates at once.
  const images = x.reshape([batch * time, height, width, inputs]) as tf.Tensor4D;
  const drive = conv2dBiasActivation(images, weights.ofInput, weights.bias, { padding: 'same' });
  const frames = drive.reshape([batch, time, height * width * 3 * hidden]) as tf.Tensor3D;
  const states: tf.Tensor4D[] = [];
  for (let t = 0; t < time; t++) {
    const frame = tf.slice(frames, [0, t, 0], [batch, 1, frames.shape[2]]);
    const driven = frame.reshape([batch, height, width, 3 * hidden]) as tf.Tensor4D;
    states.push(step(driven, states.at(-1) ?? null, weights));
  }
  const rows = states.map((state) => state.reshape([batch, 1, height * width * hidden]) as tf.Tensor3D);
  return {
    sequence: tf.concat(rows, 1).reshape([batch, time, height, width, hidden]),
    last: states.at(-1)!,
  };
}

interface Weights {
  /** [kernel, kernel, inputs, 3·hidden], of all gates. */
  ofInput: tf.Tensor4D;
  /** [3·hidden] */
  bias: tf.Tensor1D;
  /** [kernel, kernel, hidden, 2·hidden], of update and reset. */
  ofState: tf.Tensor4D;
  /** [kernel, kernel, hidden, hidden], of the candidate. */
  ofReset: tf.Tensor4D;
}

function splitWeights(
  { hidden, kernel }: ConvGruLayer,
  name: string,
  inputs: number,
  parameters: Parameters,
): Weights {
  const kernels = gates.map((gate) => parameters[`${name}.${gate}.kernel`] as tf.Tensor4D);
  const biases = gates.map((gate) => parameters[`${name}.${gate}.bias`] as tf.Tensor1D);
  const part = (whole: tf.Tensor4D, from: number, channels: number) =>
    tf.slice(whole, [0, 0, from, 0], [kernel, kernel, channels, hidden]);
  const [update, reset, candidate] = kernels.map((whole) => part(whole, inputs, hidden));
  return {
    ofInput: tf.concat(
      kernels.map((whole) => part(whole, 0, inputs)),
      3,
    ),
    bias: tf.concat(biases, 0),
    ofState: tf.concat([update!, reset!], 3),
    ofReset: candidate!,
  };
}

/** @param driven [batch, height, width, 3·hidden] @param state null for zeros. */
function step(driven: tf.Tensor4D, state: tf.Tensor4D | null, weights: Weights): tf.Tensor4D {
  const hidden = driven.shape[3] / 3;
  const gate = (values: tf.Tensor4D, i: number) =>
    tf.slice(values, [0, 0, 0, i * hidden], [...values.shape.slice(0, 3), hidden]) as tf.Tensor4D;
  if (!state) return tf.mul(tf.sigmoid(gate(driven, 0)), tf.tanh(gate(driven, 2)));
  const ofState = sameConvolution(state, weights.ofState);
  const update = tf.sigmoid(tf.add(gate(driven, 0), gate(ofState, 0)));
  const reset = tf.sigmoid(tf.add(gate(driven, 1), gate(ofState, 1)));
  const ofReset = sameConvolution(tf.mul(reset, state), weights.ofReset);
  const candidate = tf.tanh(tf.add(gate(driven, 2), ofReset));
  return tf.add(state, tf.mul(update, tf.sub(candidate, state)));
}

function sameConvolution(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  return convolution(x, kernel, convGeometry(x.shape, kernel.shape, { padding: 'same' })) as tf.Tensor4D;
}
