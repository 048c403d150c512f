/** Raised cosines over time lags, and filtering of series with them: a smooth basis of what lies before, or around, a bin. */

export interface RaisedCosines {
  /** Cosines. */
  count: number;
  /** Lags that they cover. */
  bins: number;
  /** Centres and widths are even in time, or in its logarithm (Pillow et al. 2005). */
  spacing: 'linear' | 'log';
  /** First and last centre, in milliseconds; a single cosine lies between them. */
  peaksMs: readonly [first: number, last: number];
  /** Between two lags, in milliseconds. */
  binMs: number;
  /** Functions before the cosines that are one lag each, from the newest on. */
  deltas: number;
}

/** Added to times before their logarithm, in milliseconds. */
const LOG_OFFSET = 1e-6;
/** The first centre is no earlier before its logarithm, in milliseconds. */
const LEAST_LOG_PEAK = 1e-2;

/**
 * ½(1 + cos(π(t − c) / width)) where |t − c| ≤ width, twice the distance of the centres c, else 0; t and c, or their
 * logarithms. Every function has the norm 1, unless it is zero everywhere.
 * @returns by function its values at lags 0 to `bins`; what the formula has at t = 0 comes at lag 1, and lag 0 is 0.
 */
export function raisedCosines(options: RaisedCosines): Float32Array[] {
  const { bins, deltas, binMs, spacing } = options;
  const { centres, width } = centresOf(options);
  const times = Array.from({ length: bins }, (_, bin) => {
    const ms = bin * binMs;
    return spacing === 'log' ? Math.log(ms + LOG_OFFSET) : ms;
  });
  const functions = [
    ...Array.from({ length: deltas }, (_, at) => times.map((_t, bin) => (bin === at ? 1 : 0))),
    ...centres.map((centre) =>
      times.map((t) => {
        const apart = (t - centre) / width;
        return Math.abs(apart) <= 1 ? (1 + Math.cos(Math.PI * apart)) / 2 : 0;
      }),
    ),
  ];
  return functions.map((values) => {
    const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    return Float32Array.from([0, ...values.map((value) => value / Math.max(norm, 1e-12))]);
  });
}

function centresOf({ count, spacing, peaksMs }: RaisedCosines): { centres: number[]; width: number } {
  const [first, last] =
    spacing === 'log' ? peaksMs.map((ms) => Math.log(Math.max(LEAST_LOG_PEAK, ms))) : peaksMs;
  const whole = last! - first!;
  if (count === 1) return { centres: [first! + whole / 2], width: whole };
  const apart = whole / (count - 1);
  return { centres: Array.from({ length: count }, (_, i) => first! + i * apart), width: 2 * apart };
}

/**
 * Zeros beyond the ends. `causal`: y[t] = Σ basis[k]·x[t − k]. `acausal`: y[t] = Σ basis[k]·x[t + k − ⌊length / 2⌋].
 * @param basis values by lag, as of `raisedCosines`
 * @returns as long as the series.
 */
export function filterSeries(
  series: Float32Array,
  basis: Float32Array,
  mode: 'causal' | 'acausal',
): Float32Array {
  const offset = mode === 'causal' ? 0 : -Math.floor(basis.length / 2);
  const direction = mode === 'causal' ? -1 : 1;
  const sums = new Float64Array(series.length);
  // Lag by lag, so that what a basis has of zeros costs nothing.
  for (const [k, weight] of basis.entries()) {
    if (weight === 0) continue;
    const shift = offset + direction * k;
    const from = Math.max(0, -shift);
    const to = Math.min(series.length, series.length - shift);
    for (let t = from; t < to; t++) sums[t]! += weight * series[t + shift]!;
  }
  return Float32Array.from(sums);
}
