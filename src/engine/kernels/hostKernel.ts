/** Registers a kernel written in plain TypeScript for WASM and CPU; it is also the reference of its WGSL twin. */
import * as tf from '@tensorflow/tfjs';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { sizeOf } from '../arrays';
import { liveFloats, liveValues } from '../backends/hostMemory';

type Values = Float32Array | Int32Array;

/**
 * @param inputNames in the order in which `compute` takes them.
 * @param outputShape from the shapes of the inputs and the attributes.
 * @param compute fills `out`; all arrays are live views, row-major.
 */
export function registerHostKernel<Attributes extends object>(
  kernelName: string,
  inputNames: readonly string[],
  outputShape: (shapes: number[][], attributes: Attributes) => number[],
  compute: (out: Float32Array, inputs: Values[], shapes: number[][], attributes: Attributes) => void,
): void {
  for (const backendName of ['cpu', 'wasm']) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) => {
        const tensors = inputNames.map((name) => inputs[name] as tf.TensorInfo);
        const shapes = tensors.map(({ shape }) => shape);
        const attributes = attrs as unknown as Attributes;
        const output = allocate(outputShape(shapes, attributes));
        // Views are taken after the allocation, which may have moved the WASM heap.
        compute(liveFloats(output), tensors.map(liveValues), shapes, attributes);
        return output;
      },
    });
  }
}

/** A new float32 tensor on the active backend; on WASM its values are undefined. */
export function allocate(shape: number[]): tf.TensorInfo {
  const backend = tf.backend();
  if (backend instanceof BackendWasm) return backend.makeOutput(shape, 'float32');
  const dataId = backend.write(new Float32Array(sizeOf(shape)), shape, 'float32');
  return { dataId, shape, dtype: 'float32' };
}
