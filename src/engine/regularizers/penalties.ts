/** What the penalties of a parameter are worth, and their gradients, in closed form where a tape would be a detour. */
import * as tf from '@tensorflow/tfjs';
import type { RegularizerConfig } from '../../protocol/regularizerConfig';

export interface Penalty {
  /** Without λ. */
  value(parameter: tf.Tensor): tf.Scalar;
  /** Of the value, in the parameter's shape. 0 where the value has a corner, as PyTorch has it. */
  gradient(parameter: tf.Tensor): tf.Tensor;
}

/** Keeps the quotient of two zeros 0. */
const tiny = 1e-30;

/** Σ|p|. */
const l1: Penalty = {
  value: (p) => tf.sum(tf.abs(p)),
  gradient: (p) => tf.sign(p),
};

/** Σp². */
const l2: Penalty = {
  value: (p) => tf.sum(tf.square(p)),
  gradient: (p) => tf.mul(p, 2),
};

/** Σ‖p_g‖₂ over the columns of what `matrixOf` makes of a parameter. Yuan and Lin 2006, without the root of a group's size. */
function groupLasso(matrixOf: (p: tf.Tensor) => tf.Tensor2D): Penalty {
  return {
    value: (p) => tf.sum(normsOf(matrixOf(p))),
    gradient(p) {
      const columns = matrixOf(p);
      return tf.reshape(tf.div(columns, tf.maximum(normsOf(columns), tiny)), p.shape);
    },
  };
}

const byTensor = groupLasso((p) => tf.reshape(p, [-1, 1]));
const byOutput = groupLasso(outputsOf);

/**
 * ‖ŴŴᵀ − I‖²_F, where the rows of W are the filters of the output channels, and Ŵ has them at length 1:
 * with W transposed and E = ŴᵀŴ − I, the gradient of the value by Ŵ is 4ŴE.
 */
const ortho: Penalty = {
  value(p) {
    const { excess } = directionsOf(p);
    return tf.sum(tf.square(excess));
  },
  gradient(p) {
    const { directions, norms, excess } = directionsOf(p);
    const turning = tf.mul(tf.matMul(directions, excess), 4);
    const along = tf.mul(directions, tf.sum(tf.mul(directions, turning), 0, true));
    return tf.reshape(tf.div(tf.sub(turning, along), norms), p.shape);
  },
};

function directionsOf(p: tf.Tensor) {
  const columns = outputsOf(p);
  // The least norm is that of torch.nn.functional.normalize.
  const norms = tf.maximum(normsOf(columns), 1e-12);
  const directions: tf.Tensor2D = tf.div(columns, norms);
  const excess: tf.Tensor2D = tf.sub(tf.matMul(directions, directions, true), tf.eye(columns.shape[1]));
  return { directions, norms, excess };
}

/** Σ(p_{i−1} − 2p_i + p_{i+1})² along height and width of kernels [(time,) height, width, in, out], ends left out. */
const laplacian: Penalty = {
  value: (p) =>
    tf.addN(spaceOf(p).map((axis) => tf.sum(tf.square(secondDifferences(alongAxis(p, axis)))))) as tf.Scalar,
  gradient(p) {
    const parts = spaceOf(p).map((axis) => {
      const d = secondDifferences(alongAxis(p, axis));
      const [left, middle, right] = [padded(d, 0, 2), padded(d, 1, 1), padded(d, 2, 0)];
      return tf.reshape(tf.mul(tf.sub(tf.add(left, right), tf.mul(middle, 2)), 2), p.shape);
    });
    return tf.addN(parts);
  },
};

/** Axes of height and width that are long enough for a second difference. */
export function spaceOf({ shape }: Pick<tf.Tensor, 'shape'>): number[] {
  if (shape.length !== 4 && shape.length !== 5) return [];
  return [shape.length - 4, shape.length - 3].filter((axis) => shape[axis]! >= 3);
}

function alongAxis(p: tf.Tensor, axis: number): tf.Tensor3D {
  const before = p.shape.slice(0, axis).reduce((size, length) => size * length, 1);
  return tf.reshape(p, [before, p.shape[axis]!, -1]);
}

function secondDifferences(x: tf.Tensor3D): tf.Tensor3D {
  const [before, length, after] = x.shape;
  const from = (start: number) => tf.slice(x, [0, start, 0], [before, length - 2, after]);
  return tf.sub(tf.add(from(0), from(2)), tf.mul(from(1), 2));
}

function padded(x: tf.Tensor3D, before: number, after: number): tf.Tensor3D {
  return tf.pad(x, [
    [0, 0],
    [before, after],
    [0, 0],
  ]);
}

/** [values of an output, outputs]: the output is the last axis. */
function outputsOf(p: tf.Tensor): tf.Tensor2D {
  return tf.reshape(p, [-1, p.shape.at(-1) ?? 1]);
}

/** Of the columns, [1, columns]. */
function normsOf(matrix: tf.Tensor2D): tf.Tensor2D {
  return tf.sqrt(tf.sum(tf.square(matrix), 0, true));
}

/** null where there is nothing to differentiate: a proximal regularizer acts after the update. */
export function penaltyOf({ type, group }: Pick<RegularizerConfig, 'type' | 'group'>): Penalty | null {
  switch (type) {
    case 'l1':
      return l1;
    case 'l2':
      return l2;
    case 'groupLasso':
      return group === 'output' ? byOutput : byTensor;
    case 'ortho':
      return ortho;
    case 'laplacian':
      return laplacian;
    case 'proximalL1':
    case 'proximalClamp':
    case 'proximalClampPositive':
    case 'proximalClampMin':
      return null;
  }
}

/** What its logged loss is λ times of; null for a clamp. */
export function weighedBy(regularizer: Pick<RegularizerConfig, 'type' | 'group'>): Penalty['value'] | null {
  return regularizer.type === 'proximalL1' ? l1.value : (penaltyOf(regularizer)?.value ?? null);
}
