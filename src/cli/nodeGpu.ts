/**
 * WebGPU in Node, through Dawn (npm `webgpu`, optional): sets `navigator.gpu` and the constants that TensorFlow.js expects.
 * Dawn needs a Vulkan driver; without one `requestAdapter` gives null and the automatic choice falls back to WASM.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

let installing: Promise<boolean> | null = null;

/**
 * Does nothing on a Linux without a Vulkan loader: Dawn would write its complaint past us to standard error.
 * @returns false where the package `webgpu` is not installed, or not made for this machine.
 */
export function installNodeGpu(): Promise<boolean> {
  installing ??= hasVulkanLoader() ? install() : Promise.resolve(true);
  return installing;
}

async function install(): Promise<boolean> {
  const dawn = await import('webgpu').catch(() => null);
  if (!dawn) return false;
  Object.assign(globalThis, dawn.globals);
  const host = globalThis.navigator ?? {};
  const navigator = Object.assign(Object.create(host), { gpu: dawn.create([]), userAgent: 'node' });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true });
  return true;
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
