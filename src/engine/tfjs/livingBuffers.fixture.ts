/** For tests: what lives on the GPU, whoever made it. TensorFlow.js counts its own buffers only. */
import * as tf from '@tensorflow/tfjs';
import { internalsOf } from './gpuInternals';

export interface LivingBuffers {
  /** Buffers that were made since the watch began and are not destroyed, and their bytes. */
  count(): number;
  bytes(): number;
  end(): void;
}

/** Watches the device of the active WebGPU backend. */
export function watchBuffers(): LivingBuffers {
  const { device } = internalsOf(tf.backend());
  const create = device.createBuffer;
  const living = new Map<GPUBuffer, number>();
  device.createBuffer = (descriptor) => {
    const buffer = create.call(device, descriptor);
    const destroy = buffer.destroy.bind(buffer);
    living.set(buffer, descriptor.size);
    buffer.destroy = () => {
      living.delete(buffer);
      return destroy();
    };
    return buffer;
  };
  return {
    count: () => living.size,
    bytes: () => [...living.values()].reduce((sum, size) => sum + size, 0),
    end() {
      device.createBuffer = create;
    },
  };
}
