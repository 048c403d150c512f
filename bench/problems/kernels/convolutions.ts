/** Convolutions and their gradients. */
import { normalBlock } from '../problem';
import type { KernelSpec } from './kernel';

/** Of one 3 × 3 convolution of `images` squares of `size`, with as many channels out as in. */
const flopsOf = (images: number, size: number, channels: number) =>
  2 * 9 * images * size ** 2 * channels ** 2;

const [images, size, channels] = [2, 32, 32];
const square = (name: string, side = size, depth = channels) =>
  normalBlock(name, [images, side, side, depth], 1);
const weights = (name: string) => normalBlock(name, [3, 3, channels, channels], 1 / 16);

export const convolutions = {
  conv: {
    title: 'convolution 3×3, 64→64, 64²',
    flops: flopsOf(1, 64, 64),
    inputs: () => ({
      x: normalBlock('left', [1, 64, 64, 64], 1),
      kernel: normalBlock('right', [3, 3, 64, 64], 1),
    }),
  },
  'conv-input-gradient': {
    title: 'input gradient of a convolution 3×3, 32→32, 2 × 32²',
    flops: flopsOf(images, size, channels),
    inputs: () => ({ dy: square('dy'), kernel: weights('kernel') }),
  },
  'conv-kernel-gradient': {
    title: 'kernel gradient of a convolution 3×3, 32→32, 2 × 32²',
    flops: flopsOf(images, size, channels),
    inputs: () => ({ x: square('x'), dy: square('dy') }),
  },
  'conv-transposed': {
    title: 'transposed convolution 2×2 with stride 2, 32→16, 2 × 32² to 64²',
    flops: 2 * 4 * images * size ** 2 * channels * 16,
    inputs: () => ({ x: square('x'), kernel: normalBlock('kernel', [2, 2, 16, channels], 1 / 8) }),
  },
  'conv-dilated': {
    title: 'convolution 3×3 with dilation 2, 32→32, 2 × 32²',
    flops: flopsOf(images, size, channels),
    inputs: () => ({ x: square('x'), kernel: weights('kernel') }),
  },
  'conv-3d': {
    title: 'convolution 3×3×3, 16→16, 16³',
    flops: 2 * 27 * 16 ** 3 * 16 ** 2,
    inputs: () => ({
      x: normalBlock('x', [1, 16, 16, 16, 16], 1),
      kernel: normalBlock('kernel', [3, 3, 3, 16, 16], 1 / 16),
      bias: normalBlock('bias', [16], 0),
    }),
  },
} satisfies Record<string, KernelSpec>;
