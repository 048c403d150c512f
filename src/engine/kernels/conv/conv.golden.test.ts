/** Convolutions against PyTorch, and against sums written out in float64 for shapes that fill no tile. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { sizeOf } from '../../../formats/arrays';
import { expectClose } from '../../golden/compare';
import { goldenLayers } from '../../golden/load';
import { describeOnBackends } from '../../tfjs/testBackends';
import { conv2dBiasActivation } from './conv2d';
import { conv3dBiasActivation } from './conv3d';
import { convolution, convolutionKernelGradient, transposedConvolution } from './convolution';
import {
  type ConvGeometry,
  type ConvOptions,
  convGeometry,
  inputShape,
  kernelShape,
  outputShape,
} from './geometry';
import { convTranspose2d } from './transpose';

const golden = goldenLayers();
const cases = [
  'conv3x3_same',
  'conv3x3_stride2',
  'conv3x3_dilation2',
  'conv1x1',
  'conv5x5_valid',
  'conv_transpose2x2_stride2',
] as const;

const wave = (length: number, phase: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 0.7 + phase) + 0.1 * Math.cos(i * 3.1));

/** Visits every pair of an input and an output position that a kernel position connects, by index. */
function forEachContact(g: ConvGeometry, visit: (x: number, k: number, y: number) => void): void {
  const positions = (lengths: number[]) =>
    lengths.reduce<number[][]>(
      (all, length) => all.flatMap((p) => Array.from({ length }, (_, i) => [...p, i])),
      [[]],
    );
  for (let sample = 0; sample < g.batch; sample++) {
    positions(g.output).forEach((o, oIndex) => {
      positions(g.kernel).forEach((k, kIndex) => {
        const i = o.map((at, axis) => at * g.stride[axis]! + k[axis]! * g.dilation[axis]! - g.padding[axis]!);
        if (i.some((at, axis) => at < 0 || at >= g.input[axis]!)) return;
        const iIndex = i.reduce((sum, at, axis) => sum * g.input[axis]! + at, sample);
        visit(iIndex, kIndex, sample * sizeOf(g.output) + oIndex);
      });
    });
  }
}

/** The three operations for all channels, in float64. */
function reference(g: ConvGeometry, x: Float32Array, kernel: Float32Array, dy: Float32Array) {
  const [y, dx, dk] = [
    new Float64Array(dy.length),
    new Float64Array(x.length),
    new Float64Array(kernel.length),
  ];
  forEachContact(g, (i, k, o) => {
    for (let a = 0; a < g.inChannels; a++) {
      for (let b = 0; b < g.outChannels; b++) {
        const [xi, ki, yi] = [
          i * g.inChannels + a,
          (k * g.inChannels + a) * g.outChannels + b,
          o * g.outChannels + b,
        ];
        y[yi]! += x[xi]! * kernel[ki]!;
        dx[xi]! += dy[yi]! * kernel[ki]!;
        dk[ki]! += dy[yi]! * x[xi]!;
      }
    }
  });
  return { y, dx, dk };
}

