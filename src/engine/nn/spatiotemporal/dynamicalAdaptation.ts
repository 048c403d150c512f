/**
 * Dynamical adaptation (Clark et al. 2013, with an instant response): r = α·y / (1 + β·z), where y is the clip filtered with
 * a fast kernel and z with a mixture of that and a slow one, so that the gain falls with what came before.
 */
import * as tf from '@tensorflow/tfjs';
import type { ParameterSpec, Parameters } from '../parameter';
import { causalFilters } from './causalFilters';

export interface DynamicalAdaptation {
  alpha: number;
  beta: number;
  /** Share of the fast kernel in that of z, from 0 to 1. */
  gamma: number;
  /** Time constants, in milliseconds. */
  tauY: number;
  tauZ: number;
  /** Powers of time in the kernels; n·τ is where they peak. */
  nY: number;
  nZ: number;
  /** Lags of the kernels, in frames. */
  filterLength: number;
  /** Between two frames, in milliseconds. */
  frameMs: number;
  /** Whether the seven numbers are parameters. */
  learnable: boolean;
}

const numbers = ['alpha', 'beta', 'gamma', 'tauY', 'tauZ', 'nY', 'nZ'] as const;

/** Of time constants, in frames, and of powers: where the kernel is still one. */
const LEAST = { tau: 0.1, n: 0.1 };

/** `<name>.alpha`, `.beta`, `.gamma`, `.tauY`, `.tauZ`, `.nY` and `.nZ` [1], where they are learned. */
export function dynamicalAdaptationParameters(options: DynamicalAdaptation, name: string): ParameterSpec[] {
  if (!options.learnable) return [];
  return numbers.map((number) => ({
    name: `${name}.${number}`,
    shape: [1],
    initializer: (values) => void values.fill(options[number]),
    decay: false,
  }));
}

/** @param x [batch, time, height, width, channels] @returns the same shape. */
export function dynamicalAdaptation(
  options: DynamicalAdaptation,
  name: string,
  x: tf.Tensor5D,
  parameters: Parameters,
): tf.Tensor5D {
  const of = (number: (typeof numbers)[number]) =>
    options.learnable ? (parameters[`${name}.${number}`] as tf.Tensor1D) : tf.tensor1d([options[number]]);
  const kernel = (tau: 'tauY' | 'tauZ', n: 'nY' | 'nZ') =>
    gammaKernel(tf.div(of(tau), options.frameMs), of(n), options.filterLength);
  const fast = kernel('tauY', 'nY');
  const gamma = tf.clipByValue(of('gamma'), 0, 1);
  const slow = tf.add(tf.mul(gamma, fast), tf.mul(tf.sub(1, gamma), kernel('tauZ', 'nZ')));
  const filtered = causalFilters(x, tf.stack([fast, slow], 1) as tf.Tensor2D);
  const [batch, time, places] = filtered.shape;
  const [y, z] = [0, 1].map((i) => tf.slice(filtered, [0, 0, 0, i], [batch, time, places, 1]));
  // A negative z must not turn the sign.
  const damping = tf.maximum(tf.add(1, tf.mul(tf.relu(of('beta')), z!)), 1e-6);
  return tf.div(tf.mul(of('alpha'), y!), damping).reshape(x.shape);
}

/**
 * tⁿ·exp(−t / τ) over its sum, at lags t = 0 to `length` − 1: what does not change passes with the gain 1.
 * @param tau [1], in frames @param n [1] @returns [length]
 */
function gammaKernel(tau: tf.Tensor, n: tf.Tensor, length: number): tf.Tensor1D {
  const lags = Array.from({ length: length - 1 }, (_, i) => i + 1);
  const exponents = tf.sub(
    tf.mul(tf.maximum(n, LEAST.n), tf.tensor1d(lags.map(Math.log))),
    tf.div(tf.tensor1d(lags), tf.maximum(tau, LEAST.tau)),
  );
  // Nothing at lag 0: n is positive.
  return tf.pad(tf.softmax(exponents), [[1, 0]]) as tf.Tensor1D;
}
