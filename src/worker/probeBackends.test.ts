/** What is said of WASM before it is started is what it then is. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, test, vi } from 'vitest';
import { selectBackend } from '../engine/backend';
import { refuseThreads } from '../engine/tfjs/wasmThreads';
import { probeBackends } from './probeBackends';

afterEach(() => {
  vi.unstubAllGlobals();
  refuseThreads(null);
});

test('a probe starts no WASM, and says the same of it as its start', async () => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 8 });
  for (const refusal of [null, 'The threads did not start.']) {
    refuseThreads(refusal);
    const { available, automatic } = await probeBackends();
    expect(available.map(({ name }) => name)).toEqual(['wasm', 'cpu']);
    expect(tf.getBackend()).toBe('cpu');
    if (refusal === null) expect(tf.engine().registry).not.toHaveProperty('wasm');
    expect(available[0]).toEqual((await selectBackend('wasm')).info);
    expect(automatic).toEqual((await selectBackend('auto')).info);
  }
});
