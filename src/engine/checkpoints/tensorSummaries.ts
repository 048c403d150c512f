/** Sums tensors up for people: the arenas of a run and the tensors of a checkpoint. */
import type { TensorReport, TensorSummary } from '../../protocol/tensors';
import type { ArenaLayout } from '../step/layout';
import type { Arenas } from '../step/trainable';
import { arenaOf } from './arenaTensors';
import type { Checkpoint } from './checkpoint';

/** Enough to see two humps, few enough for a line of text. */
const BINS = 16;

/**
 * Mean, spread and range are of the finite values, summed in float64; the standard deviation is the population's.
 * @param values as many as `shape` has places.
 */
export function summarise(
  { name, kind }: Pick<TensorSummary, 'name' | 'kind'>,
  shape: readonly number[],
  values: Float32Array,
): TensorSummary {
  let [sum, min, max, zeros, nans, infinities] = [0, Infinity, -Infinity, 0, 0, 0];
  for (const value of values) {
    if (Number.isFinite(value)) {
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
      if (value === 0) zeros++;
    } else if (Number.isNaN(value)) nans++;
    else infinities++;
  }
  const finite = values.length - nans - infinities;
  const counted = { name, kind, shape: [...shape], count: values.length, zeros, nans, infinities };
  if (finite === 0) return { ...counted, mean: null, std: null, min: null, max: null, histogram: [] };
  // Adding zero takes the sign from −0. Of equal values the mean is exact: a quotient of sums need not be.
  const range = { min: min + 0, max: max + 0 };
  if (min === max) return { ...counted, ...range, mean: range.min, std: 0, histogram: [finite] };
  const mean = sum / finite;
  const histogram = new Array<number>(BINS).fill(0);
  const scale = BINS / (max - min);
  let squares = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    squares += (value - mean) ** 2;
    // The largest value would have a bin of its own.
    histogram[Math.min(BINS - 1, Math.floor((value - min) * scale))]!++;
  }
  return { ...counted, ...range, mean, std: Math.sqrt(squares / finite), histogram };
}

/** Every tensor of a checkpoint, in its order. */
export function checkpointReport({ state: { epoch, step }, tensors }: Checkpoint): TensorReport {
  const summaries = tensors.map(({ name, shape, data }) => {
    const { arena, parameter } = arenaOf(name);
    return summarise({ name: parameter, kind: arena }, shape, data);
  });
  return { epoch, step, tensors: summaries };
}

/**
 * Every parameter in every arena.
 * @param arenas what training keeps, and `gradients` where there are any. Of parameters that are not trained, frozen ones
 *   and running statistics, only values and averages: the rest is never written.
 */
export function arenaSummaries(arenas: Arenas, { slots }: ArenaLayout): TensorSummary[] {
  return Object.entries(arenas).flatMap(([kind, values]) =>
    slots
      .filter(({ frozen }) => !frozen || kind === 'values' || kind === 'ema')
      .map(({ name, shape, offset, size }) =>
        summarise({ name, kind }, shape, values.subarray(offset, offset + size)),
      ),
  );
}
