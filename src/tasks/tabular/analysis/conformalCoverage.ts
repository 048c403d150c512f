/** How often the split-conformal intervals of a regression hold on test rows, at several nominal coverages. */
import { coveragePercents } from '../../../engine/metrics/calibration';
import type { Coverage } from '../../../protocol/diagnostics';
import { conformalInterval, coverage } from '../conformal';

export interface Predicted {
  /** [rows × targets]. */
  predicted: Float32Array;
  actual: Float64Array;
}

/** @param validation gives the widths, @param test is covered; coverages for which there are too few residuals are left out. */
export function conformalCoverage(
  validation: Predicted,
  test: Predicted,
  targets: readonly string[],
): (Coverage & { target: string })[] {
  return coveragePercents.flatMap((percent) => {
    const interval = conformalInterval(validation.predicted, validation.actual, targets.length, percent);
    if (!interval) return [];
    const held = coverage(test.predicted, test.actual, interval);
    return targets.map((target, i) => ({
      target,
      percent,
      inside: held[i]!,
      width: 2 * interval.halfWidths[i]!,
    }));
  });
}
