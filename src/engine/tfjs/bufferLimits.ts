/**
 * Refuses buffers that the GPU cannot have, before it is asked. Otherwise `createBuffer` returns an invalid buffer, the
 * error arrives later and elsewhere, and everything computed with it reads as zero.
 */
import { AnnealError } from '../../protocol/errors';

/**
 * Makes `device.createBuffer` throw instead.
 * @throws out-of-memory (when a buffer is created) with its size and the limit, in bytes.
 */
export function refuseOversizedBuffers(device: GPUDevice): void {
  const create = device.createBuffer.bind(device);
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  device.createBuffer = (descriptor) => {
    const { size, usage } = descriptor;
    const bound = (usage & GPUBufferUsage.STORAGE) !== 0;
    const limit = bound ? Math.min(maxBufferSize, maxStorageBufferBindingSize) : maxBufferSize;
    if (size > limit) {
      throw new AnnealError(
        'out-of-memory',
        `One array needs ${size.toLocaleString('en-US')} bytes; this GPU gives an array at most ${limit.toLocaleString('en-US')}.`,
        {
          received: `${size} bytes`,
          remedy: 'Use a smaller batch or model, or choose the WASM backend.',
        },
      );
    }
    return create(descriptor);
  };
}
