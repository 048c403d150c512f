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
  const { gradientAccumulationSteps: together } = options;
  const total = pools.reduce((sum, { rows }) => sum + rows.length, 0);
  const parts = options.stepsPerEpoch ?? partsOf(total, options);
  const draw = drawing(pools, total, parts, options, epoch);
  const steps = options.stepsPerEpoch ?? Math.ceil(parts / together);
  return {
    steps,
    step(index) {
      const first = index * together;
      const count = options.stepsPerEpoch === null ? Math.min(together, parts - first) : together;
      return Array.from({ length: count }, (_, part) => draw(first + part)).flat();
    },
  };
}

/** Batches of a whole pass. */
function partsOf(total: number, { batches, batchSize }: SamplingOptions): number {
  const parts = total / batchSize;
  return Math.max(1, batches === 'byDataset' ? Math.floor(parts) : Math.ceil(parts));
}

type Draw = (part: number) => Batch[];

function drawing(
  pools: readonly Pool[],
  total: number,
  parts: number,
  options: SamplingOptions,
  epoch: number,
): Draw {
  const { batches, curriculum, curriculumWarmup, batchSize, seed, gradientAccumulationSteps } = options;
  const perEpoch = options.stepsPerEpoch === null ? parts : parts * gradientAccumulationSteps;
  const stepOf = (part: number) => Math.floor((epoch * perEpoch + part) / gradientAccumulationSteps);
  if (batches === 'byDataset') {
    return (part) => {
      const step = stepOf(part);
      const random = randomStream(seed, 'session', epoch * perEpoch + part);
      const pool = chosenBySize(pools, total, random);
      const step0 = curriculum === 'upstream' ? stepOf(0) : step;
      const weight = curriculum === 'none' ? null : weightOf(pool, step0, curriculumWarmup);
      return [batchOf(pool, drawn(pool, Math.min(batchSize, pool.rows.length), weight, random))];
    };
  }
  if (curriculum === 'upstream') return drawnAtOnce(pools, parts * batchSize, options, epoch, stepOf(0));
  const passes = inPasses(pools, total, parts, options, epoch, perEpoch);
  if (curriculum === 'none') return passes;
  const sorted = pools.map(({ scores, rows }) =>
    sortedScores(scores ?? new Float32Array(rows.length).fill(1)),
  );
  return (part) => {
    const step = stepOf(part);
    if (step >= curriculumWarmup) return passes(part);
    const random = randomStream(seed, 'curriculum', epoch * perEpoch + part);
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

/**
 * Every session in its share, each sample once before any comes again: of a session the k-th part of an epoch takes what
 * lies between k and k + 1 parts of a pass, so that its batches differ by one sample at most.
 */
function inPasses(
  pools: readonly Pool[],
  total: number,
  parts: number,
  { stepsPerEpoch, batchSize, shuffle, seed }: SamplingOptions,
  epoch: number,
  perEpoch: number,
): Draw {
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
  return (part) =>
    pools.flatMap((pool) => {
      const { length } = pool.rows;
      // A share of a pass, as a fraction: of whole passes it must come out exactly.
      const place = (k: number) =>
        stepsPerEpoch === null
          ? epoch * length + Math.floor((k * length) / parts)
          : Math.floor(((epoch * perEpoch + k) * length * batchSize) / total);
      const first = place(part);
      const rows = Int32Array.from({ length: place(part + 1) - first }, (_, i) => {
        const at = first + i;
        return orderOf(pool, Math.floor(at / length))[at % length]!;
      });
      return inBatches(pool, rows, batchSize);
    });
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
