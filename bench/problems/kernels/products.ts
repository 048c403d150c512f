/** Matrix products, alone and as a layer. */
import { normalBlock } from '../problem';
import type { KernelSpec } from './kernel';

const [rows, width] = [1024, 256];

export const products = {
  matmul: {
    title: 'matrix product 1024³',
    flops: 2 * 1024 ** 3,
    inputs: () => ({ a: normalBlock('left', [1024, 1024], 1), b: normalBlock('right', [1024, 1024], 1) }),
  },
  dense: {
    title: 'dense layer with ReLU 256→256, batch 1024, ∂',
    flops: 3 * 2 * rows * width ** 2,
    inputs: () => ({
      x: normalBlock('x', [rows, width], 1),
      kernel: normalBlock('kernel', [width, width], 1 / 16),
      bias: normalBlock('bias', [width], 1),
      dy: normalBlock('dy', [rows, width], 1),
    }),
  },
} satisfies Record<string, KernelSpec>;
