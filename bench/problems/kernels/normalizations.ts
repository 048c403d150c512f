/** Normalisations with the gradients of input, gain and shift. */
import { normalBlock } from '../problem';
import type { KernelSpec } from './kernel';

const of = (shape: number[]) => () => ({
  x: normalBlock('x', shape, 2),
  gamma: normalBlock('gamma', shape.slice(-1), 1),
  beta: normalBlock('beta', shape.slice(-1), 1),
  dy: normalBlock('dy', shape, 1),
});

export const normalizations = {
  'layer-norm': { title: 'layer norm, 1024 rows of 256, ∂', flops: null, inputs: of([1024, 256]) },
  'group-norm': {
    title: 'group norm, 8 groups of 32 channels, 4 × 32², ∂',
    flops: null,
    inputs: of([4, 32, 32, 32]),
  },
  'batch-norm': { title: 'batch norm, 32 channels, 4 × 32², ∂', flops: null, inputs: of([4, 32, 32, 32]) },
} satisfies Record<string, KernelSpec>;
