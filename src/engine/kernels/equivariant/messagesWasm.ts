/** `messages.ts` on WASM: goes over the edges, and lets the kernels of `contractionWasm.ts` do one at a time. */
import type * as tf from '@tensorflow/tfjs';
import { withFloats, withIntegers } from '../../tfjs/hostMemory';
import { allocate } from '../program/hostKernel';
import { addressOf, wasmMemory } from '../program/wasmKernel';
import { maxDegreeOf } from './clebschGordan';
import { contractionOf } from './contraction';
import { gradientsKernel, isVectorised, productKernel } from './contractionWasm';

/** Inputs x, filters, angular, kernel, startIds, endOffsets, endOrder → what arrives at every node. */
export function messagesDirectly(
  memory: WebAssembly.Memory,
  [x, filters, angular, kernel, startIds, endOffsets, endOrder]: tf.TensorInfo[],
): tf.TensorInfo | null {
  const contraction = contractionOf(kernel!.shape);
  if (!isVectorised(contraction)) return null;
  const { left, right, out, features } = contraction;
  const bytes = 4 * features;
  const nodes = endOffsets!.shape[0]! - 1;
  const output = allocate([nodes, out, features]);
  withFloats([output], (values) => {
    values.fill(0);
  });
  const run = productKernel(memory, contraction, 'edge');
  const [z, a, y, b, w] = [output, filters!, angular!, x!, kernel!].map(addressOf) as Five;
  const filterBytes = (maxDegreeOf(left) + 1) * bytes;
  withIntegers([startIds!, endOffsets!, endOrder!], (starts, offsets, order) => {
    for (let node = 0; node < nodes; node++) {
      for (let at = offsets[node]!; at < offsets[node + 1]!; at++) {
        const edge = order[at]!;
        const start = starts[edge]!;
        if (start < 0) continue;
        const to = z + node * out * bytes;
        run(to, a + edge * filterBytes, y + 4 * edge * left, b + start * right * bytes, w);
      }
    }
  });
  return output;
}

/** Inputs x, filters, angular, kernel, dz, endIds, startOffsets, startOrder → gradients of x, filters and kernel. */
export function messageGradientsDirectly([
  x,
  filters,
  angular,
  kernel,
  dz,
  endIds,
  startOffsets,
  startOrder,
]: tf.TensorInfo[]): tf.TensorInfo[] | null {
  const memory = wasmMemory();
  const contraction = contractionOf(kernel!.shape);
  if (!memory || !isVectorised(contraction)) return null;
  const { left, right, out, features } = contraction;
  const bytes = 4 * features;
  const outputs = [x!, filters!, kernel!].map(({ shape }) => allocate(shape));
  withFloats(outputs, (...values) => {
    for (const array of values) array.fill(0);
  });
  const run = gradientsKernel(memory, contraction, 'edge');
  const [g, a, y, b, w] = [dz!, filters!, angular!, x!, kernel!].map(addressOf) as Five;
  const [dx, dfilters, dkernel] = outputs.map(addressOf) as [number, number, number];
  const filterBytes = (maxDegreeOf(left) + 1) * bytes;
  withIntegers([endIds!, startOffsets!, startOrder!], (ends, offsets, order) => {
    for (let node = 0; node + 1 < offsets.length; node++) {
      const from = node * right * bytes;
      for (let at = offsets[node]!; at < offsets[node + 1]!; at++) {
        const edge = order[at]!;
        const end = ends[edge]!;
        if (end < 0) continue;
        const beside = edge * filterBytes;
        const harmonics = y + 4 * edge * left;
        run(g + end * out * bytes, a + beside, harmonics, b + from, w, dfilters + beside, dx + from, dkernel);
      }
    }
  });
  return outputs;
}

type Five = [number, number, number, number, number];
