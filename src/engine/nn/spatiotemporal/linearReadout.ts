/** A readout of the features' means over all pixels. */
import * as tf from '@tensorflow/tfjs';
import { dense, denseParameters } from '../dense';
import type { ParameterSpec, Parameters } from '../parameter';

/** `<name>.kernel` [channels, units] and `<name>.bias` [units]. */
export function linearReadoutParameters(name: string, channels: number, units: number): ParameterSpec[] {
  return denseParameters(name, channels, units);
}

/** @param x [batch, height, width, channels] @returns [batch, units] */
export function linearReadout(name: string, x: tf.Tensor4D, parameters: Parameters): tf.Tensor2D {
  const [batch, height, width, channels] = x.shape;
  const pixels = x.reshape([batch, height * width, channels]);
  return dense(parameters, name, tf.mean(pixels, 1) as tf.Tensor2D);
}
