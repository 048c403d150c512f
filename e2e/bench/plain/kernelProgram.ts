/** One kernel as a program, through TensorFlow.js' own operations: with this project's kernels where they replace them. */
import * as tf from '@tensorflow/tfjs';
import type { Program } from '../measure/contender';
import type { KernelProblem } from '../problems/problem';

/** Uploads both sides to the active backend. */
export function kernelProgram(
  { kind, left, right }: KernelProblem,
  device: Pick<Program, 'submit' | 'finish'>,
): Program {
  const a = tf.tensor(left.values, left.shape);
  const b = tf.tensor(right.values, right.shape);
  let last: tf.Tensor | null = null;
  return {
    ...device,
    step() {
      last?.dispose();
      last = kind === 'matmul' ? tf.matMul(a, b) : tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same');
    },
    async value() {
      const output = last;
      if (!output) return Number.NaN;
      const mean = tf.tidy(() => tf.mean(tf.abs(output)));
      const [value = Number.NaN] = await mean.data();
      mean.dispose();
      return value;
    },
  };
}
