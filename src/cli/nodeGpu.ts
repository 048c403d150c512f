/**
 * WebGPU in Node, through Dawn (npm `webgpu`): sets `navigator.gpu` and the constants that TensorFlow.js expects.
 * Dawn needs a Vulkan driver; without one `requestAdapter` gives null and the automatic choice falls back to WASM.
 */
import { create, globals } from 'webgpu';

let installed = false;

export function installNodeGpu(): void {
  if (installed) return;
  installed = true;
  Object.assign(globalThis, globals);
  const host = globalThis.navigator ?? {};
  const navigator = Object.assign(Object.create(host), { gpu: create([]), userAgent: 'node' });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true });
}
