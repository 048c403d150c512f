/** Operations on every value: dropout, and sums. */
import { normalBlock } from '../problem';
import type { KernelSpec } from './kernel';

export const dropoutRate = 0.3;

export const elements = {
  dropout: {
    title: 'dropout of 30 %, 1024 × 256, ∂',
    flops: null,
    inputs: () => ({ x: normalBlock('x', [1024, 256], 1), dy: normalBlock('dy', [1024, 256], 1) }),
  },
  sum: {
    title: 'sum over all but the last axis, 4 × 64² × 32',
    flops: null,
    inputs: () => ({ x: normalBlock('x', [4, 64, 64, 32], 1) }),
  },
} satisfies Record<string, KernelSpec>;
