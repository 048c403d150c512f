/** Values of a stream to take percentiles of: all of them while they are few, then one of each stretch of equal length. */

import { randomStream } from '../random';
import { quantile } from './statistics';

/** Values that are kept; with more, percentiles are approximate. */
const LIMIT = 2 ** 20;

export interface ValueSample {
  add(value: number): void;
  /** Whether values were left out. */
  approximate(): boolean;
  /** What was kept, in the order in which it came. Samples of lists of one length keep the same places. */
  values(): Float64Array;
  /** Percentiles as `numpy.percentile` gives them of what was kept; NaN of nothing. @param percents 0 to 100. */
  percentiles(percents: readonly number[]): number[];
}

/**
 * Whenever the room is full, one value of each two neighbours goes and stretches become twice as long. Which value
 * stands for a stretch is drawn, since points of a grid come in an order that a fixed stride would follow.
 * @param limit even.
 */
export function createValueSample(limit = LIMIT): ValueSample {
  const random = randomStream(0, 'value sample');
  let values = new Float64Array(Math.min(limit, 1024));
  let count = 0;
  let stretch = 1;
  let at = 0;
  let pick = 0;

  function beginStretch(): void {
    if (count === limit) {
      count = limit / 2;
      for (let i = 0; i < count; i++) values[i] = values[2 * i + (random.bits() & 1)]!;
      stretch *= 2;
    }
    pick = stretch === 1 ? 0 : random.below(stretch);
  }

  function keep(value: number): void {
    if (count === values.length) {
      const wider = new Float64Array(Math.min(limit, 2 * count));
      wider.set(values);
      values = wider;
    }
    values[count++] = value;
  }

  return {
    add(value) {
      if (at === 0) beginStretch();
      if (at === pick) keep(value);
      at = (at + 1) % stretch;
    },
    approximate: () => stretch > 1,
    values: () => values.slice(0, count),
    percentiles(percents) {
      const sorted = values.slice(0, count).sort();
      return percents.map((percent) => quantile(sorted, percent / 100));
    },
  };
}
