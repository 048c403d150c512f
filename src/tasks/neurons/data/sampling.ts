/**
 * Which samples the steps of an epoch take. A step's samples are divided by session into batches, one for each session that
 * is in it: its variant. Everything is a function of seed, epoch and step.
 */
import type { Batch, EpochPlan } from '../../../engine/data/epochPlan';
import { type RandomStream, randomStream } from '../../../engine/random';
import { curriculumWeight } from './contrast';

/** Training samples of a session. */
export interface Pool {
  name: string;
  /** Rows of the samples among those of all sessions. */
  rows: Uint32Array;
  /** Contrast score of each sample; null where no curriculum asks for it. */
  scores: Float32Array | null;
}

export interface SamplingOptions {
  batches: 'mixed' | 'byDataset';
  curriculum: 'none' | 'contrast' | 'upstream';
  curriculumWarmup: number;
  stepsPerEpoch: number | null;
  batchSize: number;
  gradientAccumulationSteps: number;
  shuffle: boolean;
  seed: number;
}

/** @param pools of sessions that have a sample at least. */
export function planSamples(pools: readonly Pool[], options: SamplingOptions, epoch: number): EpochPlan {
  const { gradientAccumulationSteps: together, stepsPerEpoch } = options;
  const total = pools.reduce((sum, { rows }) => sum + rows.length, 0);
  const parts = stepsPerEpoch === null ? partsOf(total, options) : stepsPerEpoch * together;
  const draw = drawing(pools, total, parts, options, epoch);
  return {
    steps: Math.ceil(parts / together),
    step(index) {
      const first = index * together;
      return Array.from({ length: Math.min(together, parts - first) }, (_, i) => draw(first + i)).flat();
    },
  };
}

/** Batches of a whole pass. */
function partsOf(total: number, { batches, batchSize }: SamplingOptions): number {
  const parts = total / batchSize;
  return Math.max(1, batches === 'byDataset' ? Math.floor(parts) : Math.ceil(parts));
}

/** The batches of a part of an epoch: of one step, or of a micro-batch of it where gradients are accumulated. */
type Draw = (part: number) => Batch[];

function drawing(
  pools: readonly Pool[],
  total: number,
  parts: number,
  options: SamplingOptions,
  epoch: number,
): Draw {
  const { batches, curriculum, curriculumWarmup, batchSize, seed, gradientAccumulationSteps } = options;
  const steps = Math.ceil(parts / gradientAccumulationSteps);
  const stepOf = (part: number) => epoch * steps + Math.floor(part / gradientAccumulationSteps);
  const numberOf = (part: number) => epoch * parts + part;
  if (batches === 'byDataset') {
    return (part) => {
      const step = stepOf(part);
      const random = randomStream(seed, 'session', numberOf(part));
      const pool = chosenBySize(pools, total, random);
      const step0 = curriculum === 'upstream' ? stepOf(0) : step;
      const weight = curriculum === 'none' ? null : weightOf(pool, step0, curriculumWarmup);
      return [batchOf(pool, drawn(pool, Math.min(batchSize, pool.rows.length), weight, random))];
    };
  }
  if (curriculum === 'upstream') return drawnAtOnce(pools, parts * batchSize, options, epoch, stepOf(0));
  const passes = inPasses(pools, total, options, numberOf(0));
  if (curriculum === 'none') return passes;
  const sorted = pools.map(({ scores, rows }) =>
    sortedScores(scores ?? new Float32Array(rows.length).fill(1)),
  );
  return (part) => {
    const step = stepOf(part);
    if (step >= curriculumWarmup) return passes(part);
    const random = randomStream(seed, 'curriculum', numberOf(part));
    const weights = sorted.map((scores) =>
      weightSum(scores, (score) => curriculumWeight(score, step, curriculumWarmup)),
    );
    const counts = shares(weights, batchSize, random.uniform());
    return pools.flatMap((pool, i) => {
      const count = Math.min(counts[i]!, pool.rows.length);
      return count > 0
        ? [batchOf(pool, drawn(pool, count, weightOf(pool, step, curriculumWarmup), random))]
        : [];
    });
  };
}

/** Every session in its share, in every batch; each sample once before any comes again. */
function inPasses(
  pools: readonly Pool[],
  total: number,
  { batchSize, shuffle, seed }: SamplingOptions,
  firstPart: number,
): Draw {
  const perPass = Math.ceil(total / batchSize);
  let counts: Uint32Array | null = null;
  const orders = new Map<string, Uint32Array>();
  const orderOf = ({ name, rows }: Pool, pass: number) => {
    const key = `${name}/${pass}`;
    let order = orders.get(key);
    if (!order) {
      order = shuffle ? randomStream(seed, `order/${name}`, pass).shuffle(rows.slice()) : rows;
      orders.set(key, order);
    }
    return order;
  };
  return (part) => {
    counts ??= countsBefore(pools, batchSize, perPass);
    const all = firstPart + part;
    const pass = Math.floor(all / perPass);
    const first = (all % perPass) * pools.length;
    return pools.flatMap((pool, i) => {
      const rows = orderOf(pool, pass).subarray(counts![first + i]!, counts![first + pools.length + i]!);
      return rows.length > 0 ? [batchOf(pool, Int32Array.from(rows))] : [];
    });
  };
}

