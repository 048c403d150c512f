/** A convolution's kernel in the order in which the kernels on WASM read it. */
import type * as tf from '@tensorflow/tfjs';
import { withFloats } from '../../tfjs/hostMemory';
import { allocate } from '../program/hostKernel';

/** Where the values of a kernel lie: value (tap, input, output) at `at(tap, input) + output · step`. */
export interface KernelLayout {
  taps: number;
  inputs: number;
  outputs: number;
  at(tap: number, input: number): number;
  step: number;
}

/** Outputs that a kernel computes at once: 8 where these divide the outputs, else 4; 0 where neither does. */
export function blockOf(outputs: number): 0 | 4 | 8 {
  return outputs % 8 === 0 ? 8 : outputs % 4 === 0 ? 4 : 0;
}

/** → [outputs / block, taps, inputs, block] */
export function packWeights(kernel: tf.TensorInfo, layout: KernelLayout): tf.TensorInfo {
  const { taps, inputs, outputs, at, step } = layout;
  const block = blockOf(outputs);
  const packed = allocate([outputs / block, taps, inputs, block]);
  withFloats([packed, kernel], (to, from) => {
    let next = 0;
    for (let first = 0; first < outputs; first += block) {
      for (let tap = 0; tap < taps; tap++) {
        for (let input = 0; input < inputs; input++) {
          const start = at(tap, input) + first * step;
          for (let lane = 0; lane < block; lane++) to[next++] = from[start + lane * step]!;
        }
      }
    }
  });
  return packed;
}
