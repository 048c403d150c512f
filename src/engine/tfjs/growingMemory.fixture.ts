/**
 * WASM's memory may grow at any allocation, and every view of it ends there: makes it grow at each of them, for tests of
 * the backend `wasm`.
 */
import * as tf from '@tensorflow/tfjs';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { afterEach, beforeAll, expect, vi } from 'vitest';
import { allocate, release } from '../kernels/program/hostKernel';
import { wasmMemory } from '../kernels/program/wasmKernel';
import { runToEnd, type TestRun } from '../testRuns';

export const wasm = () => {
  const backend = tf.backend();
  if (!(backend instanceof BackendWasm)) throw new Error('This is a test of WASM.');
  return backend.wasm;
};

/** Call it where the suite is described, before the backend is loaded. */
export function growingMemory() {
  /** Sees what Emscripten gives to the binary, its function that grows the memory among it. */
  const instantiate = vi.spyOn(WebAssembly, 'instantiate');
  let growing = false;
  let growths = 0;

  /** Replaces the buffer of the memory, as every growth does; by no page, so that the memory stays as it is. */
  function grow(): void {
    wasmMemory()?.grow(0);
    // Emscripten finds its own views empty, and makes new ones.
    const resize = instantiate.mock.calls
      .map(([, imports]) => imports?.env?.emscripten_resize_heap)
      .find((found) => typeof found === 'function');
    resize?.(0);
    growths++;
  }

  /** To be called in the suite: from `start` on memory grows at each allocation, until the test ends. */
  function install(): void {
    beforeAll(() => {
      // Emscripten's function replaces itself when it is first called.
      release(allocate([1]));
      const module = wasm();
      const { _malloc } = module;
      module._malloc = (size) => {
        if (growing) grow();
        return _malloc(size);
      };
    });
    afterEach(() => {
      growing = false;
    });
  }

  function start(): void {
    growths = 0;
    growing = true;
  }

  /** The same run twice, without growth and with it. */
  async function expectSameBits(run: TestRun): Promise<void> {
    const calm = await runToEnd(run);
    start();
    const grown = await runToEnd(run);
    expect(growths).toBeGreaterThan(100);
    expect(grown.latest.tensors).toEqual(calm.latest.tensors);
    expect(grown.points.map(({ loss }) => loss)).toEqual(calm.points.map(({ loss }) => loss));
    expect(grown.epochs.map(({ validation }) => validation)).toEqual(
      calm.epochs.map(({ validation }) => validation),
    );
  }

  return { install, start, expectSameBits };
}
