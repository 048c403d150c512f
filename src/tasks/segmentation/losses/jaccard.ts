/**
 * Soft Jaccard (intersection over union) loss of a sample: 1 − (Σpt + s)/(Σp + Σt − Σpt + s).
 * Of several classes: the mean over the foreground classes.
 */
import type { OverlapLoss } from '../kernels/maskValues';

export function jaccard({ smooth }: { smooth: number }): OverlapLoss {
  return {
    intersection: 1,
    denominator: { intersection: -1, predicted: 1, squared: 0, truth: 1 },
    smooth,
    power: 1,
  };
}
