/** Evaluation for tasks whose metrics are made of sums over batches: the same sums as in training, without training. */
import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data/epochPlan';
import type { Parameters } from '../nn/parameter';
import { inputTensors } from '../step/inputs';
import type { EvaluationOptions, StepGraph } from '../workload';
import { takeIn } from './epochSums';

/**
 * @param options `maxima`: how many of the sums, at their end, are largest values.
 * @returns float64 [sumCount], in the graph's order.
 */
export async function sumBatches(
  graph: StepGraph,
  parameters: Parameters,
  batches: Iterable<Batch>,
  { sumCount, maxima = 0, lossWeights }: EvaluationOptions & { sumCount: number; maxima?: number },
): Promise<Float64Array> {
  const parts: tf.Tensor1D[] = [];
  for (const batch of batches) {
    await graph.fetch?.(batch);
    parts.push(
      tf.tidy(() => {
        const context = {
          training: false,
          variant: batch.variant,
          random: tf.tensor1d([0, 0], 'int32'),
          lossWeights: tf.tensor1d([...lossWeights], 'float32'),
        };
        return graph.forward(parameters, inputTensors(graph, batch), context).sums;
      }),
    );
  }
  const total = new Float64Array(sumCount).fill(-Infinity, sumCount - maxima);
  if (parts.length === 0) return total;
  const stacked = tf.stack(parts);
  const values = await stacked.data();
  tf.dispose([stacked, ...parts]);
  for (let i = 0; i < values.length; i += sumCount) takeIn(total, values.subarray(i, i + sumCount), maxima);
  return total;
}
