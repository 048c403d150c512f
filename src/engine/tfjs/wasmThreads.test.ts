/** How WASM is started: on how many threads, what is said about it, and what happens when it never comes. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { selectBackend } from '../backend';
import { threadsOf } from './threadCount';
import { refuseThreads, startWasm } from './wasmThreads';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  refuseThreads(null);
});

describe('starting WASM', () => {
  it('counts on half of the logical cores, one to four', () => {
    expect([1, 2, 3, 4, 7, 8, 64].map(threadsOf)).toEqual([1, 1, 1, 2, 3, 4, 4]);
  });

  it('gives up with a remedy when it never comes', async () => {
    vi.useFakeTimers();
    const started = startWasm(() => new Promise(() => {}));
    const refused = expect(started).rejects.toMatchObject({
      code: 'backend-unavailable',
      message: 'The WASM backend did not start within 60 seconds.',
      details: { received: 'wasm', remedy: expect.stringContaining('Reload the page') },
    });
    await vi.advanceTimersByTimeAsync(61_000);
    await refused;
  });

  it('says why it computes on one thread where there could be several, beside what else there is to say', async () => {
    vi.stubGlobal('navigator', { hardwareConcurrency: 8 });
    refuseThreads('The threads did not start.');
    expect((await selectBackend('wasm')).info).toMatchObject({
      device: 'WASM, SIMD, one thread',
      reason: 'The threads did not start.',
    });
    expect((await selectBackend('auto')).info.reason).toBe(
      'WebGPU is not available here. The threads did not start.',
    );
  });

  it('says nothing of threads where one is all that is due', async () => {
    vi.stubGlobal('navigator', { hardwareConcurrency: 2 });
    refuseThreads('The threads did not start.');
    expect((await selectBackend('wasm')).info.reason).toBeNull();
  });
});
