/** Our kernels against PyTorch: outputs and gradients of Σ output·cotangent. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../golden/compare';
import { goldenLayers } from '../golden/load';
import { streamId, threefry } from '../random';
import { describeOnBackends } from '../tfjs/testBackends';
import { dropout } from './elementwise/dropout';
import { gelu } from './elementwise/gelu';
import { layerNorm } from './norm/layerNorm';
import { denseLayer } from './product/denseLayer';
import './product/stockGpu';

const golden = goldenLayers();

describeOnBackends('kernels', (name) => {
  it('gelu and its gradient follow the error function', async () => {
    const { x, cotangent, out, dx } = golden.gelu_erf;
    const input = tf.tensor2d(x);
    expectClose(await gelu(input).data(), out.flat(), 1e-5, 0.01);
    expectClose(
      await tf
        .grad((v) => gelu(v))(input, tf.tensor2d(cotangent))
        .data(),
      dx.flat(),
      1e-5,
      0.1,
    );
  });

  it('gelu keeps its digits in the tails', async () => {
    // x·Φ(x) from an arbitrary-precision evaluation of the normal distribution.
    const reference = [
      [-8, -4.976768059e-15],
      [-5, -1.433257814e-6],
      [-3, -4.049694097e-3],
      [-0.01, -4.960107e-3],
      [0, 0],
      [6, 5.99999999408],
    ] as const;
    const y = await gelu(tf.tensor1d(reference.map(([x]) => x))).data();
    reference.forEach(([, expected], i) => {
      expect(Math.abs(y[i]! - expected)).toBeLessThanOrEqual(1e-5 * Math.abs(expected));
    });
  });

  // Differences of values of about one: what is below one is held absolutely.
  it('layer norm and its three gradients', async () => {
    const { x, cotangent, out, dx, gamma, beta, eps } = golden.layer_norm;
    const inputs = [tf.tensor2d(x), tf.tensor1d(gamma), tf.tensor1d(beta)] as const;
    expectClose(await layerNorm(...inputs, eps).data(), out.flat(), 1e-5, 1);
    const gradients = tf.grads((v, g, b) => layerNorm(v!, g!, b!, eps))([...inputs], tf.tensor2d(cotangent));
    expectClose(await gradients[0]!.data(), dx.flat(), 1e-5, 1);
    // Σ over rows by hand, in float64.
    const width = gamma.length;
    const expectedGamma = new Array<number>(width).fill(0);
    const expectedBeta = new Array<number>(width).fill(0);
    x.forEach((row, r) => {
      const mean = row.reduce((a, b) => a + b) / width;
      const variance = row.reduce((a, b) => a + (b - mean) ** 2, 0) / width;
      row.forEach((value, i) => {
        expectedGamma[i]! += (cotangent[r]![i]! * (value - mean)) / Math.sqrt(variance + eps);
        expectedBeta[i]! += cotangent[r]![i]!;
      });
    });
    expectClose(await gradients[1]!.data(), expectedGamma, 1e-5, 1);
    expectClose(await gradients[2]!.data(), expectedBeta, 1e-5, 1);
  });

  it('layer norm of rows wider than a workgroup', async () => {
    const width = 200;
    const x = Array.from({ length: 3 * width }, (_, i) => Math.sin(i * 1.7) * (1 + (i % 5)));
    const y = await layerNorm(tf.tensor2d(x, [3, width]), tf.ones([width]), tf.zeros([width])).data();
    for (let row = 0; row < 3; row++) {
      const part = Array.from(y.slice(row * width, (row + 1) * width));
      expect(Math.abs(part.reduce((a, b) => a + b) / width)).toBeLessThan(1e-6);
      expect(Math.abs(part.reduce((a, b) => a + b * b, 0) / width - 1)).toBeLessThan(1e-4);
    }
  });

  it('matrix products of every orientation and of sizes that fill no tile', async () => {
    for (const [m, n, k] of [
      [1, 1, 1],
      [5, 3, 7],
      [7, 36, 8],
      [36, 8, 5],
      [40, 7, 12],
      [33, 35, 40],
      [64, 6, 128],
      // Enough for the larger tiles, with and without lengths that four divides.
      [100, 92, 24],
      [99, 90, 22],
    ] as const) {
      const value = (i: number) => Math.sin(i * 0.7) + 0.1 * Math.cos(i * 3.1);
      const a = Array.from({ length: m * k }, (_, i) => value(i));
      const b = Array.from({ length: k * n }, (_, i) => value(i + 5));
      const bias = Array.from({ length: n }, (_, i) => value(i + 11));
      const expected = Array.from({ length: m * n }, (_, i) => {
        const [row, column] = [Math.floor(i / n), i % n];
        let sum = bias[column]!;
        for (let l = 0; l < k; l++) sum += a[row * k + l]! * b[l * n + column]!;
        return sum;
      });
      const A = tf.tensor2d(a, [m, k]);
      const B = tf.tensor2d(b, [k, n]);
      for (const transposeA of [false, true]) {
        for (const transposeB of [false, true]) {
          const inputs = { a: transposeA ? tf.transpose(A) : A, b: transposeB ? tf.transpose(B) : B };
          // tfjs 4.22 on WASM adds the bias of a transposed product wrongly; no code here asks it to.
          if (name !== 'wasm' || !(transposeA || transposeB)) {
            const product = tf.fused.matMul({ ...inputs, transposeA, transposeB, bias: tf.tensor1d(bias) });
            expectClose(await product.data(), expected, 1e-5, 1);
          }
          const plain = tf.add(tf.matMul(inputs.a, inputs.b, transposeA, transposeB), tf.tensor1d(bias));
          expectClose(await plain.data(), expected, 1e-5, 1);
        }
      }
    }
  });

  it.each([
    [37, 9, 34],
    [40, 12, 36],
    [6, 8, 2],
    [260, 4, 64],
  ] as const)(
    'dense layers of %i × %i × %i and their gradients are those of plain operations',
    async (m, k, n) => {
      const fill = (shift: number, scale: number, ...shape: [number, number]) =>
        tf.tensor2d(
          Array.from({ length: shape[0] * shape[1] }, (_, i) => scale * Math.sin(i * 0.7 + shift)),
          shape,
        );
      const inputs = [
        fill(1, 1, m, k),
        fill(2, 0.5, k, n),
        tf.tensor1d(Array.from({ length: n }, (_, i) => 0.3 * Math.cos(i))),
      ];
      const cotangent = fill(4, 1, m, n);
      const activations = { none: (z: tf.Tensor) => z, relu: tf.relu, tanh: tf.tanh, sigmoid: tf.sigmoid };
      for (const activation of ['none', 'relu', 'tanh', 'sigmoid'] as const) {
        const plain = (x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor) =>
          activations[activation](tf.add(tf.matMul(x, kernel), bias));
        const fused = (x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor) =>
          denseLayer(x as tf.Tensor2D, kernel as tf.Tensor2D, bias as tf.Tensor1D, activation);
        const [x, kernel, bias] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
        expectClose(await fused(x, kernel, bias).data(), await plain(x, kernel, bias).data(), 1e-5, 0.1);
        const expected = tf.grads(plain)(inputs, cotangent);
        const actual = tf.grads(fused)(inputs, cotangent);
        for (const i of [0, 1, 2]) expectClose(await actual[i]!.data(), await expected[i]!.data(), 1e-5, 1);
      }
    },
  );

  it.each([
    [12, 8, 32],
    [33, 5, 7],
    [260, 64, 72],
  ])('chained dense layers of %i × %i × %i have the gradients of plain operations', async (m, k, n) => {
    const fill = (shift: number, ...shape: [number, number]) =>
      tf.tensor2d(
        Array.from({ length: shape[0] * shape[1] }, (_, i) => Math.sin(i * 0.7 + shift) / Math.sqrt(k)),
        shape,
      );
    const [x, kernel0, kernel1] = [fill(1, m, k), fill(2, k, n), fill(3, n, k)];
    const [bias0, bias1] = [tf.fill([n], 0.1), tf.fill([k], 0.2)] as tf.Tensor1D[];
    type Layer = typeof denseLayer;
    const activations = { none: (z: tf.Tensor) => z, relu: tf.relu, tanh: tf.tanh, sigmoid: tf.sigmoid };
    const plain: Layer = (input, kernel, bias, activation) =>
      activations[activation](tf.add(tf.matMul(input, kernel), bias)) as tf.Tensor2D;
    for (const activation of ['relu', 'tanh'] as const) {
      // The hidden values go two ways: into a layer, whose gradient passes their activation by, and into a product.
      const network = (layer: Layer) => (input: tf.Tensor, kernel: tf.Tensor) => {
        const hidden = layer(input as tf.Tensor2D, kernel as tf.Tensor2D, bias0!, activation);
        const output = layer(hidden, kernel1, bias1!, 'none');
        return tf.add(tf.sum(tf.square(output)), tf.sum(tf.mul(hidden, hidden)));
      };
      const expected = tf.grads(network(plain))([x, kernel0]);
      const actual = tf.grads(network(denseLayer))([x, kernel0]);
      for (const i of [0, 1]) expectClose(await actual[i]!.data(), await expected[i]!.data(), 1e-5, 1);
      // Differentiated by the hidden values themselves.
      const hidden = denseLayer(x, kernel0, bias0!, activation);
      const after = (layer: Layer) => (h: tf.Tensor) =>
        tf.sum(tf.square(layer(h as tf.Tensor2D, kernel1, bias1!, 'none')));
      const [byHidden, expectedByHidden] = [
        tf.grad(after(denseLayer))(hidden),
        tf.grad(after(plain))(hidden),
      ];
      expectClose(await byHidden.data(), await expectedByHidden.data(), 1e-5, 1);
    }
  });

  it('take integers that were cast to float32', async () => {
    const casts = [
      tf.cast(tf.tensor1d([3, -2], 'int32'), 'float32'),
      tf.cast(tf.tensor1d([true, false]), 'float32'),
    ];
    const values = [
      [3, -2],
      [1, 0],
    ];
    for (const [i, x] of casts.entries()) {
      expectClose(await gelu(x).data(), await gelu(tf.tensor1d(values[i]!)).data(), 1e-6);
    }
    expectClose(await tf.sum(casts[0]!).data(), [1], 0);
  });

  it.each([300, 301])(
    'dropout of %i values draws the mask that the generator gives, forwards and backwards',
    async (count) => {
      const x = tf.range(1, count + 1);
      const random = tf.tensor1d([42, 7], 'int32');
      const y = await dropout(x, 0.25, 'block0', random).data();
      const kept = Array.from(y).filter((value) => value !== 0).length;
      expect(kept).toBeGreaterThan(190);
      expect(kept).toBeLessThan(260);
      // The same mask on every backend, from the generator itself.
      const block = new Uint32Array(2);
      for (let i = 0; i < y.length; i++) {
        threefry(block, 42, streamId('dropout/block0'), Math.floor(i / 4), 7);
        const halves = new Uint16Array(block.buffer);
        const survives = halves[i % 4]! >= 0.25 * 2 ** 16;
        expect(y[i]).toBe(survives ? Math.fround((i + 1) * Math.fround(1 / 0.75)) : 0);
      }
      const gradient = await tf
        .grad((v) => dropout(v as tf.Tensor1D, 0.25, 'block0', random))(x)
        .data();
      expect(gradient).toEqual(y.map((value) => (value === 0 ? 0 : 1 / 0.75)));
      const later = await dropout(x, 0.25, 'block0', tf.tensor1d([42, 8], 'int32')).data();
      expect(later).not.toEqual(y);
      const elsewhere = await dropout(x, 0.25, 'block1', random).data();
      expect(elsewhere).not.toEqual(y);
    },
  );
});

it('threefry gives the known answers of Random123', () => {
  const ones = 0xffffffff;
  const draw = (...words: [number, number, number, number]) => {
    const block = new Uint32Array(2);
    threefry(block, ...words);
    return Array.from(block);
  };
  expect(draw(0, 0, 0, 0)).toEqual([0x6b200159, 0x99ba4efe]);
  expect(draw(ones, ones, ones, ones)).toEqual([0x1cb996fc, 0xbb002be7]);
  expect(draw(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3)).toEqual([0xc4923a9c, 0x483df7a0]);
});
