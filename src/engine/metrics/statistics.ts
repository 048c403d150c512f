/** Statistics of plain numbers: quantiles, and means that leave out what is missing. */

/**
 * Quantiles as `numpy.percentile(values, 100 * q)` gives them (linear, type 7 of Hyndman and Fan, 1996).
 * @param sorted ascending, without NaN.
 * @param q in [0, 1].
 * @returns NaN for an empty list.
 */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  return quantileAt(sorted.length, (index) => sorted[index]!, q);
}

/** The same of `count` values that are looked up by their position in ascending order. */
export function quantileAt(count: number, valueAt: (index: number) => number, q: number): number {
  if (count === 0) return Number.NaN;
  const position = q * (count - 1);
  const index = Math.floor(position);
  const low = valueAt(index);
  const high = valueAt(Math.min(index + 1, count - 1));
  const fraction = position - index;
  // From the nearer end, as NumPy does, so that equal neighbours give exactly their value.
  return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction);
}

/**
 * Pearson's correlation from sums about the means: Σ ab / √(Σ a² · Σ b²), held within ±1, which rounding leaves.
 * @returns NaN where either side is constant.
 */
export function pearson(together: number, spreadA: number, spreadB: number): number {
  // A root each: the product of two tiny or huge sums leaves the range of doubles.
  const scale = Math.sqrt(spreadA) * Math.sqrt(spreadB);
  return scale > 0 ? Math.max(-1, Math.min(1, together / scale)) : Number.NaN;
}

/**
 * R² = 1 − Σ(p − t)² / Σ(t − mean t)².
 * @returns NaN of constant targets, where it says nothing.
 */
export function rSquared(squaredErrors: number, spread: number): number {
  return spread > 0 ? 1 - squaredErrors / spread : Number.NaN;
}

/** A number that JSON can hold: what is not finite becomes null. */
export function defined(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Mean of the values that are not null; null when none is left. */
export function meanDefined(values: readonly (number | null)[]): number | null {
  const present = values.filter((value) => value !== null);
  return present.length === 0 ? null : present.reduce((sum, value) => sum + value, 0) / present.length;
}