describeOnBackends('convolutions', () => {
  for (const name of cases) {
    it(`follows PyTorch in ${name}, with the gradients of input, kernel and bias`, async () => {
      const { settings, x, w, b, cotangent, out, dx, dw, db } = golden[name];
      const inputs = [tf.tensor4d(x), tf.tensor4d(w), tf.tensor1d(b)] as const;
      const { stride, padding, dilation } = settings;
      const layer = settings.transpose ? convTranspose2d : conv2dBiasActivation;
      const apply = (...[input, kernel, bias]: tf.Tensor[]) =>
        layer(input as tf.Tensor4D, kernel as tf.Tensor4D, bias as tf.Tensor1D, {
          stride,
          padding,
          dilation,
        });
      // Sums of up to 162 products of about one: what is below one is a difference, and held absolutely.
      expectClose(await apply(...inputs).data(), out.flat(3), 1e-5, 1);
      const gradients = tf.grads(apply)([...inputs], tf.tensor4d(cotangent));
      expectClose(await gradients[0]!.data(), dx.flat(3), 1e-5, 1);
      expectClose(await gradients[1]!.data(), dw.flat(3), 1e-5, 1);
      expectClose(await gradients[2]!.data(), db, 1e-5, 1);
    });
  }

  const shapes: [number[], number[], ConvOptions][] = [
    [[2, 9, 13, 5], [3, 3, 5, 7], { padding: 'same' }],
    [[1, 8, 16, 4], [3, 3, 4, 12], { padding: 1 }],
    [[2, 7, 24, 8], [5, 7, 8, 4], { padding: 'same' }],
    [[1, 11, 9, 4], [3, 4, 4, 9], { stride: [2, 3], padding: 2, dilation: 2 }],
    [[2, 8, 8, 3], [4, 4, 3, 8], { stride: 4 }],
    [[1, 40, 33, 1], [20, 20, 1, 2], { stride: 10, padding: 'same' }],
    // More rows than the kernels on WASM take at once, of the input and of dy.
    [[1, 40, 60, 16], [3, 3, 16, 24], { padding: 1 }],
    [[2, 6, 10, 8], [2, 2, 8, 12], { stride: 2 }],
    [[2, 5, 6, 8], [1, 1, 8, 3], {}],
    [[3, 17, 6], [3, 6, 10], { padding: 1, dilation: 2 }],
    [[2, 4, 5, 6, 3], [3, 2, 3, 3, 5], { padding: 'same' }],
    [[1, 6, 5, 7, 4], [2, 3, 3, 4, 8], { stride: 2, padding: 1 }],
  ];
  for (const [input, kernel, options] of shapes) {
    it(`sums what the definition sums: [${input}] by [${kernel}], ${JSON.stringify(options)}`, async () => {
      const g = convGeometry(input, kernel, options);
      const x = wave(sizeOf(inputShape(g)), 0);
      const k = wave(sizeOf(kernelShape(g)), 1);
      const dy = wave(sizeOf(outputShape(g)), 2);
      const expected = reference(g, x, k, dy);
      const [X, K, DY] = [
        tf.tensor(x, inputShape(g)),
        tf.tensor(k, kernelShape(g)),
        tf.tensor(dy, outputShape(g)),
      ];
      const outputs = [
        [convolution(X, K, g), expected.y],
        [transposedConvolution(DY, K, g), expected.dx],
        [convolutionKernelGradient(X, DY, g), expected.dk],
      ] as const;
      // Of sums of more than thousands of products the last digits are rounding.
      const floor = Math.max(2, Math.sqrt(sizeOf(g.output)));
      for (const [actual, wanted] of outputs) expectClose(await actual.data(), wanted, 1e-5, floor);
    });
  }

  it('applies bias and ReLU, whose gradient is zero where the output is', async () => {
    const x = tf.tensor4d(wave(2 * 5 * 6 * 3, 0), [2, 5, 6, 3]);
    const k = tf.tensor4d(wave(3 * 3 * 3 * 4, 1), [3, 3, 3, 4]);
    const bias = tf.tensor1d([0.1, -0.2, 0.3, -3]);
    const relu = (...[a, b, c]: tf.Tensor[]) =>
      conv2dBiasActivation(a as tf.Tensor4D, b as tf.Tensor4D, c as tf.Tensor1D, {
        padding: 1,
        activation: 'relu',
      });
    const plain = conv2dBiasActivation(x, k, bias, { padding: 1 });
    const output = await relu(x, k, bias).data();
    expectClose(
      output,
      Array.from(await plain.data(), (v) => Math.max(0, v)),
      1e-6,
    );
    expect(output.filter((v) => v > 0).length).toBeGreaterThan(50);
    const dy = wave(2 * 5 * 6 * 4, 3);
    const masked = dy.map((v, i) => (output[i]! > 0 ? v : 0));
    const g = convGeometry(x.shape, k.shape, { padding: 1 });
    const expected = reference(g, await x.data<'float32'>(), await k.data<'float32'>(), masked);
    const gradients = tf.grads(relu)([x, k, bias], tf.tensor4d(dy, [2, 5, 6, 4]));
    expectClose(await gradients[0]!.data(), expected.dx, 1e-5, 1);
    expectClose(await gradients[1]!.data(), expected.dk, 1e-5, 1);
    const sums = [0, 1, 2, 3].map((c) => masked.reduce((sum, v, i) => (i % 4 === c ? sum + v : sum), 0));
    expectClose(await gradients[2]!.data(), sums, 1e-5, 1);
  });

  it('differentiates twice', async () => {
    // f(x) = Σ (x ∗ k)²/2, so ∇f = kᵀ∗(x ∗ k), and the gradient of v·∇f is kᵀ∗(k ∗ v).
    const g = convGeometry([1, 4, 5, 2], [3, 3, 2, 3], { padding: 1, stride: 2 });
    const x = tf.tensor(wave(40, 0), inputShape(g));
    const k = tf.tensor(wave(54, 1), kernelShape(g));
    const v = tf.tensor(wave(40, 2), inputShape(g));
    const energy = (input: tf.Tensor) => tf.sum(tf.mul(0.5, tf.square(convolution(input, k, g))));
    const directional = (input: tf.Tensor) => tf.sum(tf.mul(v, tf.grad(energy)(input)));
    const expected = transposedConvolution(convolution(v, k, g), k, g);
    expectClose(await tf.grad(directional)(x).data(), await expected.data(), 1e-5, 1);
  });

  it("serves TensorFlow.js' own operations, dilated gradients too", async () => {
    for (const [dilation, stride] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const g = convGeometry([2, 7, 8, 4], [3, 3, 4, 5], { padding: 'same', dilation, stride });
      const x = wave(sizeOf(inputShape(g)), 0);
      const k = wave(sizeOf(kernelShape(g)), 1);
      const dy = wave(sizeOf(outputShape(g)), 2);
      const expected = reference(g, x, k, dy);
      const apply = (...[a, b]: tf.Tensor[]) =>
        tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, 'same', 'NHWC', dilation);
      const inputs = [tf.tensor(x, inputShape(g)), tf.tensor(k, kernelShape(g))];
      expectClose(await apply(...inputs).data(), expected.y, 1e-5, 2);
      const [dx, dk] = tf.grads(apply)(inputs, tf.tensor4d(dy, outputShape(g) as [2, 4, 4, 5]));
      expectClose(await dx!.data(), expected.dx, 1e-5, 2);
      expectClose(await dk!.data(), expected.dk, 1e-5, 2);
    }
    const image = tf.tensor4d(wave(2 * 4 * 5 * 3, 0), [2, 4, 5, 3]);
    const kernel = tf.tensor4d(wave(2 * 2 * 6 * 3, 1), [2, 2, 6, 3]);
    const doubled = tf.conv2dTranspose(image, kernel, [2, 8, 10, 6], 2, 'same');
    const ours = convTranspose2d(image, kernel, tf.zeros([6]), { stride: 2 });
    expectClose(await doubled.data(), await ours.data(), 1e-5, 1);
    const x = tf.tensor4d(wave(2 * 4 * 5 * 3, 0), [2, 4, 5, 3]);
    const filter = tf.tensor4d(wave(3 * 3 * 3 * 4, 1), [3, 3, 3, 4]);
    const bias = tf.tensor1d([0.1, -0.2, 0.3, -1]);
    const fused = tf.fused.conv2d({ x, filter, bias, strides: 1, pad: 'same', activation: 'relu' });
    const same = conv2dBiasActivation(x, filter, bias, { padding: 'same', activation: 'relu' });
    expectClose(await fused.data(), await same.data(), 1e-5, 1);
  });

  it('conv3d adds bias and activation', async () => {
    const x = tf.tensor5d(wave(2 * 3 * 4 * 5 * 2, 0), [2, 3, 4, 5, 2]);
    const k = tf.tensor5d(wave(27 * 2 * 3, 1), [3, 3, 3, 2, 3]);
    const bias = [0.5, -0.5, 1];
    const g = convGeometry(x.shape, k.shape, { padding: 1 });
    const { y } = reference(g, await x.data<'float32'>(), await k.data<'float32'>(), wave(2 * 60 * 3, 0));
    const actual = conv3dBiasActivation(x, k, tf.tensor1d(bias), { padding: 1, activation: 'relu' });
    const expected = y.map((v, i) => Math.max(0, v + bias[i % 3]!));
    expectClose(await actual.data(), expected, 1e-5, 2);
  });

  it('leaves no tensors behind', () => {
    const { x, w, b } = golden.conv3x3_same;
    const before = tf.memory().numTensors;
    const dataBefore = tf.engine().backend.numDataIds();
    tf.tidy(() => {
      const apply = (...[i, k, s]: tf.Tensor[]) =>
        conv2dBiasActivation(i as tf.Tensor4D, k as tf.Tensor4D, s as tf.Tensor1D, {
          padding: 1,
          activation: 'relu',
        });
      tf.grads(apply)([tf.tensor4d(x), tf.tensor4d(w), tf.tensor1d(b)]);
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.engine().backend.numDataIds()).toBe(dataBefore);
  });
});

it('refuses kernels that do not fit, naming both shapes', () => {
  expect(() => convGeometry([2, 4, 4, 3], [3, 3, 2, 8], {})).toThrow(/\[3, 3, 2, 8\].*\[2, 4, 4, 3\]/);
  expect(() => convGeometry([2, 2, 2, 3], [5, 5, 3, 8], {})).toThrow(
    /larger than the padded input|cannot be applied/,
  );
});
