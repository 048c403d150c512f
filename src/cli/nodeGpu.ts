/**
 * WebGPU in Node, through Dawn (npm `webgpu`): sets `navigator.gpu` and the constants that TensorFlow.js expects.
 * Dawn needs a Vulkan driver; without one `requestAdapter` gives null and the automatic choice falls back to WASM.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, globals } from 'webgpu';

let installed = false;

/** Does nothing on a Linux without a Vulkan loader: Dawn would write its complaint past us to standard error. */
export function installNodeGpu(): void {
  if (installed || !hasVulkanLoader()) return;
  installed = true;
  Object.assign(globalThis, globals);
  const host = globalThis.navigator ?? {};
  const navigator = Object.assign(Object.create(host), { gpu: create([]), userAgent: 'node' });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true });
}

function hasVulkanLoader(): boolean {
  if (process.platform !== 'linux') return true;
  const library = 'libvulkan.so.1';
  const folders = (process.env.LD_LIBRARY_PATH ?? '').split(':').filter(Boolean);
  if (folders.some((folder) => existsSync(join(folder, library)))) return true;
  // The system's own folders, as the dynamic linker knows them; a system without this cache is worth a try.
  const cache = '/etc/ld.so.cache';
  return !existsSync(cache) || readFileSync(cache).includes(library);
}
