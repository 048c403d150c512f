/** Calibration: whether what a model calls so likely is so often the case. */
import type { Reliability, ReliabilityBin } from '../../protocol/diagnostics';

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

export interface ClassReliabilityTally {
  /** @param scores the probabilities of a case begin at `from`. @param label its class index. */
  add(scores: ArrayLike<number>, from: number, label: number): void;
  /** Of the most probable class first, then of each against the rest; of two classes of the second alone. */
  finish(): Reliability[];
}

/**
 * Reliability of probabilities of classes.
 * @param outputs probabilities of a case: one for each class, or a single one, of the second of two.
 */
export function createClassReliability(
  classes: readonly string[],
  outputs = classes.length,
): ClassReliabilityTally {
  const top = createReliability();
  const each = classes.map(createReliability);
  function addAll(scores: ArrayLike<number>, from: number, label: number): void {
    let best = 0;
    for (let c = 0; c < outputs; c++) {
      const score = scores[from + c]!;
      each[c]!.add(score, label === c);
      if (score > scores[from + best]!) best = c;
    }
    top.add(scores[from + best]!, label === best);
  }
  function addOne(scores: ArrayLike<number>, from: number, label: number): void {
    const score = scores[from]!;
    each[1]!.add(score, label === 1);
    const best = score >= 0.5 ? 1 : 0;
    top.add(best === 1 ? score : 1 - score, label === best);
  }
  return {
    add: outputs === 1 ? addOne : addAll,
    finish() {
      const shown = each.map((tally, c) => tally.finish(classes[c]!));
      return [top.finish('Most probable class'), ...(classes.length === 2 ? shown.slice(1) : shown)];
    },
  };
}

/** The same of a list. @param scores [rows × classes] probabilities. @param labels class index of every row. */
export function classReliability(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: readonly string[],
): Reliability[] {
  const tally = createClassReliability(classes);
  for (let row = 0; row < labels.length; row++) tally.add(scores, row * classes.length, labels[row]!);
  return tally.finish();
}

/** The coverages that are asked about, per cent. */
export const coveragePercents = [50, 80, 90, 95] as const;
