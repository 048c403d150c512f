/** One kernel as a program: its inputs on the active backend, the operation called again and again. */
import * as tf from '@tensorflow/tfjs';
import type { Program } from '../measure/contender';
import type { KernelProblem } from '../problems/problem';

/**
 * Prepares an operation on tensors that live as long as the program.
 * @returns what one call computes; called inside a tidy.
 */
export type KernelOperation = (
  inputs: Record<string, tf.Tensor>,
  problem: KernelProblem,
) => () => tf.Tensor[];

/** Uploads the inputs to the active backend. */
export function kernelProgram(
  problem: KernelProblem,
  prepare: KernelOperation,
  device: Pick<Program, 'submit' | 'finish'>,
): Program {
  const inputs = Object.fromEntries(
    Object.entries(problem.inputs).map(([name, input]) => [
      name,
      'values' in input
        ? tf.tensor(input.values, input.shape)
        : tf.tensor(input.indices, input.shape, 'int32'),
    ]),
  );
  const run = prepare(inputs, problem);
  let last: tf.Tensor[] = [];
  return {
    ...device,
    step() {
      tf.dispose(last);
      last = tf.tidy(run);
    },
    async value() {
      const mean = tf.tidy(() => tf.addN(last.map((output) => tf.mean(tf.abs(output)))));
      const [value = Number.NaN] = await mean.data();
      mean.dispose();
      return value;
    },
  };
}

/**
 * The gradients of Σ dy · operation(inputs) for all inputs; the operation runs forward for it.
 * @param dy of the operation's shape; ones when not given.
 */
export function gradientsOf(
  operation: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
  dy?: tf.Tensor,
): tf.Tensor[] {
  return tf.grads(operation)(inputs, dy);
}
