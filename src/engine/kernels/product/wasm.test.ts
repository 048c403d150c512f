/** Products on WASM against float64, whichever way the operands lie, with and without a bias and a ReLU. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../golden/compare';
import { withFloats } from '../../tfjs/hostMemory';
import { describeOnBackends } from '../../tfjs/testBackends';
import { allocate, release } from '../program/hostKernel';
import { addressOf } from '../program/wasmKernel';
import { matrixOf, multiplyDirectly, productMemory } from './wasm';

const fill = (length: number, shift: number) =>
  Array.from({ length }, (_, i) => Math.sin(1.3 * i + shift) + 0.1);

describeOnBackends('products in WASM instructions', () => {
  it.each([
    [1, 4, 1],
    [4, 8, 3],
    [7, 12, 5],
    [33, 20, 40],
    // More rows than are in the cache at a time; deeper than is added up at a time.
    [70, 4, 4096],
    [5, 8, 9000],
  ])('multiply %i × k by k × %i, k = %i', (m, n, k) => {
    const memory = productMemory(m, n, k);
    if (!memory) throw new Error('These products apply here.');
    const [a, b, bias] = [fill(m * k, 1), fill(k * n, 2), fill(n, 3)];
    const transposed = (x: number[], columns: number) =>
      x.map((_, i) => x[(i % (x.length / columns)) * columns + Math.floor(i / (x.length / columns))]!);
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        for (const relu of [false, true]) {
          const x = tf.tensor1d(transposeA ? transposed(a, k) : a);
          const y = tf.tensor1d(transposeB ? transposed(b, n) : b);
          const shift = tf.tensor1d(bias);
          const output = allocate([m, n]);
          multiplyDirectly(memory, {
            m,
            n,
            k,
            a: matrixOf(addressOf(x), transposeA ? m : k, transposeA),
            b: matrixOf(addressOf(y), transposeB ? k : n, transposeB),
            c: addressOf(output),
            bias: relu ? addressOf(shift) : null,
            relu,
          });
          const expected = Array.from({ length: m * n }, (_, i) => {
            const [row, column] = [Math.floor(i / n), i % n];
            let sum = relu ? bias[column]! : 0;
            for (let l = 0; l < k; l++) sum += a[row * k + l]! * b[l * n + column]!;
            return relu ? Math.max(0, sum) : sum;
          });
          withFloats([output], (values) => expectClose(values, expected, 1e-5, 1));
          tf.dispose([x, y, shift]);
          release(output);
        }
      }
    }
  });

  it('leave what does not fill vectors, and what is empty, to others', () => {
    expect(productMemory(8, 6, 8)).toBeNull();
    expect(productMemory(8, 8, 0)).toBeNull();
  });
}, ['wasm']);
