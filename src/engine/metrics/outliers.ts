/** Values that lie far above the others around them, by medians, which the far ones do not move. */

/** Deviations (1.48 · MAD) above the median from which a value is far. */
const FAR = 8;

export interface Outlier {
  /** Place among the values. */
  index: number;
  value: number;
  /** So many deviations above the median of its stretch. */
  deviations: number;
}

/**
 * @param stretch so many values one after the other are compared with each other; a shorter rest joins the stretch before it.
 * @returns the farthest first, at most so many; none in stretches that hardly vary.
 */
export function outliers(
  values: ArrayLike<number>,
  { stretch = values.length, most = 5 }: { stretch?: number; most?: number } = {},
): Outlier[] {
  const found: Outlier[] = [];
  const parts = Math.max(1, Math.floor(values.length / Math.max(1, stretch)));
  for (let part = 0; part < parts; part++) {
    const from = part * stretch;
    const to = part === parts - 1 ? values.length : from + stretch;
    const places = Array.from({ length: to - from }, (_, i) => from + i).filter((i) =>
      Number.isFinite(values[i]!),
    );
    const middle = median(places.map((i) => values[i]!));
    const deviation = 1.4826 * median(places.map((i) => Math.abs(values[i]! - middle)));
    // What rounding leaves of equal values is no deviation.
    if (!(deviation > 1e-9 * Math.abs(middle))) continue;
    for (const index of places) {
      const deviations = (values[index]! - middle) / deviation;
      if (deviations > FAR) found.push({ index, value: values[index]!, deviations });
    }
  }
  return found.sort((a, b) => b.deviations - a.deviations).slice(0, most);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
