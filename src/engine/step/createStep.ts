/** Trainable state and step as the active backend allows them: GPU buffers and recordings on WebGPU, else typed arrays. */
import * as tf from '@tensorflow/tfjs';
import { AnnealError } from '../../protocol/errors';
import type { Optimizer } from '../optimizers/optimizer';
import type { StepGraph } from '../workload';
import { createCompiledStep } from './compiledStep';
import { createEagerStep } from './eagerStep';
import { createGpuTrainable } from './gpuTrainable';
import { createHostTrainable } from './hostTrainable';
import type { ArenaLayout } from './layout';
import type { Step } from './step';
import type { Trainable, UpdateConfig } from './trainable';

/** Creates the arenas on the active backend, all zero but for the optimizer's own initial values. */
export function createTrainable(layout: ArenaLayout, optimizer: Optimizer, config: UpdateConfig): Trainable {
  return tf.getBackend() === 'webgpu'
    ? createGpuTrainable(layout, optimizer, config)
    : createHostTrainable(layout, optimizer, config);
}

/**
 * Compiled on WebGPU, eager elsewhere and where recording is refused.
 * @param compile false for an eager step in any case.
 * @param onFallback is told once, with the reason, when a step could not be recorded.
 */
export function createStep(
  graph: StepGraph,
  trainable: Trainable,
  compile: boolean,
  onFallback: (reason: string) => void,
): Step {
  const eager = createEagerStep(graph, trainable);
  if (!compile || tf.getBackend() !== 'webgpu') return eager;
  const compiled = createCompiledStep(graph, trainable);
  let active: Step = compiled;
  return {
    run(inputs) {
      if (active === eager) return eager.run(inputs);
      try {
        return compiled.run(inputs);
      } catch (error) {
        // The parameters are as they were: what could not be recorded is run again, and so is every later step.
        compiled.dispose();
        active = eager;
        onFallback(AnnealError.from(error).message);
        return eager.run(inputs);
      }
    },
    submit: () => active.submit(),
    dispose: () => compiled.dispose(),
  };
}
