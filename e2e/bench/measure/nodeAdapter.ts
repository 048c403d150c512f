/** A process of its own that tells which WebGPU adapter Dawn finds here; null for none. */
import { installNodeGpu } from '../../../src/cli/nodeGpu';

installNodeGpu();
const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
const info = adapter?.info;
const name =
  info && [info.vendor, info.architecture, info.device, info.description].filter(Boolean).join(' ');
process.send?.(name ?? null);
