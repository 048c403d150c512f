/** Quantiles as `numpy.percentile(values, 100 * q)` gives them (linear, type 7 of Hyndman and Fan, 1996). */

/**
 * @param sorted ascending, without NaN, not empty.
 * @param q in [0, 1].
 */
export function quantile(sorted: Float64Array, q: number): number {
  return quantileAt(sorted.length, (index) => sorted[index]!, q);
}

/** The same of `count` values that are looked up by their position in ascending order. */
export function quantileAt(count: number, valueAt: (index: number) => number, q: number): number {
  const position = q * (count - 1);
  const index = Math.floor(position);
  const low = valueAt(index);
  const high = valueAt(Math.min(index + 1, count - 1));
  const fraction = position - index;
  // From the nearer end, as NumPy does, so that equal neighbours give exactly their value.
  return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction);
}
