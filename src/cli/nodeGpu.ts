/**
 * WebGPU in Node, through Dawn (npm `webgpu`, optional): sets `navigator.gpu` and the constants that TensorFlow.js expects.
 * Dawn needs a Vulkan driver; without one `requestAdapter` gives null and the automatic choice falls back to WASM.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietly } from './quiet';

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
  // Mesa's drivers complain where it is missing; nothing is drawn that would need it.
  process.env.XDG_RUNTIME_DIR ??= tmpdir();
  const host = globalThis.navigator ?? {};
  const gpu = dawn.create([]);
  // Looks at every driver at once, and writes about each that it cannot use.
  const requestAdapter = gpu.requestAdapter.bind(gpu);
  gpu.requestAdapter = (options) => quietly(() => requestAdapter(options));
  const navigator = Object.assign(Object.create(host), { gpu, userAgent: 'node' });
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

/**
 * Whether a hardware adapter may be found: a Linux without a GPU's device has software drivers at most, which the automatic
 * choice does not take, and about which Dawn complains. Drivers that somebody names are always worth a look.
 */
export function mayHaveGpu(): boolean {
  if (process.platform !== 'linux') return true;
  const { VK_DRIVER_FILES, VK_ADD_DRIVER_FILES, VK_ICD_FILENAMES } = process.env;
  if (VK_DRIVER_FILES || VK_ADD_DRIVER_FILES || VK_ICD_FILENAMES) return true;
  return ['/dev', '/dev/dri'].some((folder) => existsSync(folder) && readdirSync(folder).some(isGpuDevice));
}

/** Of the kernel's drivers for graphics, NVIDIA's own, Windows' for Linux, and those of phones and small boards. */
function isGpuDevice(name: string): boolean {
  return /^(renderD\d+|nvidia\d+|nvidiactl|dxg|mali\d*|kgsl-\w+|nvhost-gpu)$/.test(name);
}
