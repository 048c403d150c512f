/** The modulators: how behaviour acts on the features that all sessions share. */
import * as tf from '@tensorflow/tfjs';
import { concatChannels, sliceFrames } from '../../../engine/nn/spatiotemporal/clipParts';
import { type Conv3dLayer, conv3d, conv3dParameters } from '../../../engine/nn/spatiotemporal/conv3d';
import { convGru, convGruParameters } from '../../../engine/nn/spatiotemporal/convGru';
import { type MlpLayer, mlp, mlpParameters } from '../../../engine/nn/spatiotemporal/mlp';
import { concatBroadcast, film, filmParameters } from '../../../engine/nn/spatiotemporal/modulation';
import { AnnealError } from '../../../protocol/errors';
import type { NeuronsModelConfig } from '../modelConfig';
import type { FeatureShape, ModelPass, Stage } from './stage';

type ModulatorConfig = NeuronsModelConfig['modulator'];
type ModulatorOf<Name extends ModulatorConfig['name']> = Extract<ModulatorConfig, { name: Name }>;

const name = 'modulator';

/** null where there is none, and where the data hold no behaviour. */
export function modulatorStage(
  config: ModulatorConfig,
  input: FeatureShape,
  behaviors: number,
): Stage | null {
  if (config.name === 'none' || behaviors === 0) return null;
  switch (config.name) {
    case 'concat':
    case 'film':
      return encoded(config, input, behaviors);
    case 'convgru':
      return gated(config, input, behaviors);
    case 'pc':
      return predictiveCoding(config, input, behaviors);
  }
}

function behaviorOf({ behavior }: ModelPass): tf.Tensor2D {
  if (behavior) return behavior;
  throw new AnnealError('internal', 'A batch has no behaviour, and the model was built for some.');
}

function encoded(
  { name: kind, dims }: ModulatorOf<'concat'> | ModulatorOf<'film'>,
  input: FeatureShape,
  behaviors: number,
): Stage {
  const encoder: MlpLayer = { dims, activation: 'gelu', residual: true };
  const hidden = dims.at(-1)!;
  const parameters = mlpParameters(encoder, `${name}.encoder`, behaviors);
  const codeOf = (pass: ModelPass) => mlp(encoder, `${name}.encoder`, behaviorOf(pass), pass.parameters);
  if (kind === 'concat') {
    return {
      name,
      title: `Behaviour as ${hidden} more channels`,
      shape: { ...input, channels: input.channels + hidden },
      parameters,
      apply: (x, pass) => concatBroadcast(x, codeOf(pass)),
    };
  }
  return {
    name,
    title: 'Behaviour scales and shifts each channel (FiLM)',
    shape: input,
    parameters: [...parameters, ...filmParameters(`${name}.film`, hidden, input.channels)],
    apply: (x, pass) => film(`${name}.film`, x, codeOf(pass), pass.parameters),
  };
}

function embedding(behaviors: number, width: number) {
  const layer: MlpLayer = { dims: [width], activation: 'identity', residual: false };
  return {
    parameters: mlpParameters(layer, `${name}.embedding`, behaviors),
    of: (pass: ModelPass) => mlp(layer, `${name}.embedding`, behaviorOf(pass), pass.parameters),
  };
}

/** A ConvGRU over the frames, which has the behaviour as more channels of its input. */
function gated(config: ModulatorOf<'convgru'>, input: FeatureShape, behaviors: number): Stage {
  const { hidden, kernelSize: kernel } = config;
  const code = embedding(behaviors, config.embedding);
  const layer = { hidden, kernel };
  return {
    name,
    title: `ConvGRU of ${hidden} channels, with behaviour`,
    shape: { ...input, channels: hidden },
    parameters: [
      ...code.parameters,
      ...convGruParameters(layer, `${name}.gru`, input.channels + config.embedding),
    ],
    apply: (x, pass) =>
      convGru(layer, `${name}.gru`, concatBroadcast(x, code.of(pass)), pass.parameters).sequence,
  };
}

const pointwise: Conv3dLayer = {
  kernel: [1, 1, 1],
  time: 'causal',
  space: 'same',
  bias: true,
  window: null,
  weightNorm: 'none',
};

/**
 * Predictive coding: a ConvGRU over all frames but the last predicts the last frame's features, and the error of that goes
 * on. Its mean square, times λ, is a loss of its own.
 */
function predictiveCoding(config: ModulatorOf<'pc'>, input: FeatureShape, behaviors: number): Stage {
  const { kernelSize: kernel, concatError, lambdaPred } = config;
  const { time, channels } = input;
  if (time < 2) {
    throw new AnnealError('config-invalid', 'Predictive coding needs features of two frames at least.', {
      place: 'model.modulator',
      received: `${time} frame`,
      remedy: 'Let the frontend keep the frames: padding causal, or no frontend.',
    });
  }
  const hidden = config.hidden ?? channels;
  const projects = hidden !== channels;
  const code = embedding(behaviors, config.embedding);
  const layer = { hidden, kernel };
  return {
    name,
    title: 'Error of predicting the last frame',
    shape: { ...input, time: 1, channels: concatError ? 2 * channels : channels },
    parameters: [
      ...code.parameters,
      ...convGruParameters(layer, `${name}.gru`, channels + config.embedding),
      ...(projects ? conv3dParameters(pointwise, `${name}.projection`, hidden, channels) : []),
    ],
    apply(x, pass) {
      const [batch, , height, width] = x.shape;
      const before = sliceFrames(x, 0, time - 1);
      const now = sliceFrames(x, time - 1, 1);
      const { last } = convGru(layer, `${name}.gru`, concatBroadcast(before, code.of(pass)), pass.parameters);
      const state = last.reshape([batch, 1, height, width, hidden]) as tf.Tensor5D;
      const predicted = projects ? conv3d(pointwise, `${name}.projection`, state, pass.parameters) : state;
      const error = tf.sub(now, predicted) as tf.Tensor5D;
      pass.auxiliary.push(tf.mul(tf.mean(tf.mul(error, error)), lambdaPred) as tf.Scalar);
      return concatError ? concatChannels([now, error]) : error;
    },
  };
}
