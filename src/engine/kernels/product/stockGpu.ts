/**
 * Matrix product on WebGPU: C = op(A)·op(B) + bias, by `tileGpu.ts`. TensorFlow.js' programs are several times slower on
 * software adapters, and its split-K one adds with float atomics, in an order that changes from run to run. Batched
 * products and fused activations stay TensorFlow.js'.
 */
import type * as tf from '@tensorflow/tfjs';
import { type GpuProgram, runProgram } from '../program/gpuKernel';
import { replaceKernel } from '../program/replaceKernel';
import { productTile } from './tileGpu';

interface Attributes {
  transposeA: boolean;
  transposeB: boolean;
  activation?: string;
}

for (const kernelName of ['BatchMatMul', '_FusedMatMul']) {
  replaceKernel(kernelName, 'webgpu', ({ inputs, attrs, backend }) => {
    const { a, b, bias } = inputs as Record<'a' | 'b' | 'bias', tf.TensorInfo | undefined>;
    const attributes = attrs as unknown as Attributes;
    const plain = (attributes.activation ?? 'linear') === 'linear';
    if (!a || !b || !plain || !isMatrix(a) || !isMatrix(b)) return null;
    const named = [['a', a] as const, ['b', b] as const, ...(bias ? [['bias', bias] as const] : [])];
    const program = matmulProgram(a.shape, b.shape, attributes, bias !== undefined);
    return runProgram(backend as tf.KernelBackend, kernelName, named, program);
  });
}

function isMatrix({ shape, dtype }: tf.TensorInfo): boolean {
  return dtype === 'float32' && shape.slice(0, -2).every((length) => length === 1);
}

function matmulProgram(
  aShape: number[],
  bShape: number[],
  { transposeA, transposeB }: Attributes,
  bias: boolean,
): GpuProgram {
  const [aRows = 1, aColumns = 1] = aShape.slice(-2);
  const [bRows = 1, bColumns = 1] = bShape.slice(-2);
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const n = transposeB ? bRows : bColumns;
  const { lanes, tiling, ...program } = productTile({
    m,
    n,
    k,
    a: { contiguous: transposeA ? 'other' : 'k', load: (at) => `a[${at}]` },
    b: { contiguous: transposeB ? 'k' : 'other', load: (at) => `b[${at}]` },
    bias,
  });
  return {
    outputShape: [...aShape.slice(0, -2), m, n],
    key: `${tiling}_${m}_${n}_${k}_${transposeA}_${transposeB}_${bias}`,
    fixedShapes: true,
    components: { inputs: [lanes.a, lanes.b, ...(bias ? [1] : [])], output: lanes.output },
    ...program,
  };
}
