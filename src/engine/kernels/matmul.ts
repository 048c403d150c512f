/**
 * Matrix product on WebGPU: C = op(A)·op(B) + bias. Each thread keeps a 4 × 4 tile of C in registers and sums over K in
 * order, so the result is the same in every run; TensorFlow.js' programs are several times slower on software adapters,
 * and its split-K one adds with float atomics. Batched products and fused activations stay TensorFlow.js'.
 */
import * as tf from '@tensorflow/tfjs';
import { type GpuProgram, runProgram } from './gpuKernel';

/** Rows and columns of C that a thread computes, and threads along each side of a workgroup. */
const TILE = 4;
const SIDE = 8;

interface Attributes {
  transposeA: boolean;
  transposeB: boolean;
  activation?: string;
}

/** Replaces a TensorFlow.js kernel on its WebGPU backend; others are used for what this one does not do. */
function override(kernelName: 'BatchMatMul' | '_FusedMatMul'): void {
  const stock = tf.getKernel(kernelName, 'webgpu');
  if (!stock) return;
  tf.unregisterKernel(kernelName, 'webgpu');
  tf.registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: (call) => {
      const { a, b, bias } = call.inputs as Record<'a' | 'b' | 'bias', tf.TensorInfo | undefined>;
      const attributes = call.attrs as unknown as Attributes;
      const plain = (attributes.activation ?? 'linear') === 'linear';
      if (!a || !b || !plain || !isMatrix(a) || !isMatrix(b)) return stock.kernelFunc(call);
      const inputs = [['a', a] as const, ['b', b] as const, ...(bias ? [['bias', bias] as const] : [])];
      return runProgram(
        call.backend as tf.KernelBackend,
        kernelName,
        inputs,
        matmulProgram(a.shape, b.shape, attributes, bias !== undefined),
      );
    },
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
  const step = TILE * SIDE;
  const across = Math.ceil(n / step);
  const tile = Array.from({ length: TILE }, (_, i) => i);
  const aAt = (i: number) => (transposeA ? `a[k * ${m} + r${i}]` : `a[r${i} * ${k} + k]`);
  const bAt = (j: number) => (transposeB ? `b[c${j} * ${k} + k]` : `b[k * ${n} + c${j}]`);
  return {
    outputShape: [...aShape.slice(0, -2), m, n],
    key: `${m}_${n}_${k}_${transposeA}_${transposeB}_${bias}`,
    workgroups: Math.ceil(m / step) * across,
    // Loads beyond the edge are clamped to the last row or column; stores beyond it are left out.
    body: `
  let group = index / 64;
  let row = (group / ${across}) * ${step} + (i32(localIndex) / ${SIDE}) * ${TILE};
  let column = (group % ${across}) * ${step} + (i32(localIndex) % ${SIDE}) * ${TILE};
  ${tile.map((i) => `let r${i} = min(row + ${i}, ${m - 1}); let c${i} = min(column + ${i}, ${n - 1}); var s${i} = vec4f(0.0);`).join('\n  ')}
  for (var k = 0; k < ${k}; k++) {
    let y = vec4f(${tile.map(bAt).join(', ')});
    ${tile.map((i) => `s${i} += ${aAt(i)} * y;`).join(' ')}
  }
  ${bias ? `let shift = vec4f(${tile.map((j) => `bias[c${j}]`).join(', ')});` : 'let shift = vec4f(0.0);'}
  ${tile.map((i) => `if (row + ${i} < ${m}) { let v = s${i} + shift; ${tile.map((j) => `if (column + ${j} < ${n}) { result[(row + ${i}) * ${n} + column + ${j}] = v[${j}]; }`).join(' ')} }`).join('\n  ')}`,
  };
}

override('BatchMatMul');
override('_FusedMatMul');
