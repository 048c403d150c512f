/** Multiplied by `gamma` after every `stepSize`. PyTorch: StepLR. */
import type { RateCurve } from './curve';

export function stepDecay(base: number, stepSize: number, gamma: number): RateCurve {
  return (index) => base * gamma ** Math.floor(index / stepSize);
}
