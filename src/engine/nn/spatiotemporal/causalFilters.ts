/** Filters over time that are the same at every pixel and for every channel, with zeros before the clip. */
import * as tf from '@tensorflow/tfjs';
import { convolution } from '../../kernels/conv/convolution';

/**
 * @param x [batch, time, height, width, channels]
 * @param filters [lags, filters], by lag: row 0 meets the frame itself.
 * @returns [batch, time, height·width·channels, filters]
 */
export function causalFilters(x: tf.Tensor5D, filters: tf.Tensor2D): tf.Tensor4D {
  const [batch, time, height, width, channels] = x.shape;
  const places = height * width * channels;
  // Longer lags than the clip has meet nothing.
  const lags = Math.min(time, filters.shape[0]);
  const outChannels = filters.shape[1];
  const oldestFirst = tf.reverse(tf.slice(filters, [0, 0], [lags, outChannels]), 0);
  return convolution(x.reshape([batch, time, places, 1]), oldestFirst.reshape([lags, 1, 1, outChannels]), {
    batch,
    input: [time, places],
    kernel: [lags, 1],
    output: [time, places],
    stride: [1, 1],
    dilation: [1, 1],
    padding: [lags - 1, 0],
    inChannels: 1,
    outChannels,
  }) as tf.Tensor4D;
}
