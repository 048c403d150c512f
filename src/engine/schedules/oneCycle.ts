/**
 * Up to the peak and down to almost nothing, each along half a cosine wave.
 * Smith & Topin, "Super-convergence", 2018. PyTorch: OneCycleLR with cosine annealing, without cycling momentum.
 *
 * PyTorch counts rates: `total_steps` of them, with indices 0 to total_steps − 1, and reaches the end at the last.
 * `length` here means what it means in every other schedule, the index at which the end is reached, so
 * PyTorch's total_steps is length + 1, and its peak at riseFraction · total_steps − 1 follows from that.
 */
import type { RateCurve } from './curve';

export interface OneCycleOptions {
  riseFraction: number;
  /** First rate = peak / startDivisor. */
  startDivisor: number;
  /** Last rate = first rate / endDivisor. */
  endDivisor: number;
  length: number;
}

export function oneCycle(
  peak: number,
  { riseFraction, startDivisor, endDivisor, length }: OneCycleOptions,
): RateCurve {
  const first = peak / startDivisor;
  const last = first / endDivisor;
  // In a cycle of a few steps PyTorch's formula can put the peak before the start.
  const top = Math.max(riseFraction * (length + 1) - 1, 0);
  return (index) => {
    if (index < top) return between(first, peak, index / top);
    return between(peak, last, Math.min((index - top) / (length - top), 1));
  };
}

/** Along half a cosine wave; `part` from 0 to 1. */
function between(start: number, end: number, part: number): number {
  return end + ((start - end) * (1 + Math.cos(Math.PI * part))) / 2;
}
