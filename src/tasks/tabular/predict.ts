/** What a model says of the rows of a table. */
import * as tf from '@tensorflow/tfjs';
import type { LoadedModel } from '../../engine/training/evaluate';
import { EVALUATION_BATCH } from '../../engine/training/evaluationBatch';
import { AnnealError } from '../../protocol/errors';
import type { Watch } from '../engine';
import type { TabularWorkload } from './workload';

export type TabularModel = LoadedModel<TabularWorkload>;

/**
 * @returns float32 [rows × outputs] in the units of the targets, or class probabilities.
 * @throws cancelled between two batches, once nobody waits any more.
 */
export async function predict(
  { executable, parameters }: TabularModel,
  rows: Uint32Array,
  { progress, signal }: Watch,
): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  for (let start = 0; start < rows.length; start += EVALUATION_BATCH) {
    const batch = Int32Array.from(rows.subarray(start, start + EVALUATION_BATCH));
    const [fed = batch] = executable.feed?.([batch]) ?? [];
    const indices = tf.tensor1d(fed, 'int32');
    const output = executable.predict(parameters, indices);
    parts.push(Float32Array.from(await output.data()));
    tf.dispose([indices, output]);
    if (signal.aborted)
      throw new AnnealError('cancelled', `Cancelled after ${start} of ${rows.length} rows.`);
    progress({ done: Math.min(rows.length, start + EVALUATION_BATCH), total: rows.length });
  }
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
