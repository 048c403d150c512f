/**
 * Identity on WASM without a copy. TensorFlow.js clones whatever a gradient will need, and its WASM backend copies the
 * values for that, unlike the others: twice the memory of a training step, and the time to fill it. Values are counted by
 * reference there too (reshape shares them), and no kernel writes into its inputs.
 */
import type * as tf from '@tensorflow/tfjs';
import { replaceKernel } from '../program/replaceKernel';

replaceKernel('Identity', 'wasm', ({ inputs, backend }) => {
  const { dataId, shape, dtype } = inputs.x as tf.TensorInfo;
  if (dtype === 'string') return null;
  (backend as tf.KernelBackend).incRef(dataId);
  return { dataId, shape, dtype };
});
