/**
 * min + (base − min) · (1 − index / length)^power, then level.
 * PyTorch: PolynomialLR, which always ends at 0; here at `minLearningRate`.
 */
import type { RateCurve } from './curve';

export function polynomial(base: number, minLearningRate: number, power: number, length: number): RateCurve {
  return (index) => minLearningRate + (base - minLearningRate) * (1 - Math.min(index / length, 1)) ** power;
}
