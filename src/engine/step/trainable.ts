/**
 * The state that training changes: parameters, gradients, optimizer slots and averaged parameters, each one arena of
 * the same layout. `gpuTrainable.ts` keeps them in GPU buffers, `hostTrainable.ts` in typed arrays for WASM and CPU.
 */
import type * as tf from '@tensorflow/tfjs';
import type { TrainingConfig } from '../../protocol/config';
import type { Parameters } from '../nn/parameter';
import type { Strengths } from '../regularizers/strength';
import type { ArenaLayout } from './layout';

/** Arenas by name: `values`, `ema` if there is one, and the optimizer's slots. */
export type Arenas = Record<string, Float32Array>;

/** Indices of the slots that a micro-batch has given a gradient or a next value. */
export type Given = readonly number[];

export interface Trainable {
  layout: ArenaLayout;
  /** Current parameters, by name. Ask again after an update: where it cannot be in place, these are new tensors. */
  readonly parameters: Parameters;
  /** Averaged parameters, likewise; null without EMA. */
  readonly averaged: Parameters | null;
  /**
   * Sets what changes from step to step, before anything of the step is queued.
   * @param update 1 for the first since the optimizer's moments were zero. For its bias correction a parameter counts the
   *   updates that it took part in.
   * @param step 1 for the first of the run, which the warm-up of the EMA's decay counts; `update` when not given.
   */
  setInputs(learningRate: number, update: number, microBatches: number, step?: number): void;
  /** Sets λ of each regularizer, for those that act after the update; likewise. None does until then. */
  setStrengths(strengths: Strengths): void;
  /**
   * Adds the gradients of one micro-batch, and the next values of running statistics under their names. A parameter
   * that is not among them is absent from the batch.
   */
  accumulate(gradients: ReadonlyMap<string, tf.Tensor>): void;
  /** The same, where `batch` calls `place` or plays a recording in which it was called. */
  add<Result extends { given: Given }>(batch: () => Result): Result;
  /**
   * Writes gradients and next values into the arena, and zeros for what is absent; only inside of `add`.
   * @param sums of the batch: the second, that of the loss, has to be finite as well where the batch may be left out.
   */
  place(gradients: ReadonlyMap<string, tf.Tensor>, sums?: tf.Tensor1D): Given;
  /**
   * The sums of the batch that was added last, or of nothing where it was left out: 0, and −Infinity for the largest values
   * at their end.
   */
  sift(sums: tf.Tensor1D, maxima: number): tf.Tensor1D;
  /**
   * How often the gradient of a penalty counts in the sums of this step, as far as the host can tell: as often as there are
   * micro-batches in their mean, and not at all where the slot takes no part.
   */
  timesOf(slot: number): number;
  /**
   * What that is to be multiplied with where only the device knows which micro-batches are left out, float32 [slots]: theirs
   * is the number, and `timesOf` says 0 or 1. null where the host knows all.
   */
  readonly deviceTimes: tf.Tensor1D | null;
  /** Ends the micro-batches of the step, before penalties are added and the update is made. */
  close(): void;
  /**
   * Adds to the sums of this step's micro-batches what belongs to the step as a whole. Nobody attends by it, and only
   * slots with a penalty have some.
   */
  augment(gradients: ReadonlyMap<string, tf.Tensor>): void;
  /**
   * One optimizer step over what was accumulated: mean over micro-batches, clip, decay, update, proximal steps, EMA. Running statistics
   * become the mean of the next values that they were given. A slot that no micro-batch gave anything is left alone, as
   * PyTorch leaves a parameter without a gradient: value, moments, decay, average, and the count of its updates. A
   * gradient or statistic that is not finite leaves everything as it was. With the policy `skip` and several
   * micro-batches, one whose loss or gradient is not finite is left out of all this, as if the step did not have it; only
   * the counts of updates go by which slots it would have given something.
   * @param sums float32 [n], what the record of the step begins with; nothing when not given.
   * @returns float32 [n + 1]: behind them the global L2 norm of the averaged gradient before clipping; then, where
   *   micro-batches may be left out, 1 for each that was not and 0 for one that was.
   */
  update(sums?: tf.Tensor1D): tf.Tensor1D;
  /** Forgets gradients that were accumulated, after a step that failed halfway. */
  discard(): void;
  /** How many updates each parameter has missed since the optimizer's moments were zero; those that missed none left out. */
  missed(): Record<string, number>;
  setMissed(missed: Readonly<Record<string, number>>): void;
  /**
   * A host copy of the gradients of the last update, for looking at: the mean over its micro-batches, before clipping.
   * null where no update has been made since the values were set or a step failed.
   */
  gradients(): Promise<Float32Array | null>;
  /** Host copies of all arenas but the gradients. */
  read(): Promise<Arenas>;
  /** Sets arenas from host copies; names that are absent keep their values. */
  write(arenas: Arenas): void;
  dispose(): void;
}

export type UpdateConfig = Pick<
  TrainingConfig,
  'gradientClipNorm' | 'gradientClipValue' | 'emaDecay' | 'emaWarmup'
> &
  Partial<Pick<TrainingConfig, 'nonFinite'>>;

/** Whether micro-batches of a step may be left out; a step of one is skipped as a whole. */
export function leavesOut({ nonFinite }: UpdateConfig, microBatches: number): boolean {
  return nonFinite === 'skip' && microBatches > 1;
}

/** The sums of no sample. */
export function sumsOfNothing(size: number, maxima: number): Float32Array {
  return new Float32Array(size).fill(Number.NEGATIVE_INFINITY, size - maxima);
}

/**
 * The decay of the EMA at a step, 1 the first. With warm-up min(decay, (1 + t) / (10 + t)), t from 0: as TensorFlow's
 * ExponentialMovingAverage with num_updates. null without EMA.
 */
export function emaDecayAt(
  { emaDecay, emaWarmup }: Pick<UpdateConfig, 'emaDecay' | 'emaWarmup'>,
  step: number,
): number | null {
  return emaDecay === null || !emaWarmup ? emaDecay : Math.min(emaDecay, step / (9 + step));
}
