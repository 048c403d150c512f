/**
 * TensorFlow.js as it comes: stock kernels, `optimizer.minimize`, `tf.train.adam`. Nothing here may import the engine's
 * kernels, which replace the stock ones globally.
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Contender, Program } from '../measure/contender';
import type { ContenderSpec } from '../measure/contenders';
import { isKernel, type ModelProblem } from '../problems/problem';
import { kernelProgram } from './kernelProgram';
import { plainKernels } from './kernels/catalogue';
import { lossOf } from './models';

export async function openPlain({ backend }: ContenderSpec): Promise<Contender> {
  tf.env().set('PROD', true);
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js could not start ${backend}.`);
  await tf.ready();
  return {
    device: `TensorFlow.js ${tf.version_core}`,
    prepare: async (problem) =>
      isKernel(problem)
        ? kernelProgram(problem, plainKernels[problem.name], { submit, finish })
        : modelProgram(problem),
  };
}

function modelProgram(problem: ModelProblem): Program {
  const variables = Object.fromEntries(
    Object.entries(problem.parameters).map(([name, { values, shape }]) => [
      name,
      tf.variable(tf.tensor(values, shape), true),
    ]),
  );
  const loss = lossOf(problem);
  const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-7);
  let last: tf.Scalar | null = null;
  return {
    step() {
      last?.dispose();
      last = optimizer.minimize(() => loss(variables), true, Object.values(variables));
    },
    submit,
    finish,
    value: async () => (await last?.data())?.[0] ?? Number.NaN,
  };
}

function submit(): void {
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend)) return;
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.submitQueue();
}

async function finish(): Promise<void> {
  submit();
  const backend = tf.backend();
  if (backend instanceof WebGPUBackend) await backend.queue.onSubmittedWorkDone();
}
