/** Measures molecules in batches: sums for the metrics, and an error of each, which tells the worst from the best. */
import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../../engine/data/epochPlan';
import type { Parameters } from '../../engine/nn/parameter';
import { inputTensors } from '../../engine/step/inputs';
import type { StepGraph } from '../../engine/workload';
import type { MoleculesConfig } from './config';
import { lossParts, weightedLoss } from './losses/loss';
import { maxima, moleculeSums, sumNames } from './metrics/sums';
import { compare } from './model/passes';
import { fact } from './model/prediction';

type Inputs = Readonly<Record<string, tf.Tensor>>;

/** The loss of a batch, its sums, and the losses of its molecules. */
export function measureBatch(config: MoleculesConfig, parameters: Parameters, inputs: Inputs) {
  const { prediction, reference } = compare(config, parameters, inputs);
  const parts = lossParts(prediction, reference);
  const { losses, mean } = weightedLoss(parts, reference.about, config.loss);
  return { loss: mean, losses, parts, sums: moleculeSums(prediction, reference, parts, losses), reference };
}

export interface Measured {
  /** float64 [sumNames.length]. */
  sums: Float64Array;
  /** RMSE of the potential, Hartree/e, or the loss, of each row; −1 where a molecule has none. */
  errors: Float32Array;
}

/**
 * @param batches of the rows in their order.
 * @param graph whose inputs weigh all points that count alike.
 */
export async function measureMolecules(
  config: MoleculesConfig,
  parameters: Parameters,
  batches: readonly Batch[],
  graph: StepGraph,
  by: 'espRmse' | 'loss',
): Promise<Measured> {
  const found: tf.Tensor1D[] = [];
  for (const batch of batches) {
    await graph.fetch?.(batch);
    found.push(
      tf.tidy(() => {
        const { sums, parts, losses, reference } = measureBatch(
          config,
          parameters,
          inputTensors(graph, batch),
        );
        const unknown = tf.sub(1, fact(reference.about, 'hasPotential'));
        // Half the mean square error, as the points weigh alike.
        const errors = by === 'loss' ? losses : tf.sub(tf.sqrt(tf.mul(parts.esp, 2)), unknown);
        return tf.concat([sums, errors.slice(0, batch.rows.length)]) as tf.Tensor1D;
      }),
    );
  }
  const sums = new Float64Array(sumNames.length);
  const errors = new Float32Array(batches.reduce((rows, batch) => rows + batch.rows.length, 0));
  if (found.length === 0) return { sums, errors };
  const together = tf.concat(found);
  const values = await together.data<'float32'>();
  tf.dispose([together, ...found]);
  sums.fill(-Infinity, sums.length - maxima);
  let [at, row] = [0, 0];
  for (const { rows } of batches) {
    for (let i = 0; i < sums.length; i++) {
      const value = values[at + i]!;
      sums[i] = i < sums.length - maxima ? sums[i]! + value : Math.max(sums[i]!, value);
    }
    errors.set(values.subarray(at + sums.length, at + sums.length + rows.length), row);
    at += sums.length + rows.length;
    row += rows.length;
  }
  return { sums, errors };
}
