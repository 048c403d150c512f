/**
 * Parts of clips [batch, time, height, width, channels], and clips of parts. On fewer axes: TensorFlow.js' WebGPU backend has
 * no shader that slices, joins or broadcasts five, and leaves zeros instead of saying so.
 */
import * as tf from '@tensorflow/tfjs';

/** @returns [batch, count, height, width, channels], from the frame `from` on. */
export function sliceFrames(x: tf.Tensor5D, from: number, count: number): tf.Tensor5D {
  const [batch, time, height, width, channels] = x.shape;
  if (from === 0 && count === time) return x;
  const rows = x.reshape([batch, time, height * width * channels]);
  const part = tf.slice(rows, [0, from, 0], [batch, count, height * width * channels]);
  return part.reshape([batch, count, height, width, channels]);
}

/** The newest frame. @returns [batch, height, width, channels] */
export function lastFrame(x: tf.Tensor5D): tf.Tensor4D {
  const [batch, time, height, width, channels] = x.shape;
  return sliceFrames(x, time - 1, 1).reshape([batch, height, width, channels]);
}

/** The clip with its first frame `count` times more. */
export function repeatFirstFrame(x: tf.Tensor5D, count: number): tf.Tensor5D {
  return count === 0 ? x : concatFrames([...new Array<tf.Tensor5D>(count).fill(sliceFrames(x, 0, 1)), x]);
}

/** Clips of the same frames' size, one after the other. */
export function concatFrames(clips: readonly tf.Tensor5D[]): tf.Tensor5D {
  const [batch, , height, width, channels] = clips[0]!.shape;
  const rows = clips.map(
    (clip) => clip.reshape([batch, clip.shape[1], height * width * channels]) as tf.Tensor3D,
  );
  return tf.concat(rows, 1).reshape([batch, -1, height, width, channels]);
}

/** Clips of the same length and frames' size, their channels side by side. */
export function concatChannels(clips: readonly tf.Tensor5D[]): tf.Tensor5D {
  const [batch, time, height, width] = clips[0]!.shape;
  const pixels = clips.map((clip) => clip.reshape([-1, clip.shape[4]]) as tf.Tensor2D);
  return tf.concat(pixels, 1).reshape([batch, time, height, width, -1]);
}
