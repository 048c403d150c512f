/** Registers a kernel written in plain TypeScript for WASM and CPU; it is also the reference of its WGSL twin. */
import * as tf from '@tensorflow/tfjs';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { sizeOf } from '../../../formats/arrays';
import { refuseWhileHeld, withFloats, withIntegers, withValues } from '../../tfjs/hostMemory';
import { wasmMemory } from './wasmKernel';

type Values = Float32Array | Int32Array;

/** Fills `out`; all arrays are live views, row-major, and it must not allocate. */
type Compute<Attributes, Out extends Values> = (
  out: Out,
  inputs: Values[],
  shapes: number[][],
  attributes: Attributes,
) => void;

/** The same in the instructions of WASM itself; null where these do not fit, and the other form has to do. */
type Direct<Attributes> = (
  memory: WebAssembly.Memory,
  inputs: tf.TensorInfo[],
  attributes: Attributes,
) => tf.TensorInfo | null;

type OutputShape<Attributes> = (shapes: number[][], attributes: Attributes) => number[];

/**
 * @param inputNames in the order in which `compute` takes them.
 * @param outputShape from the shapes of the inputs and the attributes.
 */
export function registerHostKernel<Attributes extends object>(
  kernelName: string,
  inputNames: readonly string[],
  outputShape: OutputShape<Attributes>,
  compute: Compute<Attributes, Float32Array>,
  direct?: Direct<Attributes>,
): void {
  register<Attributes>(kernelName, inputNames, (inputs, shapes, attributes) => {
    const memory = direct ? wasmMemory() : null;
    const done = memory && direct?.(memory, inputs, attributes);
    if (done) return done;
    const output = allocate(outputShape(shapes, attributes));
    withFloats([output], (out) =>
      withValues(inputs, (...values) => compute(out, values, shapes, attributes)),
    );
    return output;
  });
}

/** As `registerHostKernel`, with an int32 output. */
export function registerHostIntegerKernel<Attributes extends object>(
  kernelName: string,
  inputNames: readonly string[],
  outputShape: OutputShape<Attributes>,
  compute: Compute<Attributes, Int32Array>,
): void {
  register<Attributes>(kernelName, inputNames, (inputs, shapes, attributes) => {
    const output = allocate(outputShape(shapes, attributes), 'int32');
    withIntegers([output], (out) =>
      withValues(inputs, (...values) => compute(out, values, shapes, attributes)),
    );
    return output;
  });
}

function register<Attributes extends object>(
  kernelName: string,
  inputNames: readonly string[],
  run: (inputs: tf.TensorInfo[], shapes: number[][], attributes: Attributes) => tf.TensorInfo,
): void {
  for (const backendName of ['cpu', 'wasm']) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) => {
        const tensors = inputNames.map((name) => inputs[name] as tf.TensorInfo);
        return run(
          tensors,
          tensors.map(({ shape }) => shape),
          attrs as unknown as Attributes,
        );
      },
    });
  }
}

/** A new tensor on the active backend; on WASM its values are undefined. */
export function allocate(shape: number[], dtype: 'float32' | 'int32' = 'float32'): tf.TensorInfo {
  refuseWhileHeld();
  const backend = tf.backend();
  if (backend instanceof BackendWasm) return backend.makeOutput(shape, dtype);
  const size = sizeOf(shape);
  const values = dtype === 'int32' ? new Int32Array(size) : new Float32Array(size);
  return { dataId: backend.write(values, shape, dtype), shape, dtype };
}

/** Gives back what `allocate` made, or a kernel called directly. */
export function release(...tensors: tf.TensorInfo[]): void {
  for (const { dataId } of tensors) tf.backend().disposeData(dataId);
}
