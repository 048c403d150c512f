/** Split-conformal intervals around the predictions of a regression: as wide as the residuals of the validation rows say. */

/** Half the width for each target: so far from a prediction its true value lies in `percent` of 100 cases. */
export interface ConformalInterval {
  /** Nominal coverage, per cent. */
  percent: number;
  /** In the units of the targets, [targets]. */
  halfWidths: number[];
}

/**
 * The ⌈(n + 1) · percent / 100⌉-th smallest of n absolute residuals of each target. New rows that come from the same
 * source as these are then covered at least so often (Lei et al., "Distribution-free predictive inference for regression",
 * JASA 113, 2018, algorithm 2).
 * @param predicted [rows × targets]. @param actual [rows × targets]; NaN where the truth is not known.
 * @returns null where a target has too few residuals for such a coverage.
 */
export function conformalInterval(
  predicted: Float32Array,
  actual: Float64Array,
  targets: number,
  percent: number,
): ConformalInterval | null {
  const halfWidths: number[] = [];
  for (let target = 0; target < targets; target++) {
    const residuals = residualsOf(predicted, actual, targets, target).sort();
    // In whole numbers: 0.9 · 10 is a little more than 9 in binary fractions.
    const rank = Math.ceil(((residuals.length + 1) * percent) / 100);
    if (rank > residuals.length) return null;
    halfWidths.push(residuals[rank - 1]!);
  }
  return { percent, halfWidths };
}

/** The fewest residuals from which an interval of such a coverage comes. */
export function fewestResiduals(percent: number): number {
  return Math.ceil(percent / (100 - percent));
}

/** Of each target the share of rows whose truth lies in its interval, 0 to 1; NaN where no truth is known. */
export function coverage(
  predicted: Float32Array,
  actual: Float64Array,
  { halfWidths }: ConformalInterval,
): number[] {
  return halfWidths.map((half, target) => {
    const residuals = residualsOf(predicted, actual, halfWidths.length, target);
    return residuals.filter((residual) => residual <= half).length / residuals.length;
  });
}

function residualsOf(
  predicted: Float32Array,
  actual: Float64Array,
  targets: number,
  target: number,
): Float64Array {
  const all = Float64Array.from({ length: predicted.length / targets }, (_, row) =>
    Math.abs(predicted[row * targets + target]! - actual[row * targets + target]!),
  );
  return all.filter((residual) => !Number.isNaN(residual));
}
