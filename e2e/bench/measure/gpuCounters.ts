/** Counts what reaches WebGPU, whichever library sends it. */

export const counts = { dispatches: 0, submits: 0 };

/** Wraps the methods of WebGPU's classes; call once in a worker that has WebGPU. */
export function installCounters(): void {
  const pass = GPUComputePassEncoder.prototype;
  const queue = GPUQueue.prototype;
  const { dispatchWorkgroups, dispatchWorkgroupsIndirect } = pass;
  const { submit } = queue;
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
