/**
 * Brings small inputs of a step to the GPU in order with what is queued: `queue.writeBuffer` takes effect before the
 * next submission, so a buffer that queued commands still read must not be written. Each write goes to a slot of its
 * own and is copied to its place by a queued command; several steps can then share one submission.
 */
import { copyBuffer, flush, type GpuInternals } from './gpuInternals';

/** Writes between submissions, unless the caller wants fewer because its inputs are large. */
const SLOTS = 16;

export interface InputRing {
  /** Queues `values` into the beginning of the target buffer. */
  write(values: Float32Array | Int32Array): void;
  dispose(): void;
}

/** @param size of the target in bytes, a multiple of 4. */
export function createInputRing(
  gpu: GpuInternals,
  target: GPUBuffer,
  size: number,
  slots = SLOTS,
): InputRing {
  const ring = gpu.device.createBuffer({
    size: size * slots,
    usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  let slot = 0;
  return {
    write(values) {
      if (slot === slots) {
        flush(gpu);
        slot = 0;
      }
      gpu.queue.writeBuffer(
        ring,
        slot * size,
        values.buffer as ArrayBuffer,
        values.byteOffset,
        values.byteLength,
      );
      copyBuffer(gpu, ring, slot * size, target, 0, values.byteLength);
      slot++;
    },
    dispose: () => ring.destroy(),
  };
}
