/**
 * One optimizer step: forward and backward over its micro-batches, then the update. Whatever changes from step to step
 * enters as data — row indices, seed and step, learning rate — never as a number in a graph.
 */
import * as tf from '@tensorflow/tfjs';
import type { Executable, Parameters } from '../tasks/task';
import type { Trainable } from './trainable';

export interface StepInputs {
  /** Row indices of each micro-batch. */
  batches: Int32Array[];
  learningRate: number;
  /** 1 for the first optimizer step of the run. */
  step: number;
  seed: number;
  /** Micro-batches of a full step, for a counter of masks that never repeats. */
  gradientAccumulationSteps: number;
}

/**
 * @returns float32 [sums + 1]: the executable's sums over all samples of the step, then the gradient norm. The caller
 *   disposes it; everything else is released here.
 */
export function trainStep(executable: Executable, trainable: Trainable, inputs: StepInputs): tf.Tensor1D {
  return tf.tidy(() => {
    const sums = inputs.batches.map((rows, microBatch) => {
      // Every micro-batch draws its own masks: the counter is unique over the run.
      const counter = inputs.step * inputs.gradientAccumulationSteps + microBatch;
      const random = tf.tensor1d([inputs.seed | 0, counter], 'int32');
      return accumulateGradients(executable, trainable, tf.tensor1d(rows, 'int32'), random);
    });
    const norm = trainable.update(inputs.learningRate, inputs.step);
    return tf.concat1d([tf.addN(sums), norm]);
  });
}

function accumulateGradients(
  executable: Executable,
  trainable: Trainable,
  rows: tf.Tensor1D,
  random: tf.Tensor1D,
): tf.Tensor1D {
  return tf.tidy(() => {
    const trained = trainable.layout.slots.filter(({ frozen }) => !frozen);
    const tensors = trained.map(({ name }) => trainable.parameters[name]!);
    let sums: tf.Tensor1D | null = null;
    const loss = () => {
      const result = executable.forward(trainable.parameters, rows, { training: true, random });
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

/**
 * Sums over rows without training, in batches.
 * @returns float64 sums in the executable's order.
 */
export async function sumOver(
  executable: Executable,
  parameters: Parameters,
  rows: Uint32Array,
  sumCount: number,
  batchSize: number,
): Promise<Float64Array> {
  const parts: tf.Tensor1D[] = [];
  for (let start = 0; start < rows.length; start += batchSize) {
    parts.push(
      tf.tidy(() => {
        const batch = tf.tensor1d(Int32Array.from(rows.subarray(start, start + batchSize)), 'int32');
        const random = tf.tensor1d([0, 0], 'int32');
        return executable.forward(parameters, batch, { training: false, random }).sums;
      }),
    );
  }
  const total = new Float64Array(sumCount);
  if (parts.length === 0) return total;
  const stacked = tf.stack(parts);
  const values = await stacked.data();
  tf.dispose([stacked, ...parts]);
  for (let i = 0; i < values.length; i++) total[i % sumCount]! += values[i]!;
  return total;
}
