/** Registers a kernel with several outputs, written in plain TypeScript for WASM and CPU; `hostKernel.ts` is for one. */
import * as tf from '@tensorflow/tfjs';
import { withFloats, withValues } from '../../tfjs/hostMemory';
import { allocate } from './hostKernel';

type Values = Float32Array | Int32Array;

/**
 * @param inputNames in the order in which `compute` takes them.
 * @param outputShapes from the shapes of the inputs and the attributes; all outputs are float32.
 * @param compute fills `outputs`; all arrays are live views, row-major, and it must not allocate.
 * @param direct the same in the instructions of WASM itself; null where these do not fit.
 */
export function registerHostOutputs<Attributes extends object>(
  kernelName: string,
  inputNames: readonly string[],
  outputShapes: (shapes: number[][], attributes: Attributes) => number[][],
  compute: (outputs: Float32Array[], inputs: Values[], shapes: number[][], attributes: Attributes) => void,
  direct?: (inputs: tf.TensorInfo[], attributes: Attributes) => tf.TensorInfo[] | null,
): void {
  for (const backendName of ['cpu', 'wasm']) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) => {
        const tensors = inputNames.map((name) => inputs[name] as tf.TensorInfo);
        const shapes = tensors.map(({ shape }) => shape);
        const attributes = attrs as unknown as Attributes;
        const done = direct?.(tensors, attributes);
        if (done) return done;
        const outputs = outputShapes(shapes, attributes).map((shape) => allocate(shape));
        withFloats(outputs, (...out) =>
          withValues(tensors, (...values) => compute(out, values, shapes, attributes)),
        );
        return outputs;
      },
    });
  }
}
