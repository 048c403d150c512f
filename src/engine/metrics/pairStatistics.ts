/** Statistics of predicted values beside their reference, in one pass: moments, errors, percentiles, bins for pictures. */
import { errorPercents, type PairSummary, type Percentile } from '../../protocol/diagnostics';
import { concordance, spearman } from './association';
import { createBins, createScatterBins } from './growingBins';
import { defined, pearson } from './statistics';
import { createValueSample } from './valueSample';

export interface PairStatistics {
  add(predicted: number, reference: number): void;
  /** @param scale of the values, to the unit of the summary. */
  finish(scale?: number): PairSummary;
  /** Pairs by place: all of them, or about a million that stand for them. */
  sample(): { predicted: Float64Array; reference: Float64Array };
}

/** R² = 1 − Σ(p − t)² / max(Σ(t − mean t)², 1e-10), held within [−10, 1] as DCMNet reports it. NaN of nothing. */
export function boundedR2(squaredErrors: number, spread: number): number {
  return Math.max(-10, Math.min(1, 1 - squaredErrors / Math.max(spread, 1e-10)));
}

export function createPairStatistics(): PairStatistics {
  const predicted = createSide();
  const reference = createSide();
  const errors = createValueSample();
  const errorBins = createBins();
  const scatter = createScatterBins();
  let together = 0;
  let [absolute, squared, signed, largest] = [0, 0, 0, 0];

  return {
    add(value, truth) {
      const fromMean = value - predicted.mean;
      predicted.add(value);
      reference.add(truth);
      // Welford's update of a covariance: one deviation from the mean before, the other from that after.
      together += fromMean * (truth - reference.mean);
      const error = value - truth;
      const size = Math.abs(error);
      absolute += size;
      squared += error * error;
      signed += error;
      largest = Math.max(largest, size);
      errors.add(size);
      errorBins.add(size);
      scatter.add(truth, value);
    },
    sample: () => ({ predicted: predicted.sample(), reference: reference.sample() }),
    finish(scale = 1) {
      const { count } = reference;
      const of = (value: number) => (count === 0 ? null : defined(value * scale));
      const percentiles = errors.percentiles([...errorPercents, 99.5]);
      const shown = percentiles.pop()!;
      const { counts, width, beyond } = errorBins.finish(Number.isFinite(shown) ? shown : 0);
      return {
        count,
        mae: of(absolute / count),
        rmse: of(Math.sqrt(squared / count)),
        maxError: of(largest),
        bias: of(signed / count),
        correlation:
          predicted.constant() || reference.constant()
            ? null
            : defined(pearson(together, predicted.squares, reference.squares)),
        spearman: defined(spearman(predicted.sample(), reference.sample())),
        concordance: defined(
          concordance({
            ...{ count, together, meanA: predicted.mean, meanB: reference.mean },
            spreadA: predicted.squares,
            spreadB: reference.squares,
          }),
        ),
        r2: count === 0 ? null : defined(boundedR2(squared, reference.squares)),
        predicted: predicted.finish(scale),
        reference: reference.finish(scale),
        errorPercentiles: errorPercents.map(
          (percent, i): Percentile => ({ percent, value: of(percentiles[i]!) }),
        ),
        approximate: errors.approximate(),
        errorHistogram: { counts, width: width * scale, beyond },
        scatter: scatter.finish(scale),
      };
    },
  };
}

interface Side {
  count: number;
  mean: number;
  /** Sum of squared deviations from the mean. */
  squares: number;
  add(value: number): void;
  constant(): boolean;
  sample(): Float64Array;
  finish(scale: number): PairSummary['predicted'];
}

/** Moments, extremes and median of one of the two (Welford, 1962). */
function createSide(): Side {
  const sample = createValueSample();
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const side: Side = {
    count: 0,
    mean: 0,
    squares: 0,
    add(value) {
      side.count += 1;
      const fromMean = value - side.mean;
      side.mean += fromMean / side.count;
      side.squares += fromMean * (value - side.mean);
      if (value < min) min = value;
      if (value > max) max = value;
      sample.add(value);
    },
    constant: () => min === max,
    sample: () => sample.values(),
    finish(scale) {
      const of = (value: number) => (side.count === 0 ? null : defined(value * scale));
      return {
        mean: of(side.mean),
        std: of(Math.sqrt(side.squares / side.count)),
        min: of(min),
        max: of(max),
        median: of(sample.percentiles([50])[0]!),
      };
    },
  };
  return side;
}
