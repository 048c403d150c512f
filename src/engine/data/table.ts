/**
 * The rows of a dataset on the device. Where all of them do not fit, those of a batch are written into a window: on WebGPU
 * those of the next step go to a second buffer while the device still works on the last one.
 */
import * as tf from '@tensorflow/tfjs';
import { internalsOf, locate } from '../tfjs/gpuInternals';
import { withValues } from '../tfjs/hostMemory';
import { createInputRing } from '../tfjs/inputRing';

type Values = Float32Array | Int32Array;

export interface Window {
  /** [rows, ...width]: the rows of the running batch, from its beginning. */
  tensor: tf.Tensor;
  write(values: Values): void;
  dispose(): void;
}

/** @param shape [rows that a batch has at most, ...width]. */
export function createWindow(shape: [number, ...number[]], dtype: 'float32' | 'int32'): Window {
  const tensor = tf.keep(tf.zeros(shape, dtype));
  const upload = createUpload(tensor);
  return {
    tensor,
    write: upload.write,
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
