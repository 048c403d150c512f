/**
 * Focal loss, the mean over pixels of −α_y·(1 − p_y)^γ·ln p_y (Lin et al., "Focal loss for dense object detection",
 * 2017): α for foreground pixels of whatever class, 1 − α for the background.
 */
import type { PixelLoss } from '../kernels/maskSums';

export interface FocalOptions {
  gamma: number;
  /** null: all pixels count alike. */
  alpha: number | null;
}

/** @param classCount the background counted. */
export function focal({ gamma, alpha }: FocalOptions, classCount: number): PixelLoss {
  const weightOf = (c: number) => (alpha === null ? 1 : c === 0 ? 1 - alpha : alpha);
  return { gamma, classWeights: Array.from({ length: classCount }, (_, c) => weightOf(c)) };
}
