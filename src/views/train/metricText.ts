/** Numbers of the statistics table: the same width and digits in a column. Pure. */
import { scientific } from '../../runs/statisticsTable';

/** With one decimal; a change of a hundred thousand percent and more in scientific notation. */
export function percentText(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) < 1e5 ? value.toFixed(1) : scientific(value, 1);
}

/** Scientific as in the log (`%.4e`), or plain with six decimals; dash when there is none. */
export function metricText(value: number | null | undefined, inScientific: boolean): string {
  if (value === null || value === undefined) return '–';
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const fitsPlain = size === 0 || (size >= 1e-4 && size < 1e6);
  return inScientific || !fitsPlain ? scientific(value, 4) : value.toFixed(6);
}
