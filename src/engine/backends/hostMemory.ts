/** Direct access to the values of tensors on the WASM and CPU backends, without copies. */
import * as tf from '@tensorflow/tfjs';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/**
 * The live values of a float32 or int32 tensor: writing to them changes the tensor.
 * On WASM the view is valid only until the next allocation, which may move the heap.
 */
export function liveValues(tensor: tf.TensorInfo): Float32Array | Int32Array {
  const backend = tf.backend();
  const values =
    backend instanceof BackendWasm ? backend.typedArrayFromHeap(tensor) : backend.readSync(tensor.dataId);
  if (values instanceof Float32Array || values instanceof Int32Array) return values;
  // The CPU backend casts truth values to float32 by name only; a copy will do for reading.
  if (values instanceof Uint8Array) return Float32Array.from(values);
  throw new TypeError(`Expected a float32 or int32 tensor, got ${tensor.dtype}.`);
}

/** As `liveValues`, for tensors known to be float32. */
export function liveFloats(tensor: tf.TensorInfo): Float32Array {
  const values = liveValues(tensor);
  if (values instanceof Float32Array) return values;
  throw new TypeError(`Expected a float32 tensor, got ${tensor.dtype}.`);
}

/** As `liveValues`, for tensors known to be int32. */
export function liveIntegers(tensor: tf.TensorInfo): Int32Array {
  const values = liveValues(tensor);
  if (values instanceof Int32Array) return values;
  throw new TypeError(`Expected an int32 tensor, got ${tensor.dtype}.`);
}
