/**
 * What an optimizer step computes: forward and backward over its micro-batches, then the update. Whatever changes from
 * step to step enters through tensors and through `trainable.setInputs`, never as a number in the graph, so that the
 * same graph can be run eagerly or recorded once and replayed.
 */
import * as tf from '@tensorflow/tfjs';
import type { Executable } from '../tasks/task';
import type { Trainable } from './trainable';

/** One micro-batch, as tensors that the caller owns. */
export interface MicroBatch {
  /** int32 [batch]: row indices. */
  rows: tf.Tensor1D;
  /** int32 [2]: seed and a counter that is unique over the run. */
  random: tf.Tensor1D;
}

/**
 * @returns float32 [sums + 1]: the executable's sums over all samples of the step, then the gradient norm. The caller
 *   disposes it; everything else is released here.
 */
export function stepGraph(
  executable: Executable,
  trainable: Trainable,
  batches: readonly MicroBatch[],
): tf.Tensor1D {
  return tf.tidy(() => {
    const sums = batches.map((batch) => accumulateGradients(executable, trainable, batch));
    const total = sums.length === 1 ? sums[0]! : tf.addN(sums);
    return tf.concat1d([total, trainable.update()]);
  });
}

/** @returns the sums of the micro-batch. */
function accumulateGradients(
  executable: Executable,
  trainable: Trainable,
  { rows, random }: MicroBatch,
): tf.Tensor1D {
  return tf.tidy(() => {
    const trained = trainable.layout.slots.filter(({ frozen }) => !frozen);
    const tensors = trained.map(({ name }) => trainable.parameters[name]!);
    let sums: tf.Tensor1D | null = null;
    const loss = () => {
      const result = executable.forward(trainable.parameters, rows, { training: true, random });
      // Kept: the tape's scope would release it together with the forward pass.
      sums = tf.keep(result.sums);
      return result.loss;
    };
    const { grads } = tf.engine().gradients(loss, tensors);
    const gradients = new Map<string, tf.Tensor>();
    grads.forEach((gradient, i) => {
      // A parameter that the loss does not reach has no gradient, whatever the types say.
      if (gradient) gradients.set(trained[i]!.name, gradient);
    });
    trainable.accumulate(gradients);
    return released(sums);
  });
}

/** A kept tensor, handed back to the surrounding tidy. */
function released(kept: tf.Tensor1D | null): tf.Tensor1D {
  if (!kept) throw new Error('The forward pass returned no sums.');
  const copy = kept.clone();
  kept.dispose();
  return copy;
}
