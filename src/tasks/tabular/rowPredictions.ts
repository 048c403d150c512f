/** Predictions of rows by their number, a batch after the other. */
import * as tf from '@tensorflow/tfjs';
import { consecutiveBatches, EVALUATION_BATCH } from '../../engine/data/epochPlan';
import type { Parameters } from '../../engine/nn/parameter';
import { inputTensors } from '../../engine/step/inputs';
import type { StepGraph } from '../../engine/workload';

export interface RowPredictor extends StepGraph {
  /** float32 [batch, targets] in the units of the targets, or [batch, classes] probabilities. */
  predict(parameters: Parameters, rows: tf.Tensor1D): tf.Tensor;
}

/**
 * @param afterBatch awaited; hears how many rows are done before and with a batch.
 * @returns float32 [rows × outputs].
 */
export async function predictRows(
  predictor: RowPredictor,
  parameters: Parameters,
  rows: Uint32Array,
  afterBatch: (before: number, done: number) => Promise<void> = async () => {},
): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  let done = 0;
  for (const batch of consecutiveBatches(rows, EVALUATION_BATCH)) {
    await predictor.fetch?.(batch);
    const inputs = inputTensors(predictor, batch);
    const output = predictor.predict(parameters, inputs.rows as tf.Tensor1D);
    parts.push(Float32Array.from(await output.data()));
    tf.dispose([inputs, output]);
    const before = done;
    done += batch.rows.length;
    await afterBatch(before, done);
  }
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
