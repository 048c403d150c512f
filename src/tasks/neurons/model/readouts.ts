/** The readouts: what each session's units take of the last frame's features. */
import type * as tf from '@tensorflow/tfjs';
import type { ParameterSpec, Parameters } from '../../../engine/nn/parameter';
import { lastFrame } from '../../../engine/nn/spatiotemporal/clipParts';
import {
  gaussianReadout,
  gaussianReadoutParameters,
  gaussianWindows,
} from '../../../engine/nn/spatiotemporal/gaussianReadout';
import { linearReadout, linearReadoutParameters } from '../../../engine/nn/spatiotemporal/linearReadout';
import type { NeuronsModelConfig } from '../modelConfig';
import type { FeatureShape } from './stage';

export interface Readout {
  title: string;
  parameters: ParameterSpec[];
  /** @returns float32 [batch, units], before the output activation. */
  read(features: tf.Tensor5D, parameters: Parameters): tf.Tensor2D;
}

export function readoutOf(
  config: NeuronsModelConfig['readout'],
  session: string,
  { height, width, channels }: FeatureShape,
  units: number,
): Readout {
  const name = `readouts.${session}`;
  if (config.name === 'linear') {
    return {
      title: 'Average over the frame, and a weight for each channel',
      parameters: linearReadoutParameters(name, channels, units),
      read: (features, parameters) => linearReadout(name, lastFrame(features), parameters),
    };
  }
  const std = config.initialStd ?? Math.max(0.5, Math.min(height, width) / 10);
  const start = { meanScale: config.initialMeanScale, std };
  return {
    title: 'A Gaussian mask for each unit, and a weight for each channel',
    parameters: gaussianReadoutParameters(name, channels, units, start),
    read: (features, parameters) => gaussianReadout(name, lastFrame(features), parameters),
  };
}

/** Weights of channels [channels, units]. */
export function readoutWeights(
  config: NeuronsModelConfig['readout'],
  session: string,
  parameters: Parameters,
): tf.Tensor2D {
  const part = config.name === 'linear' ? 'kernel' : 'features';
  return parameters[`readouts.${session}.${part}`] as tf.Tensor2D;
}

/** Where the units of a Gaussian readout look, [units, height · width], each adding up to 1. */
export function readoutMasks(
  session: string,
  { height, width }: FeatureShape,
  parameters: Parameters,
): tf.Tensor2D {
  return gaussianWindows(`readouts.${session}`, height, width, parameters);
}

/** Name of the parameter that is added to what a readout gives, by session. */
export const biasName = (session: string): string => `readouts.${session}.bias`;
