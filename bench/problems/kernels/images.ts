/** What happens to images around convolutions. */
import { normalBlock, randomIndices } from '../problem';
import type { KernelSpec } from './kernel';

/** Side of a crop. */
export const cropSize = 64;

export const images = {
  'max-pool-gradient': {
    title: 'maximum pooling 2×2, 4 × 64² × 16, ∂',
    flops: null,
    inputs: () => ({ x: normalBlock('x', [4, 64, 64, 16], 1), dy: normalBlock('dy', [4, 32, 32, 16], 1) }),
  },
  upsample: {
    title: 'bilinear upsampling by 2, 4 × 32² × 16',
    flops: null,
    inputs: () => ({ x: normalBlock('x', [4, 32, 32, 16], 1) }),
  },
  'upsample-nearest': {
    title: 'nearest upsampling by 2, 4 × 32² × 16, ∂',
    flops: null,
    inputs: () => ({ x: normalBlock('x', [4, 32, 32, 16], 1), dy: normalBlock('dy', [4, 64, 64, 16], 1) }),
  },
  'image-crops': {
    title: 'random rotated crops of 64², 16 of 32 images of 128²',
    flops: null,
    inputs: () => ({
      images: normalBlock('images', [32, 128, 128, 1], 1),
      rows: randomIndices('rows', 16, 32),
    }),
  },
} satisfies Record<string, KernelSpec>;
