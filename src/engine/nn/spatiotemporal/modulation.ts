/** How a vector acts on the channels of a clip: by a scale and a shift, or as channels of its own. */
import * as tf from '@tensorflow/tfjs';
import { modulate } from '../../kernels/elementwise/film';
import { dense } from '../dense';
import { ones, zeros } from '../initializers';
import type { ParameterSpec, Parameters } from '../parameter';

/**
 * `<name>.scale` and `<name>.shift`, dense layers [hidden, channels] whose kernels start at zero, with a bias of one and of
 * zero: at the start the clip passes unchanged.
 */
export function filmParameters(name: string, hidden: number, channels: number): ParameterSpec[] {
  return [
    { name: `${name}.scale.kernel`, shape: [hidden, channels], initializer: zeros, decay: true },
    { name: `${name}.scale.bias`, shape: [channels], initializer: ones, decay: false },
    { name: `${name}.shift.kernel`, shape: [hidden, channels], initializer: zeros, decay: true },
    { name: `${name}.shift.bias`, shape: [channels], initializer: zeros, decay: false },
  ];
}

/**
 * Feature-wise linear modulation (Perez et al. 2018): scale(h)·x + shift(h), per channel.
 * @param x [batch, time, height, width, channels] @param h [batch, hidden] @returns the shape of x.
 */
export function film(name: string, x: tf.Tensor5D, h: tf.Tensor2D, parameters: Parameters): tf.Tensor5D {
  const [batch, , , , channels] = x.shape;
  const pixels = x.reshape([batch, -1, channels]) as tf.Tensor3D;
  const perChannel = (part: string) => dense(parameters, `${name}.${part}`, h);
  return modulate(pixels, perChannel('scale'), perChannel('shift')).reshape(x.shape);
}

/**
 * The vector at every pixel of every frame, behind the clip's own channels.
 * @param x [batch, time, height, width, channels] @param h [batch, more]
 * @returns [batch, time, height, width, channels + more]
 */
export function concatBroadcast(x: tf.Tensor5D, h: tf.Tensor2D): tf.Tensor5D {
  const [batch, time, height, width, channels] = x.shape;
  const pixels = time * height * width;
  const more = h.shape[1];
  // Not tf.tile, whose gradient adds up one slice a pixel.
  const everywhere = tf.add(h.reshape([batch, 1, more]), tf.zeros([1, pixels, 1])) as tf.Tensor3D;
  const joined = tf.concat([x.reshape([batch, pixels, channels]) as tf.Tensor3D, everywhere], 2);
  return joined.reshape([batch, time, height, width, channels + more]);
}
