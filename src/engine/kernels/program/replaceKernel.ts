/** Puts kernels of this project in the place of TensorFlow.js' own, the stock ones. */
import * as tf from '@tensorflow/tfjs';
// Their stock kernels have to be there before they can be replaced.
import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';

type Call = Parameters<tf.KernelFunc>[0];
type BackendName = 'webgpu' | 'wasm' | 'cpu';

/**
 * Where the backend has no such kernel, nothing is registered, unless `missing` is given. The stock kernel's setup stays,
 * which binds its compiled function when the backend starts.
 * @param answer null leaves the call to the stock kernel; it is given that too, to call it with other inputs.
 * @param missing stands in for the stock kernel where the backend has none.
 */
export function replaceKernel(
  kernelName: string,
  backendName: BackendName,
  answer: (call: Call, stock: tf.KernelFunc) => tf.TensorInfo | tf.TensorInfo[] | null,
  missing?: tf.KernelFunc,
): void {
  const config: tf.KernelConfig | undefined = tf.getKernel(kernelName, backendName);
  const stock = config?.kernelFunc ?? missing;
  if (!stock) return;
  removeKernel(kernelName, [backendName]);
  tf.registerKernel({
    ...config,
    kernelName,
    backendName,
    kernelFunc: (call) => answer(call, stock) ?? stock(call),
  });
}

/** Makes room for a kernel that does all of the stock one's work; no matter whether there is one. */
export function removeKernel(kernelName: string, backendNames: readonly BackendName[]): void {
  for (const backendName of backendNames) {
    if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  }
}
