/** A tensor without a way back: what is computed from it has no gradient with respect to what it was computed from. */
import * as tf from '@tensorflow/tfjs';

/** @returns another tensor over the same data, for the price of no operation. The caller disposes it, and `tensor`. */
export function detached<T extends tf.Tensor>({ dataId, shape, dtype }: T): T {
  tf.backend().incRef(dataId);
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype }) as T;
}
