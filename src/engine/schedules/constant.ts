/** The same rate throughout. */
import type { RateCurve } from './curve';

export function constant(base: number): RateCurve {
  return () => base;
}
