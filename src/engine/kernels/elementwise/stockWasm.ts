/**
 * Concatenating and splitting the last axis on WASM, where it is made of channels in fours, and identities without a copy.
 * TensorFlow.js copies every pixel by a call of its own, which takes longer than the convolution between them.
 */
import type * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { allocate } from '../program/hostKernel';
import { replaceKernel } from '../program/replaceKernel';
import { stridedCopy } from '../program/stridedCopyWasm';
import { addressOf, wasmMemory } from '../program/wasmKernel';

const widthOf = ({ shape }: tf.TensorInfo) => shape.at(-1) ?? 1;

/** Whether the axis is the last one, and all parts are float32 in fours. */
function fits(tensors: readonly tf.TensorInfo[], widths: readonly number[], axis: number): boolean {
  const last = tensors[0]!.shape.length - 1;
  return (
    tensors.every(({ dtype, shape }) => dtype === 'float32' && sizeOf(shape) > 0) &&
    widths.every((width) => width > 0 && width % 4 === 0) &&
    (axis === last || axis === -1)
  );
}

/** Copies between rows of `whole` values and the parts [from, to) of them that are tensors of their own. */
function forEachPart(widths: readonly number[], visit: (width: number, start: number, part: number) => void) {
  let start = 0;
  widths.forEach((width, part) => {
    visit(width, start, part);
    start += width;
  });
  return start;
}

replaceKernel('Concat', 'wasm', ({ inputs, attrs }) => {
  // Here the inputs are a list, whatever the type of a kernel's inputs says.
  const tensors = Object.values(inputs).filter((input) => input !== undefined) as tf.TensorInfo[];
  const memory = wasmMemory();
  const widths = tensors.map(widthOf);
  if (!memory || tensors.length < 2 || !fits(tensors, widths, attrs!.axis as number)) return null;
  const whole = widths.reduce((sum, width) => sum + width, 0);
  const rows = sizeOf(tensors[0]!.shape.slice(0, -1));
  const output = allocate([...tensors[0]!.shape.slice(0, -1), whole]);
  const to = addressOf(output);
  forEachPart(widths, (width, start, part) => {
    const from = addressOf(tensors[part]!);
    stridedCopy(memory, width)(from, to + 4 * start, rows, 4 * width, 4 * whole);
  });
  return output;
});

replaceKernel('SplitV', 'wasm', ({ inputs, attrs }) => {
  const x = inputs.x as tf.TensorInfo;
  const memory = wasmMemory();
  const { numOrSizeSplits, axis } = attrs as unknown as { numOrSizeSplits: number | number[]; axis: number };
  if (!memory || typeof numOrSizeSplits === 'number' || !fits([x], numOrSizeSplits, axis)) return null;
  const whole = widthOf(x);
  const rows = sizeOf(x.shape.slice(0, -1));
  const outputs = numOrSizeSplits.map((width) => allocate([...x.shape.slice(0, -1), width]));
  const from = addressOf(x);
  forEachPart(numOrSizeSplits, (width, start, part) => {
    const to = addressOf(outputs[part]!);
    stridedCopy(memory, width)(from + 4 * start, to, rows, 4 * whole, 4 * width);
  });
  return outputs;
});

// TensorFlow.js clones whatever a gradient will need, and on WASM alone copies the values for that: twice the memory of a
// training step, and the time to fill it. Values are counted by reference there too (reshape shares them), and no kernel
// writes into its inputs.
replaceKernel('Identity', 'wasm', ({ inputs, backend }) => shared(inputs.x as tf.TensorInfo, backend));

// The gradients of products and quotients cast what is float32 to float32.
replaceKernel('Cast', 'wasm', ({ inputs, attrs, backend }) => {
  const x = inputs.x as tf.TensorInfo;
  return x.dtype === attrs!.dtype ? shared(x, backend) : null;
});

function shared({ dataId, shape, dtype }: tf.TensorInfo, backend: unknown): tf.TensorInfo | null {
  if (dtype === 'string') return null;
  (backend as tf.KernelBackend).incRef(dataId);
  return { dataId, shape, dtype };
}
