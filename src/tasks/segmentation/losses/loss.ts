/**
 * The segmentation loss of a configuration: its parts, each a value a sample, and their weights. The loss of a batch is
 * the mean over its samples of Σ weight·part. Parts of overlap and of pixels come from one fused operation; whichever
 * weights they have, they cost the same two passes over the logits.
 */
import * as tf from '@tensorflow/tfjs';
import { AnnealError } from '../../../protocol/errors';
import { segmentationLosses } from '../kernels/loss';
import type { PixelLoss } from '../kernels/maskSums';
import type { OverlapLoss } from '../kernels/maskValues';
import { type SegmentationLossConfig, type SegmentationLossParts, segmentationLossParts } from './config';
import { bce, boundary, dice, focal, focalTversky, jaccard, lovasz, tversky } from './parts';

export interface SegmentationLoss {
  /** Parts with a weight above 0: dice, jaccard, tversky, focalTversky, bce or crossEntropy, focal, lovasz, boundary. */
  names: string[];
  /** In the order of the names; their sum is 1 unless the configuration keeps them as they are. */
  weights: number[];
  /**
   * @param logits float32 [batch, height, width, K]: K = 1 for two classes (foreground), else one for each class.
   * @param labels int32 [batch, height, width]: class indices, 0 the background.
   * @returns every part of every sample, [batch, names], with a gradient for the logits.
   */
  components(logits: tf.Tensor4D, labels: tf.Tensor3D): tf.Tensor2D;
}

interface Part {
  name: string;
  weight: number;
}

/**
 * @param classCount the background counted, at least 2.
 * @param ignores whether labels may be `IGNORED`: then parts that are graphs leave such pixels out, too.
 * @throws config-invalid when no part has a weight, or class weights are not as many as classes.
 */
export function segmentationLoss(
  config: SegmentationLossConfig,
  classCount: number,
  ignores = false,
): SegmentationLoss {
  const parts = segmentationLossParts(config);
  checkClassWeights(parts, classCount);
  const overlaps = used<OverlapLoss>([
    { name: 'dice', weight: parts.dice.weight, loss: dice(parts.dice) },
    { name: 'jaccard', weight: parts.jaccard.weight, loss: jaccard(parts.jaccard) },
    { name: 'tversky', weight: parts.tversky.weight, loss: tversky(parts.tversky) },
    { name: 'focalTversky', weight: parts.focalTversky.weight, loss: focalTversky(parts.focalTversky) },
  ]);
  const pixelLosses = used<PixelLoss>([
    {
      name: classCount > 2 ? 'crossEntropy' : 'bce',
      weight: parts.bce.weight,
      loss: bce(parts.bce, classCount),
    },
    { name: 'focal', weight: parts.focal.weight, loss: focal(parts.focal, classCount) },
  ]);
  const others = used<(logits: tf.Tensor4D, labels: tf.Tensor3D) => tf.Tensor1D>([
    {
      name: 'lovasz',
      weight: parts.lovasz.weight,
      loss: (logits, labels) => lovasz(logits, labels, ignores),
    },
    {
      name: 'boundary',
      weight: parts.boundary.weight,
      loss: (logits, labels) => boundary(logits, labels, parts.boundary, ignores),
    },
  ]);
  const all: Part[] = [...overlaps, ...pixelLosses, ...others];
  const recipe = {
    overlaps: overlaps.map(({ loss }) => loss),
    pixelLosses: pixelLosses.map(({ loss }) => loss),
  };
  return {
    names: all.map(({ name }) => name),
    weights: weightsOf(all, config.normalizeWeights),
    components(logits, labels) {
      const fused = overlaps.length + pixelLosses.length > 0;
      const values = fused ? [segmentationLosses(logits, labels, recipe)] : [];
      const columns = others.map(({ loss }) => loss(logits, labels).as2D(logits.shape[0], 1));
      const [first, ...rest] = [...values, ...columns];
      return rest.length === 0 ? first! : tf.concat2d([first!, ...rest], 1);
    },
  };
}

function used<T>(parts: (Part & { loss: T })[]): (Part & { loss: T })[] {
  return parts.filter(({ weight }) => weight > 0);
}

function weightsOf(parts: readonly Part[], normalize: boolean): number[] {
  const sum = parts.reduce((total, { weight }) => total + weight, 0);
  if (sum === 0) {
    throw new AnnealError('config-invalid', 'Every part of the loss has the weight 0.', {
      place: 'loss',
      received: 'no part with a weight above 0',
      remedy: 'Give at least one part a weight, for example `loss.dice.weight` 1.',
    });
  }
  return parts.map(({ weight }) => (normalize ? weight / sum : weight));
}

function checkClassWeights({ bce: { classWeights } }: SegmentationLossParts, classCount: number): void {
  if (classWeights.length === 0 || classWeights.length === classCount) return;
  throw new AnnealError(
    'config-invalid',
    `The masks have ${classCount} classes, background included, but \`loss.bce.classWeights\` lists ${classWeights.length} weights.`,
    {
      place: 'loss.bce.classWeights',
      received: JSON.stringify(classWeights),
      remedy: `List ${classCount} weights, the background's first, or none.`,
    },
  );
}
