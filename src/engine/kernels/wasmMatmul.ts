/**
 * Matrix product on WASM: transposes first where one is asked for. TensorFlow.js gives only untransposed products to
 * XNNPACK; the others run through a scalar loop that takes several times as long as both transpositions together, and
 * every backward pass is made of them.
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

const stock = tf.getKernel('BatchMatMul', 'wasm');

if (stock) {
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({
    // With its setup, which binds the compiled function when the backend starts.
    ...stock,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
      const kernelBackend = backend as tf.KernelBackend;
      const a = transposeA ? transpose(inputs.a as tf.TensorInfo, kernelBackend) : inputs.a!;
      const b = transposeB ? transpose(inputs.b as tf.TensorInfo, kernelBackend) : inputs.b!;
      const product = stock.kernelFunc({
        inputs: { a, b },
        attrs: { transposeA: false, transposeB: false },
        backend,
      });
      if (transposeA) kernelBackend.disposeData((a as tf.TensorInfo).dataId);
      if (transposeB) kernelBackend.disposeData((b as tf.TensorInfo).dataId);
      return product;
    },
  });
}

/** Swaps the last two axes. */
function transpose(x: tf.TensorInfo, backend: tf.KernelBackend): tf.TensorInfo {
  const rank = x.shape.length;
  const perm = x.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return tf
    .getKernel('Transpose', 'wasm')!
    .kernelFunc({ inputs: { x }, attrs: { perm }, backend }) as tf.TensorInfo;
}
