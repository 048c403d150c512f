/** Fits the baselines on the training rows alone, in blocks, with a bound on the work: they stand beside, and must not hold up. */
import { randomStream } from '../../../engine/random';
import type { SplitName } from '../../../engine/workload';
import type { Baselines } from './baselines';
import { applyLinear, type LinearMap } from './linearMap';
import { fitLogistic, type LabelledRows, logLoss } from './logistic';
import { fitRidge, penaltiesFor, type RidgeProblem, ridgeSums } from './ridge';

export interface BaselineData {
  inputs: number;
  targets: number;
  /** 0 for quantities. */
  classes: number;
  /** Of the training rows. */
  means: readonly number[];
  classCounts: readonly number[];
  splits: Record<SplitName, Uint32Array>;
  /** All rows in order. A block is good until the next one. */
  blocks(): AsyncIterable<Block>;
  seed: number;
}

interface Block {
  start: number;
  rows: number;
  /** As the network sees them, [rows × inputs]. */
  inputs: Float32Array;
  /** In the data's units, [rows × targets], or [rows] class indices. */
  targets: Float64Array | null;
}

const MAX_INPUTS = 2000;
/** Numbers of a linear model that a checkpoint is to hold. */
const MAX_WEIGHTS = 20_000;
/** Multiplications for the sums of a ridge regression; some seconds. */
const MAX_RIDGE_WORK = 4e9;
/** Rows × inputs × classes that a logistic regression goes through some hundred times. */
const MAX_LOGISTIC_SIZE = 5e6;
/** Fewer validation rows say too little of λ; folds of the training rows say it then. */
const ENOUGH_VALIDATION = 100;
const FOLDS = 5;
/** Inputs up to which the λ of a wide table is found by folds, and how often its few rows are divided. */
const MAX_WIDE = 150;
const REPEATS = 4;
/** From a strong penalty to a weak one, each beginning at the solution of the one before. */
const logisticPenalties = [1e3, 1e2, 1e1, 1, 1e-1, 1e-2, 1e-3];

export async function fitBaselines(data: BaselineData): Promise<Baselines> {
  const { inputs, targets, classes, means, classCounts, splits } = data;
  const rows = splits.train.length;
  const constant = classes === 0 ? [...means] : classCounts.map((count) => count / Math.max(1, rows));
  const outputs = classes || targets;
  if (inputs > MAX_INPUTS || inputs * outputs > MAX_WEIGHTS) {
    const note = `A linear model of ${inputs} columns to ${outputs} outputs is too large to be fitted beside.`;
    return { constant, linear: null, note };
  }
  if (rows < 3)
    return { constant, linear: null, note: `${rows} training rows are too few for a linear model.` };
  const limit = classes > 0 ? MAX_LOGISTIC_SIZE / (inputs * classes) : (2 * MAX_RIDGE_WORK) / inputs ** 2;
  const stride = Math.ceil(rows / Math.max(1, limit));
  const taken = splits.train.filter((_, i) => i % stride === 0);
  const linear = classes > 0 ? await logistic(data, taken) : await ridge(data, taken);
  if (![...linear.kernel, ...linear.bias].every(Number.isFinite)) {
    return { constant, linear: null, note: 'The values are too large or too small for a linear model.' };
  }
  const note = stride === 1 ? null : `The linear model was fitted on every ${stride}th training row.`;
  return { constant, linear, note };
}

async function ridge(data: BaselineData, rows: Uint32Array): Promise<LinearMap> {
  const { inputs, targets } = data;
  const sums = ridgeSums(inputs, targets);
  const isWide = rows.length < 2 * inputs && inputs <= MAX_WIDE;
  const held = isWide ? await foldsOfRidge(data, rows) : null;
  for await (const { block, rows: own } of rowsIn(data.blocks(), rows)) {
    for (const row of own) sums.add(...rowOf(block, row, inputs, targets));
  }
  const { kernel, bias } = fitRidge(sums.finish(), held ? [bestRidge(held, data)] : penaltiesFor(inputs));
  return { kernel, bias };
}

interface HeldOut {
  problem: RidgeProblem;
  /** Inputs and targets of the rows that the problem does not know. */
  rows: [Float32Array, Float64Array][];
}

/** With nearly as many inputs as rows generalised cross-validation falls for λ near zero; leaving out whole folds does not. */
async function foldsOfRidge(
  { inputs, targets, blocks, seed }: BaselineData,
  rows: Uint32Array,
): Promise<HeldOut[]> {
  const parts = Array.from({ length: REPEATS }, (_, repeat) => {
    const order = randomStream(seed, 'baseline folds', repeat).shuffle(Uint32Array.from(rows.keys()));
    const foldOf = new Uint8Array(rows.length);
    order.forEach((position, i) => {
      foldOf[position] = i % FOLDS;
    });
    return foldOf;
  });
  const folds = Array.from({ length: REPEATS * FOLDS }, () => ({
    sums: ridgeSums(inputs, targets),
    rows: [] as HeldOut['rows'],
  }));
  let position = 0;
  for await (const { block, rows: own } of rowsIn(blocks(), rows)) {
    for (const row of own) {
      const [x, y] = rowOf(block, row, inputs, targets);
      folds.forEach(({ sums, rows: held }, i) => {
        if (parts[Math.floor(i / FOLDS)]![position] === i % FOLDS) held.push([x.slice(), y.slice()]);
        else sums.add(x, y);
      });
      position++;
    }
  }
  return folds.map(({ sums, rows: held }) => ({ problem: sums.finish(), rows: held }));
}

