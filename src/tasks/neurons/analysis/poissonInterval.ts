/** Central intervals of Poisson distributions. */

export interface PoissonInterval {
  /** Whole counts, both inside. */
  low: number;
  high: number;
  /** What the interval holds: at least its nominal share, since counts are whole. */
  mass: number;
}

/** Above it e^−rate leaves the range of doubles; the normal approximation is good long before. */
const LARGE = 500;

/**
 * From the (1 − share)/2 quantile to the (1 + share)/2 quantile, each the first count whose cumulative probability reaches it,
 * as `scipy.stats.poisson.ppf` has them.
 * @param share 0.5, 0.8, 0.9 or 0.95.
 */
export function poissonInterval(rate: number, share: number): PoissonInterval {
  if (rate > LARGE) return normalInterval(rate, share);
  const tail = (1 - share) / 2;
  let [count, probability] = [0, Math.exp(-rate)];
  let [before, cumulative] = [0, probability];
  const next = () => {
    count++;
    probability *= rate / count;
    before = cumulative;
    cumulative += probability;
  };
  while (cumulative < tail) next();
  const [low, below] = [count, before];
  // Rounding may leave the sum just below 1.
  while (cumulative < 1 - tail && probability > 0) next();
  return { low, high: count, mass: cumulative - below };
}

/** Standard normal quantiles of (1 + share)/2. */
const normalQuantiles: Record<number, number> = {
  0.5: 0.6744898,
  0.8: 1.2815516,
  0.9: 1.6448536,
  0.95: 1.959964,
};

function normalInterval(rate: number, share: number): PoissonInterval {
  const half = (normalQuantiles[share] ?? 1.959964) * Math.sqrt(rate);
  return { low: Math.ceil(rate - half), high: Math.floor(rate + half), mass: share };
}
