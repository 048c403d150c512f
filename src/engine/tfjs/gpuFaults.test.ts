/** What WebGPU would answer with zeros or a dead process is an error with a remedy. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { ErrorJson } from '../../protocol/errors';
import { AnnealError } from '../../protocol/errors';
import { internalsOf } from './gpuInternals';
import { describeOnBackends } from './testBackends';

function caught(run: () => unknown): ErrorJson {
  try {
    run();
  } catch (error) {
    if (error instanceof AnnealError) return error.toJSON();
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

describeOnBackends(
  'the GPU',
  (_, backend) => {
    it('refuses to be read synchronously', async () => {
      const x = tf.tidy(() => tf.add(tf.tensor1d([1, 2]), 1));
      for (const read of [() => x.dataSync(), () => x.arraySync()]) {
        const { code, message, remedy } = caught(read);
        expect(code).toBe('internal');
        expect(message).toContain('dataSync or arraySync');
        expect(remedy).toBe('Use data() or array().');
      }
      expect(Array.from(await x.data())).toEqual([2, 3]);
    });

    it('refuses an array beyond its limits with the numbers, and goes on', async () => {
      const { maxBufferSize, maxStorageBufferBindingSize } = internalsOf(tf.backend()).device.limits;
      const limit = Math.min(maxBufferSize, maxStorageBufferBindingSize);
      const { numTensors } = tf.memory();
      const tooLong = Math.floor(limit / 4) + 1;
      const { code, message, received, remedy } = caught(() => tf.fill([tooLong], 1));
      expect(code).toBe('out-of-memory');
      expect(received).toBe(`${tooLong * 4} bytes`);
      expect(message).toContain(limit.toLocaleString('en-US'));
      expect(remedy).toContain('smaller batch');
      expect(tf.memory().numTensors).toBe(numTensors);
      expect(Array.from(await tf.fill([2], 1).data())).toEqual([1, 1]);
      expect(backend().takeFault()).toBeNull();
    });
  },
  ['webgpu'],
);
