/**
 * The values of tensors on WASM and CPU in place: a view of them lives in a callback only, and nothing is allocated there.
 * WASM's memory grows when an allocation needs more. Views made before are then empty (what is read is nothing, what is
 * written is lost), or with threads end before what is new; addresses stay.
 */
import * as tf from '@tensorflow/tfjs';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { AnnealError } from '../../protocol/errors';

type Values = Float32Array | Int32Array;

/** Callbacks that hold views now, one inside another. */
let holding = 0;

/** Shows `work` the live values of float32 or int32 tensors: writing to them changes the tensors. It returns no view. */
export function withValues<Result>(
  tensors: readonly tf.TensorInfo[],
  work: (...values: Values[]) => Result,
): Result {
  return hold(() => work(...tensors.map(valuesOf)));
}

/** As `withValues`, for tensors known to be float32. */
export function withFloats<Result>(
  tensors: readonly tf.TensorInfo[],
  work: (...values: Float32Array[]) => Result,
): Result {
  return hold(() => work(...tensors.map(floatsOf)));
}

/** As `withValues`, for tensors known to be int32. */
export function withIntegers<Result>(
  tensors: readonly tf.TensorInfo[],
  work: (...values: Int32Array[]) => Result,
): Result {
  return hold(() => work(...tensors.map(integersOf)));
}

/** As `withValues`, for all of WASM's memory: what has the address a is at a / 4. */
export function withHeap<Result>(memory: WebAssembly.Memory, work: (heap: Float32Array) => Result): Result {
  return hold(() => work(new Float32Array(memory.buffer)));
}

/** For all that allocates: on every backend, so that no test has to hit the moment at which the memory grows. */
export function refuseWhileHeld(): void {
  if (holding > 0) throw new AnnealError('internal', 'A tensor was allocated while views were held.');
}

function hold<Result>(work: () => Result): Result {
  const before = heapBuffer();
  holding++;
  try {
    const result = work();
    if (before && ArrayBuffer.isView(result) && result.buffer === before) {
      throw new AnnealError('internal', 'A view of the memory was kept.');
    }
    // Operations of TensorFlow.js do not ask before they allocate.
    if (heapBuffer() !== before) {
      throw new AnnealError('internal', 'The memory grew while views of it were held.');
    }
    return result;
  } finally {
    holding--;
  }
}

function heapBuffer(): ArrayBufferLike | null {
  const backend = tf.backend();
  return backend instanceof BackendWasm ? backend.wasm.HEAPU8.buffer : null;
}

function valuesOf(tensor: tf.TensorInfo): Values {
  const backend = tf.backend();
  const values =
    backend instanceof BackendWasm ? backend.typedArrayFromHeap(tensor) : backend.readSync(tensor.dataId);
  if (values instanceof Float32Array || values instanceof Int32Array) return values;
  // The CPU backend casts truth values to float32 by name only; a copy will do for reading.
  if (values instanceof Uint8Array) return Float32Array.from(values);
  throw new TypeError(`Expected a float32 or int32 tensor, got ${tensor.dtype}.`);
}

function floatsOf(tensor: tf.TensorInfo): Float32Array {
  const values = valuesOf(tensor);
  if (values instanceof Float32Array) return values;
  throw new TypeError(`Expected a float32 tensor, got ${tensor.dtype}.`);
}

function integersOf(tensor: tf.TensorInfo): Int32Array {
  const values = valuesOf(tensor);
  if (values instanceof Int32Array) return values;
  throw new TypeError(`Expected an int32 tensor, got ${tensor.dtype}.`);
}
