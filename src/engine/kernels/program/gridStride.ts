/**
 * How a WGSL kernel visits more items than one dispatch has threads: WebGPU allows 65,535 workgroups along an axis,
 * which is 4.2 million threads of ours, fewer than a batch of large images has pixels.
 */

const MAX_WORKGROUPS = 65535;
const THREADS = 64;

/**
 * @param count items to visit, in total.
 * @returns the workgroups to start, and the head of the loop in which a thread visits its items as `variable`.
 */
export function gridStride(count: number, variable: string): { workgroups: number; loop: string } {
  const workgroups = Math.min(MAX_WORKGROUPS, Math.ceil(count / THREADS));
  const loop = `for (var ${variable} = index; ${variable} < ${count}; ${variable} += ${workgroups * THREADS})`;
  return { workgroups, loop };
}
