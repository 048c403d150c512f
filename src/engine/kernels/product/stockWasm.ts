/**
 * Matrix product on WASM: in kernels of our own where they are faster, which read either operand as it lies. Else by XNNPACK,
 * and what is transposed is transposed first: TensorFlow.js gives only other products to XNNPACK and runs these through a
 * scalar loop that takes several times as long, and every backward pass is made of them.
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { allocate } from '../program/hostKernel';
import { replaceKernel } from '../program/replaceKernel';
import { addressOf } from '../program/wasmKernel';
import { matrixOf, multiplyDirectly, productMemory } from './wasm';

replaceKernel('BatchMatMul', 'wasm', ({ inputs, attrs, backend }, stock) => {
  const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
  const direct = multiplied(inputs as { a: tf.TensorInfo; b: tf.TensorInfo }, transposeA, transposeB);
  if (direct) return direct;
  const kernelBackend = backend as tf.KernelBackend;
  const a = transposeA ? transpose(inputs.a as tf.TensorInfo, kernelBackend) : inputs.a!;
  const b = transposeB ? transpose(inputs.b as tf.TensorInfo, kernelBackend) : inputs.b!;
  const product = stock({ inputs: { a, b }, attrs: { transposeA: false, transposeB: false }, backend });
  if (transposeA) kernelBackend.disposeData((a as tf.TensorInfo).dataId);
  if (transposeB) kernelBackend.disposeData((b as tf.TensorInfo).dataId);
  return product;
});

/** The product of two single matrices, or null where it is XNNPACK's. */
function multiplied(
  { a, b }: { a: tf.TensorInfo; b: tf.TensorInfo },
  transposeA: boolean,
  transposeB: boolean,
): tf.TensorInfo | null {
  const [aRows = 0, aColumns = 0] = a.shape.slice(-2);
  const [bRows = 0, bColumns = 0] = b.shape.slice(-2);
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const n = transposeB ? bRows : bColumns;
  const single = [a, b].every(({ shape, dtype }) => dtype === 'float32' && sizeOf(shape.slice(0, -2)) === 1);
  const memory = single ? productMemory(m, n, k) : null;
  if (!memory) return null;
  const output = allocate([...a.shape.slice(0, -2), m, n]);
  multiplyDirectly(memory, {
    m,
    n,
    k,
    a: matrixOf(addressOf(a), aColumns, transposeA),
    b: matrixOf(addressOf(b), bColumns, transposeB),
    c: addressOf(output),
    bias: null,
    relu: false,
  });
  return output;
}

/** Swaps the last two axes. */
function transpose(x: tf.TensorInfo, backend: tf.KernelBackend): tf.TensorInfo {
  const rank = x.shape.length;
  const perm = x.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return tf
    .getKernel('Transpose', 'wasm')!
    .kernelFunc({ inputs: { x }, attrs: { perm }, backend }) as tf.TensorInfo;
}
