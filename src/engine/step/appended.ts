/** Concatenation without a kernel: on a GPU a copy costs a tenth of a dispatch, elsewhere an operation costs more than the work. */
import * as tf from '@tensorflow/tfjs';
import { copyBuffer, internalsOf, locate } from '../tfjs/gpuInternals';
import { withFloats } from '../tfjs/hostMemory';

/** @returns float32 [first + second], without a gradient. */
export function appended(first: tf.Tensor1D, second: tf.Tensor1D): tf.Tensor1D {
  if (tf.getBackend() !== 'webgpu') {
    const values = new Float32Array(first.size + second.size);
    withFloats([first, second], (start, end) => {
      values.set(start);
      values.set(end, first.size);
    });
    return tf.tensor1d(values);
  }
  const gpu = internalsOf(tf.backend());
  const output = tf
    .engine()
    .makeTensorFromTensorInfo(gpu.makeTensorInfo([first.size + second.size], 'float32'));
  const target = locate(gpu, output);
  let end = target.offset;
  for (const tensor of [first, second]) {
    const source = locate(gpu, tensor);
    copyBuffer(gpu, source.buffer, source.offset, target.buffer, end, source.size);
    gpu.commandQueueOwnedIds.add(tensor.dataId);
    end += source.size;
  }
  // The copies are only queued: the buffers must not be recycled before they have run.
  gpu.commandQueueOwnedIds.add(output.dataId);
  return output as tf.Tensor1D;
}
