/**
 * WASM's memory may grow at any allocation, and every view of it ends there: runs in which it grows at each of them end
 * with the same bits as runs in which it does not, over the sizes and layers of U-Nets.
 */
import * as tf from '@tensorflow/tfjs';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { blobs } from '../../tasks/segmentation/blobs.fixture';
import { allocate, release } from '../kernels/program/hostKernel';
import { wasmMemory } from '../kernels/program/wasmKernel';
import { runToEnd, syntheticTable, type TestRun } from '../testRuns';
import { withFloats, withIntegers, withValues } from './hostMemory';
import { describeOnBackends } from './testBackends';

/** Sees what Emscripten gives to the binary, its function that grows the memory among it. */
const instantiate = vi.spyOn(WebAssembly, 'instantiate');

let growing = false;
let growths = 0;

const wasm = () => {
  const backend = tf.backend();
  if (!(backend instanceof BackendWasm)) throw new Error('This is a test of WASM.');
  return backend.wasm;
};

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

/** The same run twice, without growth and with it. */
async function expectSameBits(run: TestRun): Promise<void> {
  const calm = await runToEnd(run);
  growths = 0;
  growing = true;
  const grown = await runToEnd(run);
  expect(growths).toBeGreaterThan(100);
  expect(grown.latest.tensors).toEqual(calm.latest.tensors);
  expect(grown.points.map(({ loss }) => loss)).toEqual(calm.points.map(({ loss }) => loss));
  expect(grown.epochs.map(({ validation }) => validation)).toEqual(
    calm.epochs.map(({ validation }) => validation),
  );
}

const turn = <T>(options: readonly T[], i: number) => options[i % options.length]!;

/** Widths that are eights everywhere, fours at full size, none there, and none but deeper down. */
const sizes = [
  [8, 1],
  [8, 2],
  [8, 3],
  [8, 5],
  [8, 6],
  [8, 7],
  [8, 16],
  [24, 2],
  [24, 3],
  [12, 1],
  [12, 5],
  [12, 6],
  [12, 7],
  [6, 3],
  [6, 2],
  [1, 5],
] as const;

const unets = sizes.map(([baseWidth, batchSize], i) => ({
  batchSize,
  // At the deepest level of two an odd size.
  cropSize: turn([12, 12, 20, 16], i),
  model: {
    baseWidth,
    levels: turn([2, 2, 1], i),
    norm: turn(['batch', 'group', 'instance', 'none', 'batch'], i),
    upsampling: turn(['transposed', 'bilinear'], i),
    architecture: turn(['unet', 'unet', 'resUnet'], i),
    attention: i % 4 === 3,
    dropout: turn([0, 0.2, 0], i),
  },
}));

const images = blobs(5, 21);

describeOnBackends(
  'growth of the memory',
  (_, backend) => {
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

    it('ends every view, when it is done by this test', () => {
      const before = wasm().HEAPU8;
      growing = true;
      release(allocate([1]));
      expect(before.length).toBe(0);
      expect(wasm().HEAPU8.length).toBeGreaterThan(0);
    });

    it.each(unets)('changes no bit of a U-Net: $batchSize × $cropSize, $model', async (settings) => {
      const { batchSize, model, cropSize } = settings;
      const config = {
        task: 'segmentation',
        dataset: { cropSize, cropsPerImage: 8 },
        augmentation: { rotation: { probability: 0.5 }, noise: { probability: 0.5 } },
        model,
        training: { batchSize, maxSteps: 2, emaDecay: 0.9 },
      };
      await expectSameBits({ config, arrays: images, backend: backend() });
    });

    it.each([Infinity, 100])(
      'changes no bit of an MLP of which %d bytes are resident',
      async (residentBytes) => {
        const model = { hiddenSize: 12, numLayers: 2, dropout: 0.3 };
        const config = { model, training: { batchSize: 8, gradientAccumulationSteps: 2, maxSteps: 3 } };
        await expectSameBits({ config, arrays: syntheticTable(160), backend: backend(), residentBytes });
      },
    );

    it('is refused while views are held, as is keeping one', () => {
      const [floats, integers] = [tf.tensor1d([1, 2]), tf.tensor1d([3], 'int32')];
      expect(() => withValues([floats], () => allocate([1]))).toThrow('while views were held');
      expect(() => withIntegers([integers], () => allocate([1]))).toThrow('while views were held');
      expect(() => withFloats([floats], (values) => values)).toThrow('was kept');
      growing = true;
      expect(() => withFloats([floats], () => tf.add(floats, 1))).toThrow('grew while views');
      // Whatever was refused, the next is free again.
      release(allocate([1]));
    });
  },
  ['wasm'],
);
