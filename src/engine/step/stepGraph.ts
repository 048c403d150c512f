/**
 * What an optimizer step computes: forward and backward over its micro-batches, then the update. Whatever changes from
 * step to step enters through tensors and through `trainable.setInputs`, never as a number in the graph, so that the
 * same graph can be run eagerly or recorded once and replayed.
 */
import * as tf from '@tensorflow/tfjs';
import type { Executable, StepContext } from '../workload';
import { appended } from './appended';
import type { Trainable } from './trainable';

/** The inputs of a step, as tensors that the caller owns. */
export interface StepTensors {
  batches: readonly MicroBatch[];
  /** float32 [parts] */
  lossWeights: tf.Tensor1D;
}

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
  { batches, lossWeights }: StepTensors,
): tf.Tensor1D {
  return tf.tidy(() => {
    const sums = batches.map(({ rows, random }) =>
      accumulateGradients(executable, trainable, rows, { training: true, random, lossWeights }),
    );
    const total = sums.length === 1 ? sums[0]! : tf.addN(sums);
    return appended(total, trainable.update());
  });
}

/** @returns the sums of the micro-batch. */
function accumulateGradients(
  executable: Executable,
  trainable: Trainable,
  rows: tf.Tensor1D,
  context: StepContext,
): tf.Tensor1D {
  return tf.tidy(() => {
    const trained = trainable.layout.slots.filter(({ frozen }) => !frozen);
    const tensors = trained.map(({ name }) => trainable.parameters[name]!);
    const kept: { sums?: tf.Tensor1D; running: [string, tf.Tensor][] } = { running: [] };
    const loss = () => {
      const { loss, sums, running = {} } = executable.forward(trainable.parameters, rows, context);
      // Kept: the tape's scope would release them together with the forward pass.
      kept.sums = tf.keep(sums);
      kept.running = Object.entries(running).map(([name, tensor]) => [name, tf.keep(tensor)]);
      return loss;
    };
    const { grads } = tf.engine().gradients(loss, tensors);
    const gradients = new Map(kept.running);
    grads.forEach((gradient, i) => {
      // A parameter that the loss does not reach has no gradient, whatever the types say.
      if (gradient) gradients.set(trained[i]!.name, gradient);
    });
    trainable.accumulate(gradients);
    for (const [, tensor] of kept.running) tensor.dispose();
    return released(kept.sums);
  });
}

/** A kept tensor, handed back to the surrounding tidy. */
function released(kept: tf.Tensor1D | undefined): tf.Tensor1D {
  if (!kept) throw new Error('The forward pass returned no sums.');
  const copy = kept.clone();
  kept.dispose();
  return copy;
}
