/** Predicted rates beside the recorded counts, bin by bin and unit by unit: errors, calibration, what Poisson intervals hold. */
import { coveragePercents } from '../../../engine/metrics/calibration';
import { binnedMeans } from '../../../engine/metrics/errorSummary';
import { createPairStatistics } from '../../../engine/metrics/pairStatistics';
import { predictionFindings } from '../../../engine/metrics/predictionFindings';
import type { LoadedModel } from '../../../engine/training/evaluate';
import type { Coverage, Finding, MeanBin, PairSummary } from '../../../protocol/diagnostics';
import type { Watch } from '../../engine';
import type { NeuronsWorkload } from '../workload';
import { poissonInterval } from './poissonInterval';

export interface RateFit {
  /** Bins of the recordings that were looked at, of how many. */
  rows: number;
  of: number;
  /** Rates over counts of all units; what the mask leaves out is not among them. */
  pair: PairSummary;
  /** Mean counts over predicted rates: x is the rate, mean the count. */
  calibration: MeanBin[];
  /** Of central intervals of a Poisson distribution of the predicted rate. */
  coverage: Coverage[];
  /** Of each bin, the mean over its units: predicted − counted, and what it is told over. */
  residuals: { values: Float64Array; over: { name: string; values: Float64Array }[] };
  findings: Finding[];
}

/** Bins that are looked at, bins that are drawn, and values whose intervals are counted. */
const MOST_ROWS = 20_000;
const SHOWN_ROWS = 2000;
const MOST_INTERVALS = 200_000;

export async function rateFit(
  { workload, executable, parameters }: LoadedModel<NeuronsWorkload>,
  rows: Uint32Array,
  watch: Watch,
): Promise<RateFit> {
  const chosen = spreadRows(rows, MOST_ROWS);
  const shown = new Set(spreadRows(chosen, SHOWN_ROWS));
  const columns = workload.sessions.reduce((most, { behaviors }) => Math.max(most, behaviors), 0);
  const pairs = createPairStatistics();
  const lines: number[][] = [];
  for await (const { session, rows: batch, rates } of executable.predict(parameters, chosen, watch)) {
    const { start, units, robs, dfs, behavior, behaviors } = session;
    for (const [i, row] of batch.entries()) {
      const bin = row - start;
      let [error, rate, counted] = [0, 0, 0];
      for (let unit = 0; unit < units; unit++) {
        const place = bin * units + unit;
        if (dfs && !(Number(dfs[place]) > 0)) continue;
        const predicted = rates[i * units + unit]!;
        pairs.add(predicted, Number(robs[place]));
        error += predicted - Number(robs[place]);
        rate += predicted;
        counted++;
      }
      if (!shown.has(row) || counted === 0) continue;
      const known = (column: number) =>
        behavior && column < behaviors ? behavior[bin * behaviors + column]! : Number.NaN;
      lines.push([
        error / counted,
        rate / counted,
        bin,
        ...Array.from({ length: columns }, (_, c) => known(c)),
      ]);
    }
  }
  const pair = pairs.finish();
  const { predicted, reference } = pairs.sample();
  const column = (place: number) => Float64Array.from(lines, (line) => line[place]!);
  return {
    rows: chosen.length,
    of: rows.length,
    pair,
    calibration: binnedMeans(predicted, reference),
    coverage: coverageOf(predicted, reference),
    residuals: {
      values: column(0),
      over: ['mean predicted rate', 'bin of the session', ...behaviorNames(columns)].map((name, i) => ({
        name,
        values: column(i + 1),
      })),
    },
    findings: findingsOf(pair),
  };
}

const behaviorNames = (columns: number) => Array.from({ length: columns }, (_, i) => `behavior ${i + 1}`);

function coverageOf(rates: Float64Array, counts: Float64Array): Coverage[] {
  const stride = Math.ceil(rates.length / MOST_INTERVALS);
  const total = Math.ceil(rates.length / stride);
  if (total === 0) return [];
  return coveragePercents.map((percent) => {
    let [inside, expected, width] = [0, 0, 0];
    for (let i = 0; i < rates.length; i += stride) {
      const { low, high, mass } = poissonInterval(rates[i]!, percent / 100);
      if (counts[i]! >= low && counts[i]! <= high) inside++;
      expected += mass;
      width += high - low;
    }
    return { percent, expected: expected / total, inside: inside / total, width: width / total };
  });
}

function findingsOf({ count, bias, rmse, predicted, reference }: PairSummary): Finding[] {
  if (bias === null || rmse === null || predicted.std === null || reference.std === null) return [];
  return predictionFindings({ name: '', count, bias, rmse, predicted: predicted.std, actual: reference.std });
}

/** Some rows, evenly spread over all. */
export function spreadRows(rows: Uint32Array, most: number): Uint32Array {
  if (rows.length <= most) return rows;
  return Uint32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]!);
}
