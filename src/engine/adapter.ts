/** The GPU that a browser offers, asked without TensorFlow.js, so that a page may ask as well. */

/** The adapter, or why there is none. */
export async function requestAdapter(): Promise<GPUAdapter | string> {
  if (typeof navigator === 'undefined' || !navigator.gpu) return 'WebGPU is not available here.';
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  return adapter ?? 'WebGPU is available, but no adapter was offered.';
}

export function deviceName({ info }: GPUAdapter): string {
  return (
    info.description ||
    info.device ||
    [info.vendor, info.architecture].filter(Boolean).join(' ') ||
    'unknown GPU'
  );
}

export function isSoftware(adapter: GPUAdapter): boolean {
  const { vendor, architecture, device, description } = adapter.info;
  return (
    adapter.info.isFallbackAdapter === true ||
    /swiftshader|llvmpipe|lavapipe|software/i.test(`${vendor} ${architecture} ${device} ${description}`)
  );
}

/** Whether `auto` would compute on a GPU here; no device is made. */
export async function hasHardwareAdapter(): Promise<boolean> {
  const adapter = await requestAdapter();
  return typeof adapter !== 'string' && !isSoftware(adapter);
}
