/**
 * Focal Tversky loss of a class: (the Tversky loss)^(1/γ), which keeps a slope where a small structure is nearly found
 * (Abraham & Khan, "A novel focal Tversky loss function", 2019, with γ = 4/3).
 */
import type { OverlapLoss } from '../kernels/maskValues';
import { type TverskyOptions, tversky } from './tversky';

export function focalTversky({ gamma, ...options }: TverskyOptions & { gamma: number }): OverlapLoss {
  return { ...tversky(options), power: 1 / gamma };
}
