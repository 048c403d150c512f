/**
 * Frames of any size smoothed and sampled on a square grid, whose place and spacing are learned: a Gaussian low-pass, then
 * bilinear sampling between pixel centres (corners aligned), with zeros beyond the frame.
 */
import * as tf from '@tensorflow/tfjs';
import type { ParameterSpec, Parameters } from '../parameter';

export interface AffineAdapter {
  /** Points of the grid along both axes. */
  gridSize: number;
  /** `scale`: the axes are scaled about the middle; `affine`: the grid is turned, sheared and moved too. */
  transform: 'scale' | 'affine';
  /** Of the Gaussian at the start, in pixels, beside what sampling itself asks for. */
  deviation: number;
}

/**
 * `<name>.logSigma` [1]; `<name>.logScale` [2], (y, x), zero, or `<name>.affine` [2, 3], the identity: rows give x and y on
 * the frame, from −1 to 1, for (x, y, 1) on the grid.
 */
export function affineAdapterParameters(
  { transform, deviation }: AffineAdapter,
  name: string,
): ParameterSpec[] {
  const start = Math.log(Math.expm1(Math.max(deviation, 1e-6)));
  return [
    { name: `${name}.logSigma`, shape: [1], initializer: (values) => void values.fill(start), decay: false },
    transform === 'scale'
      ? { name: `${name}.logScale`, shape: [2], initializer: (values) => void values.fill(0), decay: false }
      : {
          name: `${name}.affine`,
          shape: [2, 3],
          initializer: (values) => values.set([1, 0, 0, 0, 1, 0]),
          decay: false,
        },
  ];
}

/** @param x [batch, time, height, width, channels] @returns [batch, time, gridSize, gridSize, channels] */
export function affineAdapter(
  adapter: AffineAdapter,
  name: string,
  x: tf.Tensor5D,
  parameters: Parameters,
): tf.Tensor5D {
  const [batch, time, height, width, channels] = x.shape;
  const { gridSize } = adapter;
  const frames = channelsFirst(x.reshape([batch * time, height, width, channels]));
  const learned = tf.softplus(parameters[`${name}.logSigma`]!);
  const sampled =
    adapter.transform === 'scale'
      ? sampleScaled(frames, parameters[`${name}.logScale`]!, learned, gridSize)
      : sampleAffine(frames, parameters[`${name}.affine`] as tf.Tensor2D, learned, gridSize);
  const grids = sampled.reshape([batch * time, channels, gridSize, gridSize]) as tf.Tensor4D;
  return channelsLast(grids).reshape([batch, time, gridSize, gridSize, channels]);
}

/** [images, height, width, channels] → [images·channels, height, width] */
function channelsFirst(images: tf.Tensor): tf.Tensor3D {
  const [count = 0, height = 0, width = 0, channels = 0] = images.shape;
  const moved = channels === 1 ? images : tf.transpose(images, [0, 3, 1, 2]);
  return moved.reshape([count * channels, height, width]);
}

function channelsLast(images: tf.Tensor4D): tf.Tensor {
  return images.shape[1] === 1 ? images : tf.transpose(images, [0, 2, 3, 1]);
}

/** Smoothing and sampling of an axis are one matrix, and the axes are worked off one after the other. */
function sampleScaled(
  frames: tf.Tensor3D,
  logScale: tf.Tensor,
  learned: tf.Tensor,
  gridSize: number,
): tf.Tensor3D {
  const [count, height, width] = frames.shape;
  const scales = tf.softplus(logScale);
  const along = (axis: 0 | 1, length: number) => {
    const scale = tf.slice(scales, [axis], [1]);
    const places = tf.mul(tf.tensor1d(unitGrid(gridSize)), scale) as tf.Tensor1D;
    const sigma = widened(learned, scale);
    return tf.matMul(hatWeights(places, length), blurMatrix(sigma, length));
  };
  const [rows, columns] = [along(0, height), along(1, width)];
  const wide = tf.matMul(frames.reshape([count * height, width]) as tf.Tensor2D, columns, false, true);
  const turned = tf.transpose(wide.reshape([count, height, gridSize]), [0, 2, 1]);
  const grid = tf.matMul(turned.reshape([count * gridSize, height]) as tf.Tensor2D, rows, false, true);
  return tf.transpose(grid.reshape([count, gridSize, gridSize]), [0, 2, 1]);
}

