/** Every tiling gives the same bits, whatever the lengths and however the operands lie. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, it } from 'vitest';
import { randomStream } from '../../random';
import { describeOnBackends } from '../../tfjs/testBackends';
import { denseLayer } from '../product/denseLayer';
import '../product/stockGpu';
import { type ProductTilingName, productTilings, setActiveTiles, untuned } from './tileChoice';

const tilings = Object.keys(productTilings) as ProductTilingName[];

function setTiling(tiling: ProductTilingName): void {
  setActiveTiles({ ...untuned, smallProduct: tiling, mediumProduct: tiling, largeProduct: tiling });
}

function normal(name: string, rows: number, columns: number): tf.Tensor2D {
  const random = randomStream(1, name);
  const values = Float32Array.from({ length: rows * columns }, () => random.normal());
  return tf.tensor2d(values, [rows, columns]);
}

/** The bits of float32 values, so that −0 and 0 differ. */
async function bitsOf(tensor: tf.Tensor): Promise<Uint32Array> {
  return new Uint32Array((await tensor.data()).slice().buffer);
}

/** Operands that lie in each way, loaded by fours and singly: several workgroups, several panels, and remainders. */
const products = [
  [68, 36, 20, false, false],
  [68, 36, 20, true, false],
  [68, 36, 20, false, true],
  [67, 35, 17, false, false],
  [67, 35, 17, true, true],
] as const;

const suite = () => {
  afterEach(() => setActiveTiles(untuned));

  for (const [m, n, k, transposeA, transposeB] of products) {
    it(`multiply ${m} × ${k} and ${k} × ${n} alike, transposed: ${transposeA}, ${transposeB}`, async () => {
      const a = transposeA ? normal('a', k, m) : normal('a', m, k);
      const b = transposeB ? normal('b', n, k) : normal('b', k, n);
      const results: Uint32Array[] = [];
      for (const tiling of transposeA || transposeB ? (['registers4', 'shared8'] as const) : tilings) {
        setTiling(tiling);
        results.push(await bitsOf(tf.matMul(a, b, transposeA, transposeB)));
      }
      for (const bits of results.slice(1)) expect(bits).toEqual(results[0]);
      const values = new Float32Array(results[0]!.buffer);
      const [left, right] = [await a.data(), await b.data()];
      for (const [row, column] of [
        [0, 0],
        [m - 1, n - 1],
        [m - 2, 3],
      ] as const) {
        let sum = 0;
        for (let i = 0; i < k; i++) {
          const factor = left[transposeA ? i * m + row : row * k + i]!;
          sum += factor * right[transposeB ? column * k + i : i * n + column]!;
        }
        expect(values[row * n + column]).toBeCloseTo(sum, 4);
      }
    });
  }

  it('compute a dense layer and its gradients alike', async () => {
    const [x, kernel] = [normal('x', 52, 24), normal('kernel', 24, 36)];
    const bias = tf.squeeze<tf.Tensor1D>(normal('bias', 1, 36));
    const results: Uint32Array[][] = [];
    for (const tiling of ['registers4', 'shared8'] as const) {
      setTiling(tiling);
      const { value, grads } = tf.valueAndGrads((x, kernel, bias) =>
        tf.sum(tf.square(denseLayer(x as tf.Tensor2D, kernel as tf.Tensor2D, bias as tf.Tensor1D, 'tanh'))),
      )([x, kernel, bias]);
      results.push(await Promise.all([value, ...grads].map(bitsOf)));
    }
    expect(results[1]).toEqual(results[0]);
  });
};

describeOnBackends('the tilings', suite, ['webgpu']);
