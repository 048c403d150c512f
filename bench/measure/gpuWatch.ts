/**
 * Watches WebGPU from outside of the library that uses it: counts what is sent, and notices a lost device, on which
 * every later step would seem to take no time.
 */

export const counts = { dispatches: 0, submits: 0 };

let fault: string | null = null;

/** @throws when the GPU has reported an error or is gone. */
export function assertHealthy(): void {
  if (fault !== null) throw new Error(fault);
}

/** Wraps the methods of WebGPU's classes; call once in a worker, before the library asks for its device. */
export function installWatch(): void {
  const adapter = GPUAdapter.prototype;
  const pass = GPUComputePassEncoder.prototype;
  const queue = GPUQueue.prototype;
  const { requestDevice } = adapter;
  const { dispatchWorkgroups, dispatchWorkgroupsIndirect } = pass;
  const { submit } = queue;
  adapter.requestDevice = async function (descriptor) {
    const device = await requestDevice.call(this, descriptor);
    device.lost.then(({ message }) => {
      fault ??= `The GPU was lost: ${message}`;
    });
    device.addEventListener('uncapturederror', ({ error }) => {
      fault ??= `The GPU reported an error: ${error.message}`;
    });
    return device;
  };
  pass.dispatchWorkgroups = function (...sizes) {
    counts.dispatches++;
    return dispatchWorkgroups.apply(this, sizes);
  };
  pass.dispatchWorkgroupsIndirect = function (...place) {
    counts.dispatches++;
    return dispatchWorkgroupsIndirect.apply(this, place);
  };
  queue.submit = function (commands) {
    counts.submits++;
    return submit.call(this, commands);
  };
}