/** The weights of all pixels at every point of the grid are one matrix, with the smoothing in it. */
function sampleAffine(
  frames: tf.Tensor3D,
  affine: tf.Tensor2D,
  learned: tf.Tensor,
  gridSize: number,
): tf.Tensor2D {
  const [count, height, width] = frames.shape;
  const unit = unitGrid(gridSize);
  const points = unit.flatMap((y) => unit.map((x) => [x, y, 1]));
  const places = tf.matMul(tf.tensor2d(points), affine, false, true);
  const sigma = widened(learned, leastStretch(affine));
  const along = (axis: 0 | 1, length: number) => {
    const place = tf.slice(places, [0, axis], [points.length, 1]).flatten();
    return tf.matMul(hatWeights(place, length), blurMatrix(sigma, length));
  };
  const [columns, rows] = [along(0, width), along(1, height)];
  const weights = tf.mul(
    rows.reshape([points.length, height, 1]),
    columns.reshape([points.length, 1, width]),
  );
  const matrix = weights.reshape([points.length, height * width]) as tf.Tensor2D;
  return tf.matMul(frames.reshape([count, height * width]) as tf.Tensor2D, matrix, false, true);
}

/** From −1 to 1; a single point lies in the middle. */
function unitGrid(length: number): number[] {
  return Array.from({ length }, (_, i) => (length === 1 ? 0 : (2 * i) / (length - 1) - 1));
}

/** √(σ² + least²), where least = 0.44·(1 / scale − 1) keeps what the grid cannot show out of it; 0 from a scale of 1 on. */
function widened(learned: tf.Tensor, scale: tf.Tensor): tf.Tensor {
  const least = tf.relu(tf.mul(0.44, tf.sub(tf.reciprocal(scale), 1)));
  return tf.sqrt(tf.add(tf.square(least), tf.square(learned)));
}

/** The smaller singular value of the left 2 × 2 part. */
function leastStretch(affine: tf.Tensor2D): tf.Tensor {
  const at = (row: number, column: number) => tf.slice(affine, [row, column], [1, 1]).flatten();
  const [a, b, c, d] = [at(0, 0), at(0, 1), at(1, 0), at(1, 1)];
  // The root of a scaled rotation's second term is 0: it has a slope there all the same.
  const norm = (u: tf.Tensor, v: tf.Tensor) => tf.sqrt(tf.add(tf.add(tf.square(u), tf.square(v)), 1e-12));
  const difference = tf.sub(norm(tf.add(a, d), tf.sub(b, c)), norm(tf.sub(a, d), tf.add(b, c)));
  return tf.maximum(tf.mul(0.5, tf.abs(difference)), 1e-3);
}

/** Bilinear weights, max(0, 1 − |place − pixel|). @param places [points], −1 to 1 @returns [points, length] */
function hatWeights(places: tf.Tensor1D, length: number): tf.Tensor2D {
  const inPixels = tf.mul(tf.add(places, 1), (length - 1) / 2).reshape([-1, 1]);
  const pixels = tf.tensor2d([Array.from({ length }, (_, i) => i)]);
  return tf.relu(tf.sub(1, tf.abs(tf.sub(inPixels, pixels))));
}

/**
 * exp(−½(d / σ)²) for distances d up to about 3σ, over the sum of such a kernel, so that what lies beyond the frame counts as
 * zeros. Where the kernel ends has no gradient.
 * @param sigma [1], in pixels @returns [length, length], symmetric.
 */
function blurMatrix(sigma: tf.Tensor, length: number): tf.Tensor2D {
  const radius = tf.floor(tf.div(tf.round(tf.mul(6, sigma)), 2));
  const kernel = (distances: tf.Tensor) =>
    tf.mul(
      tf.exp(tf.mul(-0.5, tf.square(tf.div(distances, sigma)))),
      tf.cast(tf.lessEqual(tf.abs(distances), radius), 'float32'),
    );
  // Twice the frame on both sides: a wider kernel would leave nothing of it.
  const whole = Array.from({ length: 4 * length + 1 }, (_, i) => i - 2 * length);
  const between = Array.from({ length }, (_, i) => Array.from({ length }, (_, j) => i - j));
  return tf.div(kernel(tf.tensor2d(between)), tf.sum(kernel(tf.tensor1d(whole))));
}
