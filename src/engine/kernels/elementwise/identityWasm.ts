/**
 * Identity on WASM without a copy. TensorFlow.js clones whatever a gradient will need, and its WASM backend copies the
 * values for that, unlike the others: twice the memory of a training step, and the time to fill it. Values are counted by
 * reference there too (reshape shares them), and no kernel writes into its inputs.
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

const stock = tf.getKernel('Identity', 'wasm');

if (stock) {
  tf.unregisterKernel('Identity', 'wasm');
  tf.registerKernel({
    ...stock,
    kernelFunc: (call) => {
      const { dataId, shape, dtype } = call.inputs.x as tf.TensorInfo;
      if (dtype === 'string') return stock.kernelFunc(call);
      (call.backend as tf.KernelBackend).incRef(dataId);
      return { dataId, shape, dtype };
    },
  });
}
