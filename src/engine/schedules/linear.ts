/** From the base rate to `endFactor` of it along a straight line, then level. PyTorch: LinearLR from factor 1. */
import type { RateCurve } from './curve';

/** @param length the index at which the end is reached. */
export function linear(base: number, endFactor: number, length: number): RateCurve {
  return (index) => base * (1 + (endFactor - 1) * Math.min(index / length, 1));
}
