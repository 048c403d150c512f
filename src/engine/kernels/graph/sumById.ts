/**
 * TensorFlow.js' UnsortedSegmentSum, which is also the gradient of `tf.gather`, for ids that nobody has sorted.
 * WebGPU: its own adds with float atomics, in an order that changes from run to run; here each output value looks
 * through all ids in order. WASM has none. Where ids are known beforehand, `sumByTarget.ts` needs far fewer loads.
 */
import type * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { runProgram } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { removeKernel, replaceKernel } from '../program/replaceKernel';

const KERNEL = 'UnsortedSegmentSum';

interface Attributes {
  numSegments: number;
}

replaceKernel(KERNEL, 'webgpu', ({ inputs, attrs, backend }) => {
  const { x, segmentIds } = inputs as Record<'x' | 'segmentIds', tf.TensorInfo>;
  const { numSegments } = attrs as unknown as Attributes;
  if (x.dtype !== 'float32') return null;
  const [rows = 0, ...features] = x.shape;
  const width = sizeOf(features);
  const named = [['x', x] as const, ['ids', segmentIds] as const];
  return runProgram(backend as tf.KernelBackend, KERNEL, named, {
    outputShape: [numSegments, ...features],
    key: `${rows}_${width}`,
    body: `
  if (index >= uniforms.size) { return; }
  let segment = index / ${width};
  let column = index % ${width};
  var sum = 0.0;
  for (var row = 0; row < ${rows}; row++) { if (ids[row] == segment) { sum += x[row * ${width} + column]; } }
  result[index] = sum;`,
  });
});

// TensorFlow.js' CPU kernel goes over all rows once a segment, and makes three tensors each time.
removeKernel(KERNEL, ['cpu']);
registerHostKernel<Attributes>(
  KERNEL,
  ['x', 'segmentIds'],
  ([x = []], { numSegments }) => [numSegments, ...x.slice(1)],
  (out, [x, ids], [shape], { numSegments }) => {
    const width = sizeOf(shape!.slice(1));
    out.fill(0);
    for (let row = 0; row < ids!.length; row++) {
      const segment = ids![row]!;
      if (segment < 0 || segment >= numSegments) continue;
      for (let i = 0; i < width; i++) out[segment * width + i]! += x![row * width + i]!;
    }
  },
);
