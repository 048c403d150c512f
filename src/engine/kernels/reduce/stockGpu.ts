/**
 * Sums and means on WebGPU over axes that lie side by side: x seen as [before, reduced, after]. TensorFlow.js
 * transposes first unless the axes are the last ones (every bias gradient), and gives each sum to a single workgroup.
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { type GpuProgram, runProgram } from '../program/gpuKernel';
import { replaceKernel } from '../program/replaceKernel';

/**
 * Values that one thread adds, at most: more where other threads keep the device busy. Every thread adds one value in
 * `stride` in rising order, and where that leaves too few threads the partial sums are added in further dispatches: the
 * order depends on the shape alone, so each run gives the same bits.
 */
const FEW = 256;
const MANY = 4096;
/** Threads from which on a device counts as busy. */
const BUSY = 4096;

interface Block {
  before: number;
  reduced: number;
  after: number;
}

/** The axes as one block, or null where others lie between them. */
function blockOf(shape: readonly number[], axes: readonly number[]): Block | null {
  const [first, last] = [Math.min(...axes), Math.max(...axes)];
  if (last - first + 1 !== axes.length) return null;
  return {
    before: sizeOf(shape.slice(0, first)),
    reduced: sizeOf(shape.slice(first, last + 1)),
    after: sizeOf(shape.slice(last + 1)),
  };
}

/** Sums of every `stride`-th value: [before, reduced, after] to [before, stride, after], times `scale`. */
function stridedSums({ before, reduced, after }: Block, stride: number, scale: number): GpuProgram {
  return {
    outputShape: [before, stride, after],
    key: `${reduced}_${after}_${stride}_${scale}`,
    fixedShapes: true,
    body: `
  if (index >= uniforms.size) { return; }
  let row = index / ${after};
  let start = (row / ${stride}) * ${reduced * after} + index % ${after};
  var sum = 0.0;
  for (var i = row % ${stride}; i < ${reduced}; i += ${stride}) { sum += x[start + i * ${after}]; }
  result[index] = sum * ${scale};`,
  };
}

/** How many partial sums a pass leaves of each sum; 1 when it finishes. */
function partsOf({ before, reduced, after }: Block): number {
  const most = before * after >= BUSY ? MANY : FEW;
  if (reduced <= most) return 1;
  const passes = Math.ceil(Math.log(reduced) / Math.log(most));
  return Math.ceil(reduced / Math.ceil(reduced ** (1 / passes)));
}

/** @param scale what the sums are multiplied with. */
function reduce(
  backend: tf.KernelBackend,
  x: tf.TensorInfo,
  block: Block,
  scale: number,
  outputShape: number[],
): tf.TensorInfo {
  const parts = partsOf(block);
  if (parts === 1) {
    const program = { ...stridedSums(block, 1, scale), outputShape };
    return runProgram(backend, 'AnnealSum', [['x', x]], program);
  }
  const partial = runProgram(backend, 'AnnealSum', [['x', x]], stridedSums(block, parts, 1));
  const sums = reduce(backend, partial, { ...block, reduced: parts }, scale, outputShape);
  backend.disposeData(partial.dataId);
  return sums;
}

interface Attributes {
  axis: number | number[];
  keepDims: boolean;
}

for (const kernelName of ['Sum', 'Mean']) {
  replaceKernel(kernelName, 'webgpu', ({ inputs, attrs, backend }) => {
    const x = inputs.x as tf.TensorInfo;
    const { axis, keepDims } = attrs as unknown as Attributes;
    const axes = tf.util.parseAxisParam(axis, x.shape);
    const block = axes.length > 0 ? blockOf(x.shape, axes) : null;
    if (x.dtype !== 'float32' || !block || sizeOf(x.shape) === 0) return null;
    const outputShape = x.shape.flatMap((length, i) => (axes.includes(i) ? (keepDims ? [1] : []) : [length]));
    const scale = kernelName === 'Mean' ? 1 / block.reduced : 1;
    return reduce(backend as tf.KernelBackend, x, block, scale, outputShape);
  });
}
