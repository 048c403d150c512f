/** Convolutions of so many clips that they are worked off in pieces: each clip has what it has alone. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../golden/compare';
import { describeOnBackends } from '../../tfjs/testBackends';
import { convolution } from './convolution';
import { convGeometry } from './geometry';

/** 4 · 6 frames · 3 of the kernel · 96² pixels · 16 channels are 10 MB a clip. */
const CLIP = [6, 96, 96, 16] as const;

describeOnBackends('convolutions of many clips', () => {
  it('are those of each, and so are their gradients', async () => {
    const random = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);
    const clips = [1, 2, 3].map((seed) => random([1, ...CLIP], seed));
    const kernel = random([3, 1, 3, 16, 4], 4);
    const run = (x: tf.Tensor, k: tf.Tensor) =>
      convolution(x, k, convGeometry(x.shape, k.shape, { padding: 'same' }));
    const gradients = tf.grads((x, k) => tf.sum(tf.square(run(x!, k!))));
    const batch = tf.concat(clips);
    const [dx, dk] = gradients([batch, kernel]);
    const alone = clips.map((clip) => ({ y: run(clip, kernel), of: gradients([clip, kernel]) }));
    const join = (parts: tf.Tensor[]) => tf.concat(parts).data();
    expectClose(await run(batch, kernel).data(), await join(alone.map(({ y }) => y)), 1e-6, 1);
    expectClose(await dx!.data(), await join(alone.map(({ of }) => of[0]!)), 1e-6, 10);
    expectClose(await dk!.data(), await tf.addN(alone.map(({ of }) => of[1]!)).data(), 1e-4, 1e4);
    expect(dk!.shape).toEqual(kernel.shape);
  });
}, ['wasm']);
