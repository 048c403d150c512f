/**
 * The rows of a dataset on the device. A table that fits is uploaded once and batches are gathered from it by row
 * number. A larger one stays on the host: before each batch its rows are copied into a window on the device, and on
 * WebGPU the copy for the next step goes to a second buffer while the device still works on the last one.
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../formats/arrays';
import { internalsOf, locate } from '../tfjs/gpuInternals';
import { withValues } from '../tfjs/hostMemory';
import { createInputRing } from '../tfjs/inputRing';

type Values = Float32Array | Int32Array;

export interface Table {
  /** [rows, ...width]: all rows, or the window. */
  tensor: tf.Tensor;
  /** Brings rows into the window, from its beginning; null when all rows are resident. */
  feed: ((rows: Int32Array) => void) | null;
  dispose(): void;
}

/**
 * @param values row-major, [rows, ...width].
 * @param windowRows rows that a batch has, at most; 0 keeps the whole table on the device.
 */
export function createTable(values: Values, shape: [number, ...number[]], windowRows: number): Table {
  const dtype = values instanceof Float32Array ? 'float32' : 'int32';
  if (windowRows === 0) {
    const tensor = tf.keep(tf.tensor(values, shape, dtype));
    return { tensor, feed: null, dispose: () => tensor.dispose() };
  }
  const width = sizeOf(shape.slice(1));
  const tensor = tf.keep(tf.zeros([windowRows, ...shape.slice(1)], dtype));
  const upload = createUpload(tensor);
  return {
    tensor,
    feed(rows) {
      const picked =
        values instanceof Float32Array
          ? new Float32Array(rows.length * width)
          : new Int32Array(rows.length * width);
      rows.forEach((row, i) => {
        picked.set(values.subarray(row * width, (row + 1) * width), i * width);
      });
      upload.write(picked);
    },
    dispose() {
      upload.dispose();
      tensor.dispose();
    },
  };
}

/** Writes to the beginning of a tensor, in order with what is queued. */
export function createUpload(tensor: tf.Tensor): { write(values: Values): void; dispose(): void } {
  if (tf.getBackend() === 'webgpu') {
    const gpu = internalsOf(tf.backend());
    const { buffer, size } = locate(gpu, tensor);
    return createInputRing(gpu, buffer, size, 2);
  }
  return { write: (values) => withValues([tensor], (room) => room.set(values)), dispose() {} };
}

/** Where the rows of a batch lie in a window that they have been brought to: 0, 1, 2, ... */
export function windowIndices({ length }: Int32Array): Int32Array {
  return Int32Array.from({ length }, (_, i) => i);
}
