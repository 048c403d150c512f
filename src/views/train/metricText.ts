/** Names and numbers of the statistics table: the same width and digits in a column. Pure. */
import { scientific } from '../../runs/statisticsTable';

/** Scientific as in the log (`%.4e`), or plain with six decimals; dash when there is none. */
export function metricText(value: number | null | undefined, inScientific: boolean): string {
  if (value === null || value === undefined) return '–';
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const fitsPlain = size === 0 || (size >= 1e-4 && size < 1e6);
  return inScientific || !fitsPlain ? scientific(value, 4) : value.toFixed(6);
}

/**
 * The value, or null where it is not defined: a distance that could be measured nowhere, an R² of constant targets.
 * A loss that is not a number stays one: it says that the training went wrong.
 */
export function definedMetric(metric: string, value: number | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  return Number.isNaN(value) && !/(^|_)loss$/.test(metric) ? null : value;
}

const units: Record<string, string> = { hd95: 'px' };

/** The unit of a metric that has one of its own; null for pure numbers and for those in units of the targets. */
export function metricUnit(metric: string): string | null {
  return units[metric] ?? null;
}
