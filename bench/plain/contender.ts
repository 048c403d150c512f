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

const LEARNING_RATE = 1e-3;

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
  const optimizer = tf.train.adam(LEARNING_RATE, 0.9, 0.999, 1e-7);
  const { update } = problem;
  const all = Object.values(variables);
  let last: tf.Scalar | null = null;
  return {
    step() {
      last?.dispose();
      last = update
        ? decayed(optimizer, () => loss(variables), all, update)
        : optimizer.minimize(() => loss(variables), true, all);
    },
    submit,
    finish,
    value: async () => (await last?.data())?.[0] ?? Number.NaN,
  };
}

/** A step of AdamW on a clipped gradient, made of Adam's. @returns the loss before it. */
function decayed(
  optimizer: tf.Optimizer,
  loss: () => tf.Scalar,
  variables: tf.Variable[],
  { weightDecay, clipNorm }: NonNullable<ModelProblem['update']>,
): tf.Scalar {
  const { value, grads } = optimizer.computeGradients(loss, variables);
  tf.tidy(() => {
    // One by one: a sum of all at once binds more buffers than WebGPU has.
    const squares = Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(squares.reduce((sum, square) => tf.add(sum, square)));
    const scale = tf.minimum(1, tf.div(clipNorm, tf.add(norm, 1e-6)));
    for (const variable of variables) variable.assign(tf.mul(variable, 1 - LEARNING_RATE * weightDecay));
    optimizer.applyGradients(
      Object.fromEntries(Object.entries(grads).map(([name, gradient]) => [name, tf.mul(gradient, scale)])),
    );
  });
  tf.dispose(grads);
  return value;
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
