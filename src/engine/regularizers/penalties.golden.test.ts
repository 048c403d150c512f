/** What penalties are worth, and their gradients, against PyTorch's autograd. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { expectClose } from '../golden/compare';
import { describeOnBackends } from '../tfjs/testBackends';
import { penaltyOf, weighedBy } from './penalties';

const numbers = z.array(z.number());
const { penalties } = z
  .object({
    penalties: z.array(
      z.object({
        kind: z.enum(['l1', 'l2', 'groupLasso', 'groupLasso output', 'ortho', 'laplacian']),
        shape: numbers,
        parameter: numbers,
        value: z.number(),
        gradient: numbers,
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('./fixtures/regularizers.golden.json', import.meta.url), 'utf8')));

describeOnBackends('penalties', () => {
  it.each(penalties)('$kind of shape $shape has the value and the gradient of PyTorch', async (golden) => {
    const regularizer =
      golden.kind === 'groupLasso output'
        ? ({ type: 'groupLasso', group: 'output' } as const)
        : ({ type: golden.kind, group: 'tensor' } as const);
    const p = tf.tensor(golden.parameter, golden.shape);
    const before = tf.memory().numTensors;
    const [value, gradient] = tf.tidy(() => {
      const penalty = penaltyOf(regularizer)!;
      return [penalty.value(p), penalty.gradient(p)];
    });
    expect(gradient.shape).toEqual(golden.shape);
    expectClose(await value.data(), [golden.value], 2e-6);
    expectClose(await gradient.data(), golden.gradient, 5e-6, 1);
    tf.dispose([value, gradient]);
    expect(tf.memory().numTensors).toBe(before);
    p.dispose();
  });

  it('of a proximal L1 are what it shrinks, and of a clamp nothing', async () => {
    const value = weighedBy({ type: 'proximalL1', group: 'tensor' })!;
    const shrunk = tf.tidy(() => value(tf.tensor1d([1, -2, 0.5])));
    expect([...(await shrunk.data())]).toEqual([3.5]);
    shrunk.dispose();
    expect(weighedBy({ type: 'proximalClamp', group: 'tensor' })).toBe(null);
    expect(penaltyOf({ type: 'proximalL1', group: 'tensor' })).toBe(null);
  });
});
