/**
 * Tversky loss of a sample: 1 − (TP + s)/(TP + α·FP + β·FN + s) with TP = Σpt, FP = Σp(1 − t), FN = Σ(1 − p)t (Salehi
 * et al. 2017). α = β = ½ is Dice. Of several classes: the mean over the foreground classes.
 */
import type { OverlapLoss } from '../kernels/maskValues';

export interface TverskyOptions {
  /** Weight of false positives. */
  alpha: number;
  /** Weight of false negatives. */
  beta: number;
  smooth: number;
}

export function tversky({ alpha, beta, smooth }: TverskyOptions): OverlapLoss {
  return {
    intersection: 1,
    denominator: { intersection: 1 - alpha - beta, predicted: alpha, squared: 0, truth: beta },
    smooth,
    power: 1,
  };
}
