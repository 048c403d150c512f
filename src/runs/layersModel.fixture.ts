/** A layers model, loaded from its zip as a page does that serves the files. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { openZip } from '../formats/zip/zip';

export async function loadLayersModel(zip: Uint8Array<ArrayBuffer>): Promise<tf.LayersModel> {
  const archive = await openZip({ name: 'model.zip', blob: new Blob([zip]) });
  expect(archive.entries.map(({ name }) => name)).toEqual(['model.json', 'weights.bin']);
  const [json, weights] = await Promise.all(archive.entries.map((entry) => archive.read(entry)));
  const { format, modelTopology, weightsManifest, userDefinedMetadata } = JSON.parse(
    new TextDecoder().decode(json),
  );
  expect(format).toBe('layers-model');
  expect(weightsManifest).toHaveLength(1);
  expect(weightsManifest[0].paths).toEqual(['weights.bin']);
  const [{ weights: weightSpecs }] = weightsManifest;
  return tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs,
      weightData: weights!.buffer,
      userDefinedMetadata,
    }),
  );
}

/** Both in the units of the largest of them: what single precision loses, it loses of that. */
export function expectAlike(actual: ArrayLike<number>, expected: ArrayLike<number>, relative = 1e-5): void {
  expect(actual.length).toBe(expected.length);
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(largest).toBeGreaterThan(0);
  const apart = Array.from(expected).reduce(
    (most, value, i) => Math.max(most, Math.abs(value - actual[i]!)),
    0,
  );
  expect(apart / largest).toBeLessThan(relative);
}
