/**
 * The parts that a segmentation loss is made of. Those of overlap and of pixels say what the fused kernel computes;
 * Lovász and boundary are graphs of TensorFlow.js operations.
 */
import '../../../engine/kernels/images/pooling';
import * as tf from '@tensorflow/tfjs';
import { lovaszExtension } from '../kernels/lovasz';
import { IGNORED, type PixelLoss } from '../kernels/maskSums';
import type { OverlapLoss } from '../kernels/maskValues';

export interface BceOptions {
  /** w of every foreground class; that of the background is 1. */
  positiveWeight: number;
  /** w of each class, instead; empty for none. */
  classWeights: readonly number[];
}

/**
 * Cross-entropy, the mean over pixels of −w_y·ln p_y. Of one foreground class: PyTorch's
 * binary_cross_entropy_with_logits with `pos_weight`. Of several: softmax cross-entropy; as with `pos_weight`, the mean
 * divides by the number of pixels and not by the sum of their weights.
 * @param classCount the background counted.
 */
export function bce({ positiveWeight, classWeights }: BceOptions, classCount: number): PixelLoss {
  const weights = Array.from({ length: classCount }, (_, c) => (c === 0 ? 1 : positiveWeight));
  return { gamma: 0, classWeights: classWeights.length > 0 ? [...classWeights] : weights };
}

export interface FocalOptions {
  gamma: number;
  /** null: all pixels count alike. */
  alpha: number | null;
}

/**
 * Focal loss, the mean over pixels of −α_y·(1 − p_y)^γ·ln p_y (Lin et al., "Focal loss for dense object detection",
 * 2017): α for foreground pixels of whatever class, 1 − α for the background.
 * @param classCount the background counted.
 */
export function focal({ gamma, alpha }: FocalOptions, classCount: number): PixelLoss {
  const weightOf = (c: number) => (alpha === null ? 1 : c === 0 ? 1 - alpha : alpha);
  return { gamma, classWeights: Array.from({ length: classCount }, (_, c) => weightOf(c)) };
}

/**
 * Soft Dice loss of a sample: 1 − (2Σpt + s)/(Σp + Σt + s), or with Σp² for Σp (Milletari et al., "V-Net", 2016).
 * Of several classes: the mean over the foreground classes.
 */
export function dice({ smooth, squared }: { smooth: number; squared: boolean }): OverlapLoss {
  return {
    intersection: 2,
    denominator: { intersection: 0, predicted: squared ? 0 : 1, squared: squared ? 1 : 0, truth: 1 },
    smooth,
    power: 1,
  };
}

/**
 * Soft Jaccard (intersection over union) loss of a sample: 1 − (Σpt + s)/(Σp + Σt − Σpt + s).
 * Of several classes: the mean over the foreground classes.
 */
export function jaccard({ smooth }: { smooth: number }): OverlapLoss {
  return {
    intersection: 1,
    denominator: { intersection: -1, predicted: 1, squared: 0, truth: 1 },
    smooth,
    power: 1,
  };
}

export interface TverskyOptions {
  /** Weight of false positives. */
  alpha: number;
  /** Weight of false negatives. */
  beta: number;
  smooth: number;
}

/**
 * Tversky loss of a sample: 1 − (TP + s)/(TP + α·FP + β·FN + s) with TP = Σpt, FP = Σp(1 − t), FN = Σ(1 − p)t (Salehi
 * et al. 2017). α = β = ½ is Dice. Of several classes: the mean over the foreground classes.
 */
export function tversky({ alpha, beta, smooth }: TverskyOptions): OverlapLoss {
  return {
    intersection: 1,
    denominator: { intersection: 1 - alpha - beta, predicted: alpha, squared: 0, truth: beta },
    smooth,
    power: 1,
  };
}

/**
 * Focal Tversky loss of a class: (the Tversky loss)^(1/γ), which keeps a slope where a small structure is nearly found
 * (Abraham & Khan, "A novel focal Tversky loss function", 2019, with γ = 4/3).
 */
export function focalTversky({ gamma, ...options }: TverskyOptions & { gamma: number }): OverlapLoss {
  return { ...tversky(options), power: 1 / gamma };
}

/**
 * The Lovász extension of the Jaccard loss, for each sample (Berman, Rannen Triki & Blaschko, "The Lovász-softmax
 * loss", 2018). One foreground class: the Lovász hinge, with errors 1 − z·s, s = ±1. Several: Lovász-softmax, with
 * errors |[c = y] − p_c|, averaged over the classes that the sample's mask has, the background among them.
 * @param logits [batch, height, width, K] @param labels int32 [batch, height, width]
 * @param ignores whether labels may be `IGNORED`.
 * @returns the loss of every sample, [batch].
 */
