/** Predictions that nobody waits for any more. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { EVALUATION_BATCH } from '../../engine/data/epochPlan';
import { predict, type TabularModel } from './predict';

test('a message that cancels is heard between two batches, also where the backend never ends its turn', async () => {
  await tf.setBackend('cpu');
  const executable = { predict: (_: unknown, rows: tf.Tensor) => tf.zeros([rows.size, 1]) };
  const model = { executable, parameters: {} } as unknown as TabularModel;
  const asked = new AbortController();
  setTimeout(() => asked.abort());
  let done = 0;
  const watch = {
    signal: asked.signal,
    progress(progress: { done: number }) {
      done = progress.done;
    },
  };
  const before = tf.memory().numTensors;
  const rows = Uint32Array.from({ length: 20 * EVALUATION_BATCH }, (_, row) => row);
  await expect(predict(model, rows, watch)).rejects.toMatchObject({ code: 'cancelled' });
  expect(done).toBeLessThan(rows.length);
  expect(tf.memory().numTensors).toBe(before);
});
