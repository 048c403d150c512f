/** Watches the operations of TensorFlow.js as they are computed (tfjs-core 4.22, `engine.ts`), without a gradient tape. */
import * as tf from '@tensorflow/tfjs';

interface Engine {
  state: { kernelDepth: number };
  /** Every operation goes through it: kernels, and those with a gradient of their own as one. */
  runKernelFunc(operation: { inputs: tf.NamedTensorMap }): tf.Tensor | tf.Tensor[];
}

const engine = tf.engine() as unknown as Engine;

/**
 * @param seen is told the operands and results of each operation that `run` computes; of those that an operation is made
 *   of itself, nothing. The results live at least as long as the call; what lasts longer is to be cloned and kept.
 */
export function watchOperations<Result>(
  run: () => Result,
  seen: (operands: readonly tf.Tensor[], results: readonly tf.Tensor[]) => void,
): Result {
  const compute = engine.runKernelFunc;
  let telling = false;
  engine.runKernelFunc = (operation) => {
    const result = compute.call(engine, operation);
    if (engine.state.kernelDepth > 0 || telling) return result;
    telling = true;
    try {
      seen(Object.values(operation.inputs).filter(Boolean), [result].flat());
    } finally {
      telling = false;
    }
    return result;
  };
  try {
    return run();
  } finally {
    engine.runKernelFunc = compute;
  }
}
