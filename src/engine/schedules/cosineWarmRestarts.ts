/**
 * Half cosine waves one after the other, each `periodFactor` times as long as the one before.
 * Loshchilov & Hutter, "SGDR", ICLR 2017. PyTorch: CosineAnnealingWarmRestarts (T_0, T_mult, eta_min).
 */
import { cosine } from './cosine';
import type { RateCurve } from './curve';

export function cosineWarmRestarts(
  base: number,
  minLearningRate: number,
  period: number,
  periodFactor: number,
): RateCurve {
  return (index) => {
    let length = period;
    let position = index;
    if (periodFactor === 1) position %= period;
    else {
      for (; position >= length; length *= periodFactor) position -= length;
    }
    return cosine(base, minLearningRate, length)(position);
  };
}
