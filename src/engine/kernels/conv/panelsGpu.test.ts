/** A convolution gives the same bits whether its operands go through workgroup memory or not. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, it } from 'vitest';
import { sizeOf } from '../../../formats/arrays';
import { randomStream } from '../../random';
import { describeOnBackends } from '../../tfjs/testBackends';
import { setActiveTiles, untuned } from '../program/tileChoice';
import { biasedConvolution, transposedConvolution } from './convolution';
import { type ConvOptions, convGeometry, inputShape, outputShape } from './geometry';
import { convProgram } from './gpu';

function normal(name: string, shape: number[]): tf.Tensor {
  const random = randomStream(1, name);
  const values = Float32Array.from({ length: sizeOf(shape) }, () => random.normal());
  return tf.tensor(values, shape);
}

interface Case {
  title: string;
  input: number[];
  kernel: number[];
  options: ConvOptions;
}

/** 8, 4 and 2 threads along the channels, with remainders of positions and channels. */
const cases: Case[] = [
  { title: '3 × 3', input: [2, 7, 9, 12], kernel: [3, 3, 12, 36], options: { padding: 'same' } },
  {
    title: '3 × 2 with stride and dilation',
    input: [1, 11, 17, 4],
    kernel: [3, 2, 4, 20],
    options: { stride: 2, dilation: 3, padding: 2 },
  },
  {
    title: '2 × 3 × 3',
    input: [1, 3, 6, 8, 4],
    kernel: [2, 3, 3, 4, 12],
    options: { padding: 1 },
  },
];

const suite = () => {
  afterEach(() => setActiveTiles(untuned));

  async function bothWays(run: () => tf.Tensor): Promise<Uint32Array[]> {
    const bits: Uint32Array[] = [];
    for (const convolution of ['registers', 'shared'] as const) {
      setActiveTiles({ ...untuned, convolution });
      bits.push(new Uint32Array((await run().data()).slice().buffer));
    }
    return bits;
  }

  for (const { title, input, kernel, options } of cases) {
    it(`${title}, ${kernel.at(-2)} to ${kernel.at(-1)} channels`, async () => {
      const geometry = convGeometry(input, kernel, options);
      const [x, weights, bias] = [normal('x', input), normal('w', kernel), normal('b', [kernel.at(-1)!])];
      const [registers, shared] = await bothWays(() =>
        biasedConvolution(x, weights, bias, geometry, { activation: 'relu' }),
      );
      expect(shared).toEqual(registers);
      expect(shared).toHaveLength(sizeOf(outputShape(geometry)));
      expect(new Set(shared).size).toBeGreaterThan(100);
      setActiveTiles({ ...untuned, convolution: 'shared' });
      expect(convProgram(geometry, false, true, 'relu').key).toContain('shared');
    });
  }

  it('turned around, as the gradient of its input', async () => {
    const kernel = [3, 3, 12, 20];
    const geometry = convGeometry([2, 7, 9, 12], kernel, { padding: 1 });
    const [dy, weights] = [normal('dy', outputShape(geometry)), normal('w', kernel)];
    const [registers, shared] = await bothWays(() => transposedConvolution(dy, weights, geometry));
    expect(shared).toEqual(registers);
    expect(shared).toHaveLength(sizeOf(inputShape(geometry)));
    setActiveTiles({ ...untuned, convolution: 'shared' });
    expect(convProgram(geometry, true, false, 'none').key).toContain('shared');
  });

  it('leaves to registers what would not gain: few channels, odd ones, kernels one wide, transposes with a stride', () => {
    setActiveTiles({ ...untuned, convolution: 'shared' });
    const key = (input: number[], kernel: number[], options: ConvOptions = {}, transposed = false) =>
      convProgram(convGeometry(input, kernel, options), transposed, false, 'none').key;
    for (const left of [
      key([1, 8, 8, 4], [3, 3, 4, 8]),
      key([1, 8, 8, 4], [3, 3, 4, 18]),
      key([1, 8, 8, 3], [3, 3, 3, 16]),
      key([1, 8, 8, 16], [1, 1, 16, 16]),
      key([1, 8, 8, 16], [2, 2, 16, 16], { stride: 2 }, true),
    ]) {
      expect(left).not.toContain('shared');
    }
    expect(key([1, 8, 8, 16], [3, 3, 16, 16])).toContain('shared');
  });
};

describeOnBackends('convolutions through workgroup memory', suite, ['webgpu']);
