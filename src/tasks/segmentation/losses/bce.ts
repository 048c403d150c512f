/**
 * Cross-entropy, the mean over pixels of −w_y·ln p_y. Of one foreground class: PyTorch's
 * binary_cross_entropy_with_logits with `pos_weight`. Of several: softmax cross-entropy; as with `pos_weight`, the mean
 * divides by the number of pixels and not by the sum of their weights.
 */
import type { PixelLoss } from '../kernels/maskSums';

export interface BceOptions {
  /** w of every foreground class; that of the background is 1. */
  positiveWeight: number;
  /** w of each class, instead; empty for none. */
  classWeights: readonly number[];
}

/** @param classCount the background counted. */
export function bce({ positiveWeight, classWeights }: BceOptions, classCount: number): PixelLoss {
  const weights = Array.from({ length: classCount }, (_, c) => (c === 0 ? 1 : positiveWeight));
  return { gamma: 0, classWeights: classWeights.length > 0 ? [...classWeights] : weights };
}