export function lovasz(logits: tf.Tensor4D, labels: tf.Tensor3D, ignores = false): tf.Tensor1D {
  const [batch, height, width, classes] = logits.shape;
  const pixels = height * width;
  // An error below zero is none, and comes after all others: it changes no weight of theirs.
  const counted = (errors: tf.Tensor2D, each: number): tf.Tensor2D => {
    if (!ignores) return errors;
    const counts = tf.tile(tf.notEqual(labels.as3D(batch, 1, pixels), IGNORED), [1, each, 1]);
    return tf.where(counts.as2D(batch * each, pixels), errors, tf.onesLike(errors).neg());
  };
  if (classes === 1) {
    const truth: tf.Tensor2D = tf.cast(tf.equal(labels.as2D(batch, pixels), 1), 'float32');
    const sign = tf.sub(tf.mul(truth, 2), 1);
    return lovaszExtension(counted(tf.sub(1, tf.mul(logits.as2D(batch, pixels), sign)), 1), truth);
  }
  const probability = tf.transpose(tf.softmax(logits).as3D(batch, pixels, classes), [0, 2, 1]);
  const ofClass = tf.range(0, classes, 1, 'int32').as3D(1, classes, 1);
  const truth: tf.Tensor3D = tf.cast(tf.equal(labels.as3D(batch, 1, pixels), ofClass), 'float32');
  const errors = tf.add(truth, tf.mul(probability, tf.sub(1, tf.mul(truth, 2))));
  const rows = batch * classes;
  const losses = lovaszExtension(counted(errors.as2D(rows, pixels), classes), truth.as2D(rows, pixels)).as2D(
    batch,
    classes,
  );
  const present: tf.Tensor2D = tf.max(truth, 2);
  // A sample in which nothing counts has no class.
  const classesPresent = ignores ? tf.maximum(tf.sum(present, 1), 1) : tf.sum(present, 1);
  return tf.div(tf.sum(tf.mul(losses, present), 1), classesPresent);
}

/**
 * The predicted masks of the foreground classes: σ of a single logit, else the softmax without the background.
 * @returns [batch, height, width, foreground classes]
 */
function foregroundProbabilities(logits: tf.Tensor4D): tf.Tensor4D {
  const width = logits.shape[3];
  if (width === 1) return tf.sigmoid(logits);
  return tf.slice4d(tf.softmax(logits), [0, 0, 0, 1], [-1, -1, -1, width - 1]);
}

/**
 * The true masks in the same layout, float32, 0 or 1.
 * @param logitCount K of the logits: 1, or the number of classes.
 */
function foregroundTruth(labels: tf.Tensor3D, logitCount: number): tf.Tensor4D {
  const classes = tf.range(1, Math.max(2, logitCount), 1, 'int32');
  return tf.cast(tf.equal(tf.expandDims(labels, 3), classes), 'float32');
}

export interface BoundaryOptions {
  /** θ0, pixels. */
  edgeWidth: number;
  /** θ, pixels. */
  tolerance: number;
}

const EPSILON = 1e-7;

const edges = (masks: tf.Tensor4D, width: number): tf.Tensor4D => {
  const outside: tf.Tensor4D = tf.sub(1, masks);
  return tf.sub(tf.maxPool(outside, width, 1, 'same'), outside);
};

/** Σ a·near / (Σ a + ε) over the pixels, [batch, classes]. */
const partNear = (a: tf.Tensor4D, near: tf.Tensor4D) =>
  tf.div(tf.sum(tf.mul(a, near), [1, 2]), tf.add(tf.sum(a, [1, 2]), EPSILON));

/**
 * Boundary loss: 1 − F1 of soft edges (Bokhovkin & Burnaev, "Boundary loss for remote sensing imagery semantic
 * segmentation", 2019). The edge of a mask m is pool(1 − m, θ0) − (1 − m) with maximum pooling, its neighbourhood
 * pool(edge, θ). Precision is the part of the predicted edge within the true one's neighbourhood, recall the reverse;
 * both keep an ε of 1e-7. A sample without true edges has loss 1 and no gradient.
 * Of several classes: the mean over the foreground classes.
 * @param logits [batch, height, width, K] @param labels int32 [batch, height, width]
 * @returns the loss of every sample, [batch].
 */
export function boundary(
  logits: tf.Tensor4D,
  labels: tf.Tensor3D,
  { edgeWidth, tolerance }: BoundaryOptions,
  ignores = false,
): tf.Tensor1D {
  const probabilities = foregroundProbabilities(logits);
  // Background in both, where nothing counts.
  const counted: tf.Tensor4D = ignores
    ? tf.mul(probabilities, tf.cast(tf.notEqual(tf.expandDims(labels, 3), IGNORED), 'float32'))
    : probabilities;
  const predicted = edges(counted, edgeWidth);
  const truth = edges(foregroundTruth(labels, logits.shape[3]), edgeWidth);
  const precision = partNear(predicted, tf.maxPool(truth, tolerance, 1, 'same'));
  const recall = partNear(truth, tf.maxPool(predicted, tolerance, 1, 'same'));
  const f1 = tf.div(tf.mul(tf.mul(precision, recall), 2), tf.add(tf.add(precision, recall), EPSILON));
  return tf.mean(tf.sub(1, f1), 1);
}