/** Of the least squared error on the folds that were held out, each target in units of its own deviation. */
function bestRidge(folds: readonly HeldOut[], { inputs, targets }: BaselineData): number {
  // Weaker ones fit every row of a wide table, and what folds say of them is chance.
  const penalties = penaltiesFor(inputs).filter((penalty) => penalty >= 1);
  const errors = penalties.map((penalty) => {
    let error = 0;
    for (const { problem, rows } of folds) {
      const map = fitRidge(problem, [penalty]);
      const out = new Float64Array(targets);
      for (const [x, y] of rows) {
        applyLinear(map, x, 0, out, 0);
        problem.moments.forEach(({ squares }, t) => {
          error += (out[t]! - y[t]!) ** 2 / (squares || 1);
        });
      }
    }
    return error;
  });
  return penalties[errors.indexOf(Math.min(...errors))]!;
}

function rowOf(
  { inputs: values, targets: truths }: Block,
  row: number,
  inputs: number,
  targets: number,
): [Float32Array, Float64Array] {
  return [
    values.subarray(row * inputs, (row + 1) * inputs),
    truths!.subarray(row * targets, (row + 1) * targets),
  ];
}

async function logistic(
  { inputs, classes, splits, blocks, seed }: BaselineData,
  train: Uint32Array,
): Promise<LinearMap> {
  const validation = splits.validation.subarray(0, train.length);
  const values = new Float32Array((train.length + validation.length) * inputs);
  const labels = new Uint32Array(train.length + validation.length);
  for (const [own, offset] of [
    [train, 0],
    [validation, train.length],
  ] as const) {
    let at = offset;
    for await (const { block, rows } of rowsIn(blocks(), own)) {
      for (const row of rows) {
        values.set(block.inputs.subarray(row * inputs, (row + 1) * inputs), at * inputs);
        labels[at++] = block.targets![row]!;
      }
    }
  }
  const range = (from: number, to: number) => Uint32Array.from({ length: to - from }, (_, i) => from + i);
  const all = range(0, train.length);
  const toOwnUnits = standardise(values, inputs, train.length);
  const size: [number, number] = [inputs, classes];
  const given = { inputs: values, labels };
  const penalty =
    validation.length >= ENOUGH_VALIDATION
      ? bestPenalty(size, [
          [
            { ...given, rows: all },
            { ...given, rows: range(train.length, labels.length) },
          ],
        ])
      : bestPenalty(size, foldsOf(given, randomStream(seed, 'baseline folds').shuffle(all.slice())));
  return toOwnUnits(fitLogistic({ ...given, rows: all }, size, penalty));
}

type Parts = [fitted: LabelledRows, held: LabelledRows];

function foldsOf(given: Omit<LabelledRows, 'rows'>, order: Uint32Array): Parts[] {
  return Array.from({ length: Math.min(FOLDS, order.length) }, (_, fold) => [
    { ...given, rows: order.filter((_, i) => i % FOLDS !== fold) },
    { ...given, rows: order.filter((_, i) => i % FOLDS === fold) },
  ]);
}

/** Of the least log loss on the rows that were held out. */
function bestPenalty(size: [number, number], parts: readonly Parts[]): number {
  const losses = logisticPenalties.map(() => 0);
  for (const [fitted, held] of parts) {
    let map: LinearMap | null = null;
    logisticPenalties.forEach((penalty, i) => {
      map = fitLogistic(fitted, size, penalty, map, 100);
      losses[i]! += logLoss(map, held) * held.rows.length;
    });
  }
  return logisticPenalties[losses.indexOf(Math.min(...losses))]!;
}

/**
 * Brings columns to mean 0 and variance 1 over the first rows, in place.
 * @returns how a map of such inputs becomes one of the inputs as they were.
 */
function standardise(values: Float32Array, width: number, rows: number): (map: LinearMap) => LinearMap {
  const mean = new Float64Array(width);
  const scale = new Float64Array(width);
  for (let at = 0; at < rows * width; at++) mean[at % width]! += values[at]! / rows;
  for (let at = 0; at < rows * width; at++)
    scale[at % width]! += (values[at]! - mean[at % width]!) ** 2 / rows;
  for (let i = 0; i < width; i++) scale[i] = Math.sqrt(scale[i]!) || 1;
  for (let at = 0; at < values.length; at++) {
    values[at] = (values[at]! - mean[at % width]!) / scale[at % width]!;
  }
  return ({ kernel, bias }) => {
    const outputs = bias.length;
    const own = kernel.map((weight, k) => weight / scale[Math.floor(k / outputs)]!);
    const shifted = bias.slice();
    own.forEach((weight, k) => {
      shifted[k % outputs]! -= weight * mean[Math.floor(k / outputs)]!;
    });
    return { kernel: own, bias: shifted };
  };
}

/** Chosen rows of all, ascending, block by block, each by its place in the block. */
async function* rowsIn(blocks: AsyncIterable<Block>, rows: Uint32Array) {
  let next = 0;
  for await (const block of blocks) {
    const first = next;
    while (next < rows.length && rows[next]! < block.start + block.rows) next++;
    yield { block, rows: rows.subarray(first, next).map((row) => row - block.start) };
    if (next === rows.length) return;
  }
}
