/**
 * U-Nets in a memory that grows at each allocation end with the same bits as in one that does not, over sizes and layers.
 */
import { it } from 'vitest';
import { growingMemory } from '../../engine/tfjs/growingMemory.fixture';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { blobs } from './blobs.fixture';

const memory = growingMemory();

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
    memory.install();

    it.each(unets)('changes no bit of a U-Net: $batchSize × $cropSize, $model', async (settings) => {
      const { batchSize, model, cropSize } = settings;
      const config = {
        task: 'segmentation',
        dataset: { cropSize, cropsPerImage: 8 },
        augmentation: { rotation: { probability: 0.5 }, noise: { probability: 0.5 } },
        model,
        training: { batchSize, maxSteps: 2, emaDecay: 0.9 },
      };
      await memory.expectSameBits({ config, arrays: images, backend: backend() });
    });
  },
  ['wasm'],
);
