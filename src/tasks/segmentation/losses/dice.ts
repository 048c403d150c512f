/**
 * Soft Dice loss of a sample: 1 − (2Σpt + s)/(Σp + Σt + s), or with Σp² for Σp (Milletari et al., "V-Net", 2016).
 * Of several classes: the mean over the foreground classes.
 */
import type { OverlapLoss } from '../kernels/maskValues';

export function dice({ smooth, squared }: { smooth: number; squared: boolean }): OverlapLoss {
  return {
    intersection: 2,
    denominator: { intersection: 0, predicted: squared ? 0 : 1, squared: squared ? 1 : 0, truth: 1 },
    smooth,
    power: 1,
  };
}
