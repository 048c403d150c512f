/** Calibration: whether what a model calls so likely is so often the case, and whether its intervals hold as often as they say. */
import type { Coverage, Reliability, ReliabilityBin } from '../../protocol/diagnostics';

/** Bins of equal width, as in Guo et al., On Calibration of Modern Neural Networks, ICML 2017. */
export const RELIABILITY_BINS = 15;
/** Steps within a bin by which bins of equal counts are cut. */
const STEPS = 100;
const FINE = RELIABILITY_BINS * STEPS;

export interface ReliabilityTally {
  /** @param confidence 0 to 1; what is not a number is left out. */
  add(confidence: number, cameTrue: boolean): void;
  finish(name: string): Reliability;
}

interface Cases {
  count: number;
  confidence: number;
  hits: number;
}

/** In one pass, whatever the number of cases: pixels of many images among them. */
export function createReliability(): ReliabilityTally {
  const counts = new Float64Array(FINE);
  const confidences = new Float64Array(FINE);
  const hits = new Float64Array(FINE);
  const casesOf = (from: number, to: number): Cases => {
    const cases = { count: 0, confidence: 0, hits: 0 };
    for (let i = from; i < to; i++) {
      cases.count += counts[i]!;
      cases.confidence += confidences[i]!;
      cases.hits += hits[i]!;
    }
    return cases;
  };
  return {
    add(confidence, cameTrue) {
      if (Number.isNaN(confidence)) return;
      const place = Math.max(0, Math.min(FINE - 1, Math.floor(confidence * FINE)));
      counts[place]! += 1;
      confidences[place]! += confidence;
      if (cameTrue) hits[place]! += 1;
    },
    finish(name) {
      const { count } = casesOf(0, FINE);
      const equalWidth = Array.from({ length: RELIABILITY_BINS }, (_, bin) =>
        casesOf(bin * STEPS, (bin + 1) * STEPS),
      );
      const gaps = equalWidth.filter((cases) => cases.count > 0).map(gapOf);
      return {
        name,
        count,
        bins: equalWidth.map(binOf),
        ece: calibrationError(equalWidth),
        adaptiveEce: calibrationError(equalCounts(counts, casesOf, count)),
        largestGap: gaps.length > 0 ? Math.max(...gaps) : null,
      };
    },
  };
}

/** Neighbouring steps together until each bin has its share of the cases; what a step holds is not divided. */
function equalCounts(
  counts: Float64Array,
  casesOf: (from: number, to: number) => Cases,
  total: number,
): Cases[] {
  const bins: Cases[] = [];
  let [from, seen] = [0, 0];
  for (let i = 0; i < FINE; i++) {
    seen += counts[i]!;
    if (seen < ((bins.length + 1) * total) / RELIABILITY_BINS && i < FINE - 1) continue;
    bins.push(casesOf(from, i + 1));
    from = i + 1;
  }
  return bins;
}

const gapOf = ({ count, confidence, hits }: Cases) => Math.abs(hits - confidence) / count;

/** Σ count · gap / Σ count; null of nothing. */
function calibrationError(bins: readonly Cases[]): number | null {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const apart = bins.reduce((sum, { hits, confidence }) => sum + Math.abs(hits - confidence), 0);
  return total > 0 ? apart / total : null;
}

function binOf({ count, confidence, hits }: Cases, bin: number): ReliabilityBin {
  const known = count > 0;
  return {
    from: bin / RELIABILITY_BINS,
    to: (bin + 1) / RELIABILITY_BINS,
    count,
    confidence: known ? confidence / count : null,
    observed: known ? hits / count : null,
  };
}

/**
 * Reliability of probabilities of classes: of the most probable one first, then of each class against the rest; of two
 * classes the second is the first turned round, and left out.
 * @param scores [rows × classes] probabilities. @param labels class index of every row.
 */
export function classReliability(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: readonly string[],
): Reliability[] {
  const count = classes.length;
  const top = createReliability();
  const each = classes.map(createReliability);
  for (let row = 0; row < labels.length; row++) {
    let best = 0;
    for (let c = 0; c < count; c++) {
      const score = scores[row * count + c]!;
      each[c]!.add(score, labels[row] === c);
      if (score > scores[row * count + best]!) best = c;
    }
    top.add(scores[row * count + best]!, labels[row] === best);
  }
  const shown = each.map((tally, c) => tally.finish(classes[c]!));
  return [top.finish('Most probable class'), ...(count === 2 ? shown.slice(1) : shown)];
}

/** The coverages that are asked about, per cent. */
export const coveragePercents = [50, 80, 90, 95] as const;

export interface CoverageTally {
  add(value: number, low: number, high: number): void;
  finish(percent: number): Coverage | null;
}

/** Counts how often values lie in their intervals, the ends among them. */
export function createCoverage(): CoverageTally {
  let [count, inside, width] = [0, 0, 0];
  return {
    add(value, low, high) {
      count++;
      width += high - low;
      if (value >= low && value <= high) inside++;
    },
    finish: (percent) => (count > 0 ? { percent, inside: inside / count, width: width / count } : null),
  };
}
