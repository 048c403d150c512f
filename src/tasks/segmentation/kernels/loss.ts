/**
 * Segmentation losses of every sample as one differentiable operation: sums over its pixels, then values from the sums.
 * Two dispatches forward and two back, whatever the losses.
 */
import * as tf from '@tensorflow/tfjs';
import { type PixelLoss, SUMS, SUMS_GRADIENT, type SumAttributes } from './maskSums';
import './maskSumsGpu';
import './maskSumsHost';
import { type OverlapLoss, SLOPES, VALUES, type ValueAttributes } from './maskValues';

export interface SegmentationLosses {
  overlaps: OverlapLoss[];
  pixelLosses: PixelLoss[];
}

type Save = (tensors: tf.Tensor[]) => void;

/**
 * @param logits float32 [batch, height, width, K]: K = 1 for one foreground class, else one for every class.
 * @param labels int32 [batch, height, width]: class indices, 0 the background, below max(2, K); or `IGNORED`.
 * @param losses at least one; class weights are max(2, K) long.
 * @returns float32 [batch, overlaps + pixelLosses], in that order, with a first-order gradient for the logits.
 */
export function segmentationLosses(
  logits: tf.Tensor4D,
  labels: tf.Tensor3D,
  { overlaps, pixelLosses }: SegmentationLosses,
): tf.Tensor2D {
  const ofSums: SumAttributes = { overlaps: overlaps.length > 0, pixelLosses };
  const ofLosses: ValueAttributes = { overlaps, pixelLosses: pixelLosses.length };
  const run = (name: string, inputs: tf.NamedTensorMap, attributes: SumAttributes | ValueAttributes) =>
    tf.engine().runKernel(name, inputs, { ...attributes }) as tf.Tensor;
  const operation = tf.customGrad((...args) => {
    const [z, save] = args as [tf.Tensor, Save];
    const sums = run(SUMS, { logits: z, labels }, ofSums);
    save([z, labels, sums]);
    return {
      value: run(VALUES, { sums }, ofLosses),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [zSaved, labelsSaved, sumsSaved] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const slopes = run(SLOPES, { sums: sumsSaved, dy }, ofLosses);
        return [run(SUMS_GRADIENT, { logits: zSaved, labels: labelsSaved, slopes }, ofSums)];
      },
    };
  });
  return operation(logits) as tf.Tensor2D;
}
