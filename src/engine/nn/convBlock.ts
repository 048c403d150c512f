/**
 * Two 3 × 3 convolutions, the block that U-Nets are made of: conv, norm, ReLU, twice. The residual block (He et al. 2016)
 * adds its input before the last ReLU, through a 1 × 1 convolution where the channels change.
 */
import * as tf from '@tensorflow/tfjs';
import { dropout } from '../kernels/elementwise/dropout';
import type { ParameterSpec } from '../workload';
import { type ConvLayer, convLayer, convParameters, type Pass } from './convLayer';

export interface ConvBlock {
  norm: ConvLayer['norm'];
  residual: boolean;
  /** Between the two convolutions, so that skip connections stay whole. */
  dropout: number;
}

/** `<name>.conv1` and `<name>.conv2`; a residual block that changes the channels has `<name>.shortcut` too. */
export function convBlockParameters(
  { norm, residual }: ConvBlock,
  name: string,
  inputs: number,
  middle: number,
  outputs: number,
): ParameterSpec[] {
  return [
    ...convParameters(norm, `${name}.conv1`, 3, inputs, middle),
    ...convParameters(norm, `${name}.conv2`, 3, middle, outputs),
    ...(residual && inputs !== outputs ? convParameters('none', `${name}.shortcut`, 1, inputs, outputs) : []),
  ];
}

/** @param x [batch, height, width, inputs] @returns [batch, height, width, outputs] */
export function convBlock(block: ConvBlock, name: string, x: tf.Tensor4D, pass: Pass): tf.Tensor4D {
  const { norm, residual } = block;
  const first = convLayer({ norm, activation: 'relu' }, `${name}.conv1`, x, pass);
  const inner = dropout(first, pass.training ? block.dropout : 0, name, pass.random);
  const second = { norm, activation: residual ? 'none' : 'relu' } as const;
  const y = convLayer(second, `${name}.conv2`, inner, pass);
  if (!residual) return y;
  const changes = x.shape[3] !== y.shape[3];
  const shortcut = changes ? convLayer({ norm: 'none', activation: 'none' }, `${name}.shortcut`, x, pass) : x;
  return tf.relu(tf.add(y, shortcut));
}
