/** A tensor in one line of text: `block0.linear1.kernel [64, 64] μ 1.2e-3 σ 0.12 [-0.5, 0.6] zeros 0 · ▁▂▅█▅▂▁`. */
import { prefixOf } from '../engine/checkpoints/arenaTensors';
import type { TensorSummary } from '../protocol/tensors';

export function tensorLine(summary: TensorSummary): string {
  return `${tensorName(summary)} [${summary.shape.join(', ')}] ${tensorText(summary)}`;
}

/** As the checkpoint file has it: `ema/input.kernel`; what no file has likewise. */
export function tensorName({ name, kind }: Pick<TensorSummary, 'name' | 'kind'>): string {
  return kind === 'gradients' || kind === 'activations' ? `${kind}/${name}` : prefixOf(kind) + name;
}

/** The line without name and shape. What is not finite comes first and in capitals. */
export function tensorText({
  count,
  mean,
  std,
  min,
  max,
  zeros,
  nans,
  infinities,
  histogram,
}: TensorSummary): string {
  if (count === 0) return 'empty';
  const odd = [nans > 0 ? `${nans} NaN` : '', infinities > 0 ? `${infinities} Inf` : ''].filter(Boolean);
  const parts = odd.length > 0 ? [`NOT FINITE: ${odd.join(', ')} of ${count}`] : [];
  if (mean !== null && std !== null && min !== null && max !== null) {
    parts.push(`μ ${brief(mean)} σ ${brief(std)} [${brief(min)}, ${brief(max)}] zeros ${zeros}`);
  }
  if (histogram.length > 1) parts.push(sparkline(histogram));
  return parts.join(' · ');
}

/** Whether each of its values is a number. */
export function isFiniteTensor({ nans, infinities }: TensorSummary): boolean {
  return nans + infinities === 0;
}

/** Three significant digits at most: 0.00123 → "1.23e-3", 0.12 → "0.12". */
export function brief(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 0.01 && size < 99_950) return String(Number(value.toPrecision(3)));
  return value
    .toExponential(2)
    .replace(/\.?0+e/, 'e')
    .replace('e+', 'e');
}

const bars = '▁▂▃▄▅▆▇█';

/** A bar a bin, the tallest of full height; a dot where there is nothing. */
function sparkline(histogram: readonly number[]): string {
  const most = Math.max(...histogram);
  return histogram
    .map((count) => (count === 0 ? '·' : bars[Math.ceil((count / most) * bars.length) - 1]))
    .join('');
}
