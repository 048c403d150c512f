/** This project's engine: its backend, arenas, update and step, as the trainer drives them. */
import * as tf from '@tensorflow/tfjs';
import { selectBackend } from '../../src/engine/backend';
import type { ParameterSpec } from '../../src/engine/nn/parameter';
import { createOptimizer } from '../../src/engine/optimizers/rules';
import { createStep, createTrainable } from '../../src/engine/step/createStep';
import { layOut } from '../../src/engine/step/layout';
import { tuneTiles } from '../../src/engine/step/tuneTiles';
import { flush, internalsOf } from '../../src/engine/tfjs/gpuInternals';
import { trainingSchema } from '../../src/protocol/config';
import type { Contender, Program } from '../measure/contender';
import type { ContenderSpec } from '../measure/contenders';
import { kernelProgram } from '../plain/kernelProgram';
import { isKernel, type ModelProblem } from '../problems/problem';
import { loadExecutable } from '../workloads/load';
import { ourKernels } from './kernels/catalogue';

/** Adam as TensorFlow.js has it, without weight decay and clipping, but for problems that say otherwise. */
const trainingOf = ({ update }: ModelProblem) =>
  trainingSchema.parse({
    optimizer: { name: update ? 'adamw' : 'adam', epsilon: 1e-7 },
    learningRate: 1e-3,
    weightDecay: update?.weightDecay ?? 0,
    weightDecayOn: 'all',
    gradientClipNorm: update?.clipNorm ?? null,
  });

export async function openOurs({ backend, replay = false }: ContenderSpec): Promise<Contender> {
  const selected = await selectBackend(backend);
  await tuneTiles(selected, []);
  return {
    device: selected.info.device,
    prepare: async (problem) =>
      isKernel(problem)
        ? kernelProgram(problem, ourKernels[problem.name], { submit, finish })
        : modelProgram(problem, replay),
  };
}

async function modelProgram(problem: ModelProblem, replay: boolean): Promise<Program> {
  const training = trainingOf(problem);
  const blocks = Object.entries(problem.parameters);
  const specs = blocks.map(
    ([name, { shape, values }]): ParameterSpec => ({
      name,
      shape,
      initializer: (target) => target.set(values),
      decay: false,
    }),
  );
  const layout = layOut(specs, training);
  const trainable = createTrainable(layout, createOptimizer(training.optimizer), training);
  const initial = new Float32Array(layout.length);
  layout.slots.forEach(({ offset }, i) => {
    initial.set(blocks[i]![1].values, offset);
  });
  trainable.write({ values: initial });
  const { executable, batches, lossOf } = await loadExecutable(problem);
  const step = createStep(executable, trainable, replay, (reason) => {
    throw new Error(`The step could not be recorded: ${reason}`);
  });
  let count = 0;
  let record: tf.Tensor1D | null = null;
  return {
    step() {
      record?.dispose();
      count++;
      record = step.run({
        batches,
        learningRate: training.learningRate,
        lossWeights: [1],
        step: count,
        update: count,
        seed: 1,
        gradientAccumulationSteps: 1,
      });
    },
    submit,
    finish,
    async value() {
      return record ? lossOf(Float32Array.from(await record.data())) : Number.NaN;
    },
  };
}

function submit(): void {
  if (tf.getBackend() === 'webgpu') flush(internalsOf(tf.backend()));
}

async function finish(): Promise<void> {
  if (tf.getBackend() !== 'webgpu') return;
  const gpu = internalsOf(tf.backend());
  flush(gpu);
  await gpu.queue.onSubmittedWorkDone();
}
