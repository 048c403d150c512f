/** What a model says of the rows of a table. */
import * as tf from '@tensorflow/tfjs';
import { consecutiveBatches, EVALUATION_BATCH } from '../../engine/data/epochPlan';
import { inputTensors } from '../../engine/step/inputs';
import type { LoadedModel } from '../../engine/training/evaluate';
import { heed, type Watch } from '../engine';
import type { TabularWorkload } from './workload';

export type TabularModel = LoadedModel<TabularWorkload>;

/**
 * @returns float32 [rows × outputs] in the units of the targets, or class probabilities.
 * @throws cancelled between two batches, once nobody waits any more.
 */
export async function predict(
  { executable, parameters }: TabularModel,
  rows: Uint32Array,
  watch: Watch,
): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  let done = 0;
  for (const batch of consecutiveBatches(rows, EVALUATION_BATCH)) {
    await executable.fetch?.(batch);
    const inputs = inputTensors(executable, batch);
    const output = executable.predict(parameters, inputs.rows as tf.Tensor1D);
    parts.push(Float32Array.from(await output.data()));
    tf.dispose([inputs, output]);
    await heed(watch, done, rows.length);
    done += batch.rows.length;
    watch.progress({ done, total: rows.length });
  }
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
