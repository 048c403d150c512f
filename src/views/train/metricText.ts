/** Numbers of the statistics table: the same width and digits in a column. Pure. */
import { scientific } from '../../runs/statisticsTable';

/** With one decimal below a thousand percent, in scientific notation from a hundred thousand on: six characters at most. */
export function percentText(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size < 1e5 ? value.toFixed(size < 1000 ? 1 : 0) : scientific(value, 0);
}

/** Scientific as in the log (`%.4e`), or plain with six decimals; dash when there is none. */
export function metricText(value: number | null | undefined, inScientific: boolean): string {
  if (value === null || value === undefined) return '–';
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const fitsPlain = size === 0 || (size >= 1e-4 && size < 1e6);
  return inScientific || !fitsPlain ? scientific(value, 4) : value.toFixed(6);
}
