/** The sums behind a regression's metrics in one kernel: one thread a sum, over the batch in order. */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../../../engine/kernels/program/gpuKernel';
import { registerHostKernel } from '../../../engine/kernels/program/hostKernel';

/** What is summed for every target, in order. Predictions and targets are taken relative to the centre. */
export const sumsPerTarget = [
  'absolute',
  'squared',
  'prediction',
  'prediction2',
  'target',
  'target2',
  'product',
] as const;

const SUMS = 'AnnealRegressionSums';
const inputs = ['prediction', 'truth', 'loss', 'centre'] as const;
const width = sumsPerTarget.length;
const outputShape = ([prediction = []]: number[][]) => [2 + width * (prediction[1] ?? 0)];

registerHostKernel(SUMS, inputs, outputShape, (out, [prediction, truth, loss, centre], [shape]) => {
  const [batch = 0, targets = 0] = shape!;
  // In float64: one batch may be the whole of a split.
  const sums = new Float64Array(out.length);
  sums[0] = batch;
  for (let i = 0; i < batch * targets; i++) {
    const start = 2 + width * (i % targets);
    const error = prediction![i]! - truth![i]!;
    const p = prediction![i]! - centre![i % targets]!;
    const t = truth![i]! - centre![i % targets]!;
    sums[1]! += loss![i]! / targets;
    [Math.abs(error), error * error, p, p * p, t, t * t, p * t].forEach((value, j) => {
      sums[start + j]! += value;
    });
  }
  out.set(sums);
});

registerGpuKernel(SUMS, inputs, ([prediction = []]) => {
  const [batch = 0, targets = 0] = prediction;
  return {
    outputShape: outputShape([prediction]),
    key: `${batch}_${targets}`,
    fixedShapes: true,
    body: `
  if (index >= uniforms.size) { return; }
  if (index == 0) { result[0] = ${batch}.0; return; }
  var sum = 0.0;
  if (index == 1) {
    for (var i = 0; i < ${batch * targets}; i++) { sum += loss[i]; }
    result[1] = sum / ${targets}.0;
    return;
  }
  let column = (index - 2) / ${width};
  let kind = (index - 2) % ${width};
  for (var row = 0; row < ${batch}; row++) {
    let i = row * ${targets} + column;
    let error = prediction[i] - truth[i];
    let p = prediction[i] - centre[column];
    let t = truth[i] - centre[column];
    switch kind {
      case 0: { sum += abs(error); }
      case 1: { sum += error * error; }
      case 2: { sum += p; }
      case 3: { sum += p * p; }
      case 4: { sum += t; }
      case 5: { sum += t * t; }
      default: { sum += p * t; }
    }
  }
  result[index] = sum;`,
  };
});

/**
 * @param prediction float32 [batch, targets].
 * @param truth float32 [batch, targets].
 * @param loss float32 [batch, targets]: the loss of every value.
 * @param centre float32 [targets].
 * @returns float32 [2 + 7 · targets]: batch, Σ over samples of the mean loss of a sample, then seven of each target.
 */
export function sumRegression(
  prediction: tf.Tensor2D,
  truth: tf.Tensor2D,
  loss: tf.Tensor2D,
  centre: tf.Tensor1D,
): tf.Tensor1D {
  return tf.engine().runKernel(SUMS, { prediction, truth, loss, centre }) as tf.Tensor1D;
}
