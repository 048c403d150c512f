/**
 * WebGPU for the tests in Node. npm `webgpu` (Dawn) loads libvulkan and a driver from the system; a machine without
 * a GPU has neither, but every Chromium for Linux ships both (SwiftShader) beside its binary.
 * The loader reads LD_LIBRARY_PATH when a process starts, so this belongs into the parent of the test processes.
 */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findChromium } from './browser.ts';

/** Debian's and Google's `/usr/bin` entries are scripts; the files lie here. */
const packageFolders = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'];

/**
 * @returns the variables to set; empty where a driver is chosen already, on another system than Linux,
 * or where no Chromium brings one.
 */
export function softwareVulkan(): Record<string, string> {
  if (process.platform !== 'linux' || process.env.VK_DRIVER_FILES) return {};
  const browser = findChromium();
  if (!browser) return {};
  const folders = [dirname(realpathSync(browser)), ...packageFolders];
  const folder = folders.find(
    (place) =>
      existsSync(join(place, 'libvulkan.so.1')) && existsSync(join(place, 'vk_swiftshader_icd.json')),
  );
  if (!folder) return {};
  const others = process.env.LD_LIBRARY_PATH;
  return {
    LD_LIBRARY_PATH: others ? `${folder}:${others}` : folder,
    VK_DRIVER_FILES: join(folder, 'vk_swiftshader_icd.json'),
  };
}
