/** Losses with the gradient of the logits. */
import { normalBlock, randomIndices } from '../problem';
import type { KernelSpec } from './kernel';

export const losses = {
  'softmax-cross-entropy': {
    title: 'softmax cross-entropy, 2048 samples of 64 classes, ∂',
    flops: null,
    inputs: () => ({
      logits: normalBlock('logits', [2048, 64], 1),
      labels: randomIndices('labels', 2048, 64),
    }),
  },
  'bce-dice': {
    title: 'binary cross-entropy + Dice, 8 × 64², ∂',
    flops: null,
    inputs: () => ({
      logits: normalBlock('logits', [8, 64, 64, 1], 1),
      labels: { ...randomIndices('labels', 8 * 64 * 64, 2), shape: [8, 64, 64] },
    }),
  },
} satisfies Record<string, KernelSpec>;
