/** Evaluation: the sums of an executable over many rows, in batches or in the task's own way. */
import * as tf from '@tensorflow/tfjs';
import type { Executable, Measurement, Parameters } from '../workload';

/** The sums over rows without training, and pictures where the task makes some. */
export async function measure(
  executable: Executable,
  parameters: Parameters,
  rows: Uint32Array,
  options: { sumCount: number; batchSize: number; lossWeights: readonly number[] },
): Promise<Measurement> {
  const lossWeights = tf.tensor1d([...options.lossWeights], 'float32');
  try {
    if (executable.measure) return await executable.measure(parameters, rows, lossWeights);
    return { sums: await sumOver(executable, parameters, rows, lossWeights, options), examples: null };
  } finally {
    lossWeights.dispose();
  }
}

/** @returns float64 sums in the executable's order. */
async function sumOver(
  executable: Executable,
  parameters: Parameters,
  rows: Uint32Array,
  lossWeights: tf.Tensor1D,
  { sumCount, batchSize }: { sumCount: number; batchSize: number },
): Promise<Float64Array> {
  const parts: tf.Tensor1D[] = [];
  for (let start = 0; start < rows.length; start += batchSize) {
    parts.push(
      tf.tidy(() => {
        const batch = Int32Array.from(rows.subarray(start, start + batchSize));
        const [fed = batch] = executable.feed?.([batch]) ?? [];
        const indices = tf.tensor1d(fed, 'int32');
        const random = tf.tensor1d([0, 0], 'int32');
        return executable.forward(parameters, indices, { training: false, random, lossWeights }).sums;
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
