/** Multiplied by `gamma` at each milestone; one listed twice counts twice. PyTorch: MultiStepLR. */
import type { RateCurve } from './curve';

export function multiStep(base: number, milestones: readonly number[], gamma: number): RateCurve {
  return (index) => base * gamma ** milestones.filter((milestone) => milestone <= index).length;
}
