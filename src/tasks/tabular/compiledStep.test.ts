/** Replayed steps over a long run: nothing grows on the device. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { syntheticTable } from '../../engine/testRuns';
import { watchBuffers } from '../../engine/tfjs/livingBuffers.fixture';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { runTable } from './tableRuns.fixture';

const suite = (_: string, backend: () => Parameters<typeof runTable>[0]['backend']) => {
  it('keep tensors, buffers and bytes on the GPU flat over 2,000 steps', async () => {
    const buffers = watchBuffers();
    const before = tf.memory().numTensors;
    const seen: { tensors: number; buffers: number; bytes: number }[] = [];
    const { finished } = await runTable({
      // 500 steps an epoch, with everything that keeps state on the device.
      config: {
        dataset: { testFraction: 0 },
        model: { hiddenSize: 8, numLayers: 1, dropout: 0.2 },
        training: { epochs: 4, batchSize: 4, emaDecay: 0.99, logEveryNSteps: 100 },
      },
      arrays: syntheticTable(2222),
      backend: backend(),
      onEvent(event) {
        if (event.type !== 'epoch') return;
        seen.push({ tensors: tf.memory().numTensors, buffers: buffers.count(), bytes: buffers.bytes() });
      },
    });
    buffers.end();
    expect(finished?.step).toBe(2000);
    // The first epoch fills the pools.
    expect(seen.slice(2)).toEqual([seen[1], seen[1]]);
    expect(tf.memory().numTensors).toBe(before);
  });
};

describeOnBackends('replayed steps', suite, ['webgpu']);
