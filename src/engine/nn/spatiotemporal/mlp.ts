/** A multilayer perceptron for the small vector that accompanies a clip. */
import * as tf from '@tensorflow/tfjs';
import { dense, denseParameters } from '../dense';
import type { ParameterSpec, Parameters } from '../parameter';
import { channelsAfter, clipActivation } from './clipActivation';
import type { ClipActivation } from './names';

export interface MlpLayer {
  /** Widths of the layers; the last one is the output, which has no activation. */
  dims: readonly number[];
  activation: ClipActivation;
  /** A layer whose output is as wide as its input adds its input to it. */
  residual: boolean;
}

/** `<name>.linear<i>.kernel` and `.bias`, as of `denseParameters`, counted from 0. */
export function mlpParameters(layer: MlpLayer, name: string, inputs: number): ParameterSpec[] {
  const widths = layer.dims.map((width, i) => outputWidth(layer, width, i));
  return layer.dims.flatMap((width, i) =>
    denseParameters(`${name}.linear${i}`, i === 0 ? inputs : widths[i - 1]!, width),
  );
}

/** @param x [batch, inputs] @returns [batch, last of the dims] */
export function mlp(layer: MlpLayer, name: string, x: tf.Tensor2D, parameters: Parameters): tf.Tensor2D {
  let values = x;
  for (const [i] of layer.dims.entries()) {
    const linear = dense(parameters, `${name}.linear${i}`, values);
    const y = isLast(layer, i) ? linear : clipActivation(layer.activation, linear);
    values = layer.residual && y.shape[1] === values.shape[1] ? tf.add(y, values) : y;
  }
  return values;
}

const isLast = ({ dims }: MlpLayer, i: number) => i === dims.length - 1;

const outputWidth = (layer: MlpLayer, width: number, i: number) =>
  isLast(layer, i) ? width : channelsAfter(layer.activation, width);
