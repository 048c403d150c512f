/**
 * Half a cosine wave from the base rate to the lowest: min + (base − min) · (1 + cos(π · index / length)) / 2.
 * Loshchilov & Hutter, "SGDR", ICLR 2017. PyTorch: CosineAnnealingLR, and like there the wave swings on:
 * a run longer than `length` sees the rate rise again.
 */
import type { RateCurve } from './curve';

export function cosine(base: number, minLearningRate: number, length: number): RateCurve {
  return (index) =>
    minLearningRate + ((base - minLearningRate) * (1 + Math.cos((Math.PI * index) / length))) / 2;
}
