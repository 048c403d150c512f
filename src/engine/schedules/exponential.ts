/** Multiplied by `gamma` each time. PyTorch: ExponentialLR. */
import type { RateCurve } from './curve';

export function exponential(base: number, gamma: number): RateCurve {
  return (index) => base * gamma ** index;
}
