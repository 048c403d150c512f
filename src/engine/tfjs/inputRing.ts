/**
 * Brings small inputs of a step to the GPU in order with what is queued: `queue.writeBuffer` takes effect before the
 * next submission, so a buffer that queued commands still read must not be written. Each write goes to a slot of its
 * own and is copied to its place by a queued command; several steps can then share one submission.
 */
import { copyBuffer, flush, type GpuInternals } from './gpuInternals';

/** Writes between submissions, unless the caller wants fewer because its inputs are large. */
export const SLOTS = 16;

/** Bytes up to which the writes of a submission are brought over together: each costs as much as a small dispatch. */
const SMALL = 65_536;

export interface InputRing {
  /** Queues `values` into the target buffer, from `offset` on. */
  write(values: Float32Array | Int32Array): void;
  dispose(): void;
}

/**
 * @param size of what is written in bytes, a multiple of 4.
 * @param offset in the target, likewise.
 */
export function createInputRing(
  gpu: GpuInternals,
  target: GPUBuffer,
  size: number,
  slots = SLOTS,
  offset = 0,
): InputRing {
  const ring = gpu.device.createBuffer({
    size: size * slots,
    usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  const staged = size * slots <= SMALL ? new Uint8Array(size * slots) : null;
  let used = 0;
  function submitted(): void {
    if (staged && used > 0) gpu.queue.writeBuffer(ring, 0, staged, 0, used * size);
    used = 0;
  }
  gpu.beforeSubmit.add(submitted);
  return {
    write(values) {
      if (used === slots) flush(gpu);
      const bytes = new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
      if (staged) staged.set(bytes, used * size);
      else gpu.queue.writeBuffer(ring, used * size, bytes);
      copyBuffer(gpu, ring, used * size, target, offset, values.byteLength);
      used++;
    },
    dispose() {
      gpu.beforeSubmit.delete(submitted);
      ring.destroy();
    },
  };
}
