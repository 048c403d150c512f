/** The trainable state on the active backend. */
import * as tf from '@tensorflow/tfjs';
import type { Optimizer } from '../optimizers/optimizer';
import { createGpuTrainable } from './gpuTrainable';
import { createHostTrainable } from './hostTrainable';
import type { ArenaLayout } from './layout';
import type { Trainable, UpdateConfig } from './trainable';

/** Creates the arenas on the active backend, all zero but for the optimizer's own initial values. */
export function createTrainable(layout: ArenaLayout, optimizer: Optimizer, config: UpdateConfig): Trainable {
  return tf.getBackend() === 'webgpu'
    ? createGpuTrainable(layout, optimizer, config)
    : createHostTrainable(layout, optimizer, config);
}
