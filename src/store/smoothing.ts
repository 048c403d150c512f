/** Exponential smoothing of a curve, debiased so that its start is not pulled towards zero (Kingma and Ba 2015, §3). */

/** Takes the next value of a curve, gives the smoothed one. Values that are not finite are handed back untouched. */
export type Smoother = (value: number) => number;

/**
 * sₜ = w·sₜ₋₁ + (1 − w)·yₜ, shown as sₜ / (1 − wᵗ).
 * @param weight of the past, from 0 (no smoothing) to below 1.
 */
export function createSmoother(weight: number): Smoother {
  let average = 0;
  let bias = 1;
  return (value) => {
    if (!Number.isFinite(value)) return value;
    average = weight * average + (1 - weight) * value;
    bias *= weight;
    return average / (1 - bias);
  };
}
