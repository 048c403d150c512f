/** A readout that looks at the features through a Gaussian window per unit, which learns where it lies and how wide it is. */
import * as tf from '@tensorflow/tfjs';
import { type Initializer, xavierUniform, zeros } from '../initializers';
import type { ParameterSpec, Parameters } from '../parameter';

export interface GaussianReadoutStart {
  /** Deviation of the normal distribution that the windows' centres are drawn from, in pixels. */
  meanScale: number;
  /** Of all windows along both axes, in pixels. */
  std: number;
}

/** Least deviation of a window, in pixels; below it the parameter has no effect, and no gradient. */
const LEAST_STD = 1e-3;

/**
 * `<name>.features` [channels, units], Xavier-uniform; of the windows `<name>.mean` and `<name>.std` [units, 2], both (y, x),
 * and `<name>.theta` [units], zero; `<name>.bias` [units], zero.
 */
export function gaussianReadoutParameters(
  name: string,
  channels: number,
  units: number,
  { meanScale, std }: GaussianReadoutStart,
): ParameterSpec[] {
  const scattered: Initializer = (values, _, random) => {
    for (let i = 0; i < values.length; i++) values[i] = meanScale * random.normal();
  };
  const wide: Initializer = (values) => {
    values.fill(std);
  };
  const of = (part: string, shape: number[], initializer: Initializer, decay = false) => ({
    name: `${name}.${part}`,
    shape,
    initializer,
    decay,
  });
  return [
    of('features', [channels, units], xavierUniform, true),
    of('mean', [units, 2], scattered),
    of('std', [units, 2], wide),
    of('theta', [units], zeros),
    of('bias', [units], zeros),
  ];
}

/**
 * Σ over pixels of G_u · Σ over channels of x · features_u, + bias_u. Features first: per unit they are fewer than channels,
 * and on WASM that takes a third less time than windows first.
 * @param x [batch, height, width, channels] @returns [batch, units]
 */
export function gaussianReadout(name: string, x: tf.Tensor4D, parameters: Parameters): tf.Tensor2D {
  const [batch, height, width, channels] = x.shape;
  const features = parameters[`${name}.features`] as tf.Tensor2D;
  const pixels = x.reshape([batch * height * width, channels]) as tf.Tensor2D;
  const ofUnits = tf.matMul(pixels, features).reshape([batch, height * width, features.shape[1]]);
  const windows = tf.transpose(gaussianWindows(name, height, width, parameters));
  return tf.add(tf.sum(tf.mul(ofUnits, windows), 1), parameters[`${name}.bias`]!);
}

/**
 * exp(−½ Σ (((p − mean)·R) / std)²), R = [[cos θ, −sin θ], [sin θ, cos θ]], over its sum + 1e-8. Pixels p are counted from
 * the middle of the frame.
 * @returns [units, height·width]
 */
export function gaussianWindows(
  name: string,
  height: number,
  width: number,
  parameters: Parameters,
): tf.Tensor2D {
  const centred = (length: number) => Array.from({ length }, (_, i) => i - (length - 1) / 2);
  const [rows, columns] = [centred(height), centred(width)];
  const of = (part: string, axis: 0 | 1) => {
    const pairs = parameters[`${name}.${part}`] as tf.Tensor2D;
    return tf.slice(pairs, [0, axis], [pairs.shape[0], 1]);
  };
  const apart = (places: number[], axis: 0 | 1) =>
    tf.sub(tf.tensor2d(places, [1, places.length]), of('mean', axis));
  const dy = apart(
    rows.flatMap((row) => columns.map(() => row)),
    0,
  );
  const dx = apart(
    rows.flatMap(() => columns),
    1,
  );
  const theta = parameters[`${name}.theta`]!.reshape([-1, 1]);
  const [cos, sin] = [tf.cos(theta), tf.sin(theta)];
  const turned = [
    tf.add(tf.mul(dy, cos), tf.mul(dx, sin)),
    tf.sub(tf.mul(dx, cos), tf.mul(dy, sin)),
  ] as const;
  const squares = turned.map((distance, axis) =>
    tf.square(tf.div(distance, tf.maximum(of('std', axis === 0 ? 0 : 1), LEAST_STD))),
  );
  const heights = tf.exp(tf.mul(-0.5, tf.add(squares[0]!, squares[1]!)));
  return tf.div(heights, tf.add(tf.sum(heights, 1, true), 1e-8));
}
