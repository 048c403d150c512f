/**
 * Rows of images together with the zeros around them, side by side as the kernels on WASM want them: a scratch tensor that
 * is filled for a piece of an image at a time, or the image itself where there is nothing around it.
 */
import type * as tf from '@tensorflow/tfjs';
import { withHeap } from '../../tfjs/hostMemory';
import { allocate, release } from '../program/hostKernel';
import { addressOf } from '../program/wasmKernel';
import type { ConvGeometry } from './geometry';

export interface PaddedRows {
  /** Bytes from a row to the next. */
  rowBytes: number;
  /** Brings the rows under outputs [from, to) of the sample; returns the address of the first. */
  load(sample: number, from: number, to: number): number;
  dispose(): void;
}

/** @param most output rows a piece. */
export function paddedRows(
  memory: WebAssembly.Memory,
  x: tf.TensorInfo,
  g: ConvGeometry,
  most: number,
): PaddedRows {
  const [height, width, channels] = [g.input[0]!, g.input[1]!, g.inChannels];
  const [top, left] = [g.padding[0]!, g.padding[1]!];
  const reach = (axis: number, outputs: number) =>
    (outputs - 1) * g.stride[axis]! + (g.kernel[axis]! - 1) * g.dilation[axis]! + 1;
  const inside = [0, 1].every(
    (axis) => g.padding[axis] === 0 && reach(axis, g.output[axis]!) <= g.input[axis]!,
  );
  const imageBytes = 4 * height * width * channels;
  if (inside) {
    const start = addressOf(x);
    const rowBytes = 4 * width * channels;
    return {
      rowBytes,
      load: (sample, from) => start + sample * imageBytes + from * g.stride[0]! * rowBytes,
      dispose() {},
    };
  }
  const padded = reach(1, g.output[1]!);
  const scratch = allocate([reach(0, most), padded, channels]);
  const [source, target] = [addressOf(x) / 4, addressOf(scratch) / 4];
  const row = padded * channels;
  const kept = Math.min(width, padded - left) * channels;
  withHeap(memory, (heap) => void heap.fill(0, target, target + reach(0, most) * row));
  return {
    rowBytes: 4 * row,
    load(sample, from, to) {
      const first = from * g.stride[0]! - top;
      withHeap(memory, (heap) => {
        for (let i = 0; i < reach(0, to - from); i++) {
          const y = first + i;
          const at = target + i * row;
          if (y < 0 || y >= height) {
            heap.fill(0, at, at + row);
            continue;
          }
          const start = source + (sample * height + y) * width * channels;
          heap.copyWithin(at + left * channels, start, start + kept);
        }
      });
      return 4 * target;
    },
    dispose: () => release(scratch),
  };
}