/**
 * How many samples of each pool come before each batch of a pass, uint32 [batches + 1, pools]: the j-th of n samples is
 * placed at (j + 1/2) / n of the way, and batches are cut from all of them together.
 */
function countsBefore(pools: readonly Pool[], batchSize: number, batches: number): Uint32Array {
  const counts = new Uint32Array((batches + 1) * pools.length);
  const taken = new Uint32Array(pools.length);
  const next = Float64Array.from(pools, ({ rows }) => 0.5 / rows.length);
  const total = pools.reduce((sum, { rows }) => sum + rows.length, 0);
  for (let sample = 0; sample < total; sample++) {
    if (sample % batchSize === 0) counts.set(taken, (sample / batchSize) * pools.length);
    let earliest = 0;
    for (let i = 1; i < next.length; i++) if (next[i]! < next[earliest]!) earliest = i;
    const { length } = pools[earliest]!.rows;
    taken[earliest]!++;
    next[earliest] = (taken[earliest]! + 0.5) / length;
  }
  counts.set(taken, batches * pools.length);
  return counts;
}

/** As VisionCore's sampler: an epoch's samples are drawn with replacement as it begins, with the weights of that moment. */
function drawnAtOnce(
  pools: readonly Pool[],
  count: number,
  { curriculumWarmup, batchSize, seed }: SamplingOptions,
  epoch: number,
  step: number,
): Draw {
  const total = pools.reduce((sum, { rows }) => sum + rows.length, 0);
  let chosen: Uint32Array | null = null;
  /** Places among the samples of all sessions, one session after the other. */
  const all = () => {
    const random = randomStream(seed + epoch, 'multinomial');
    const sums = new Float64Array(total);
    let sum = 0;
    let at = 0;
    for (const pool of pools) {
      const weight = weightOf(pool, step, curriculumWarmup);
      for (let sample = 0; sample < pool.rows.length; sample++) {
        sum += weight(sample);
        sums[at++] = sum;
      }
    }
    return Uint32Array.from({ length: count }, () => firstAbove(sums, random.uniform() * sum));
  };
  return (part) => {
    chosen ??= all();
    const own = chosen.subarray(part * batchSize, (part + 1) * batchSize);
    let first = 0;
    return pools.flatMap((pool) => {
      const begin = first;
      first += pool.rows.length;
      const samples = own.filter((place) => place >= begin && place < first);
      return inBatches(
        pool,
        Int32Array.from(samples, (place) => pool.rows[place - begin]!),
        batchSize,
      );
    });
  };
}

function batchOf({ name }: Pool, rows: Int32Array): Batch {
  return { rows, variant: name };
}

function inBatches(pool: Pool, rows: Int32Array, size: number): Batch[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
    batchOf(pool, rows.slice(i * size, (i + 1) * size)),
  );
}

function weightOf({ scores }: Pool, step: number, warmup: number): (sample: number) => number {
  return (sample) => curriculumWeight(scores?.[sample] ?? 1, step, warmup);
}

function chosenBySize(pools: readonly Pool[], total: number, random: RandomStream): Pool {
  let at = random.below(total);
  for (const pool of pools) {
    if (at < pool.rows.length) return pool;
    at -= pool.rows.length;
  }
  return pools.at(-1)!;
}

/** So many different rows, each drawn in proportion to its weight, which is at most 1; all alike without weights. */
function drawn(
  { rows }: Pool,
  count: number,
  weight: ((sample: number) => number) | null,
  random: RandomStream,
): Int32Array {
  const taken = new Set<number>();
  // Samples of weight 0 are never drawn; after so many refusals the rest is taken as it comes.
  for (let tries = 0; taken.size < count && tries < 64 * count + 1024; tries++) {
    const sample = random.below(rows.length);
    if (!weight || random.uniform() < weight(sample)) taken.add(sample);
  }
  for (let sample = 0; taken.size < count; sample++) taken.add(sample);
  return Int32Array.from(taken, (sample) => rows[sample]!);
}

/** Parts of `count` in proportion to the weights, whole numbers next to their exact values. @param offset in [0, 1). */
function shares(weights: readonly number[], count: number, offset: number): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  let passed = 0;
  return weights.map((weight) => {
    const before = Math.floor((passed / sum) * count + offset);
    passed += weight;
    return Math.floor((passed / sum) * count + offset) - before;
  });
}

interface SortedScores {
  scores: Float32Array;
  /** Of the scores below each place. */
  sums: Float64Array;
}

function sortedScores(scores: Float32Array): SortedScores {
  const sorted = scores.slice().sort();
  const sums = new Float64Array(sorted.length + 1);
  sorted.forEach((score, i) => {
    sums[i + 1] = sums[i]! + score;
  });
  return { scores: sorted, sums };
}

/** Σ min(α · score, 1), without visiting every score: the weight is linear up to the first score whose weight is 1. */
function weightSum({ scores, sums }: SortedScores, weight: (score: number) => number): number {
  let low = 0;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (weight(scores[middle]!) >= 1) high = middle;
    else low = middle + 1;
  }
  const alpha = low > 0 && scores[low - 1]! > 0 ? weight(scores[low - 1]!) / scores[low - 1]! : 0;
  return alpha * sums[low]! + (scores.length - low);
}

function firstAbove(sums: Float64Array, value: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
