/**
 * A step that is recorded at the first batch of each shape and replayed from then on: it queues its inputs and the recorded
 * commands, and several steps may share one submission. The results are those of the eager step in every bit, since the
 * computations are.
 */
import * as tf from '@tensorflow/tfjs';
import { copyBuffer, flush, type GpuInternals, internalsOf, locate } from '../tfjs/gpuInternals';
import { createInputRing } from '../tfjs/inputRing';
import type { Executable } from '../workload';
import { type Recording, record } from './recorder';
import { randomInputs, type Step, type StepInputs } from './step';
import { type StepTensors, stepGraph } from './stepGraph';
import type { Trainable } from './trainable';

/** Recordings that are kept; each owns the buffers of a whole step. */
const MAX_RECORDINGS = 4;

/** The input tensors of one shape of step. */
interface StepInputTensors extends StepTensors {
  write(rows: readonly Int32Array[], random: readonly Int32Array[], lossWeights: readonly number[]): void;
  dispose(): void;
}

interface CompiledShape {
  inputs: StepInputTensors;
  recording: Recording<tf.Tensor1D>;
}

export interface CompiledStep extends Step {
  /** Dispatches of the newest recording. */
  readonly dispatches: number;
}

/** @throws from `run`, without an effect on the parameters, when the step uses something that cannot be recorded. */
export function createCompiledStep(executable: Executable, trainable: Trainable): CompiledStep {
  const gpu = internalsOf(tf.backend());
  /** By batch sizes; the order of insertion is the order of use. */
  const shapes = new Map<string, CompiledShape>();
  let dispatches = 0;

  function run(inputs: StepInputs): tf.Tensor1D {
    const key = inputs.batches.map(({ length }) => length).join();
    const known = shapes.get(key);
    shapes.delete(key);
    const shape = known ?? recordShape(inputs);
    shapes.set(key, shape);
    return known ? replay(known, inputs) : copyOf(gpu, shape.recording.result);
  }

  function recordShape(inputs: StepInputs): CompiledShape {
    for (const [oldest, shape] of shapes) {
      if (shapes.size < MAX_RECORDINGS) break;
      release(shape);
      shapes.delete(oldest);
    }
    const tensors = createInputTensors(gpu, inputs);
    try {
      write(tensors, inputs);
      const recording = record(gpu, () => tf.keep(stepGraph(executable, trainable, tensors)));
      dispatches = recording.dispatches;
      return { inputs: tensors, recording };
    } catch (error) {
      trainable.discard();
      tensors.dispose();
      throw error;
    }
  }

  function write(tensors: StepInputTensors, inputs: StepInputs): void {
    trainable.setInputs(inputs.learningRate, inputs.update, inputs.batches.length);
    const fed = executable.feed?.(inputs.batches) ?? inputs.batches;
    tensors.write(fed, randomInputs(inputs), inputs.lossWeights);
  }

  function replay({ inputs: tensors, recording }: CompiledShape, inputs: StepInputs): tf.Tensor1D {
    write(tensors, inputs);
    gpu.ensureCommandEncoderReady();
    gpu.endComputePassEncoder();
    if (gpu.commandEncoder) recording.encode(gpu.commandEncoder);
    return copyOf(gpu, recording.result);
  }

  return {
    run,
    get dispatches() {
      return dispatches;
    },
    submit: () => flush(gpu),
    dispose() {
      flush(gpu);
      for (const shape of shapes.values()) release(shape);
      shapes.clear();
    },
  };
}

function release({ inputs, recording }: CompiledShape): void {
  recording.dispose();
  inputs.dispose();
}

function createInputTensors(gpu: GpuInternals, { batches, lossWeights }: StepInputs): StepInputTensors {
  const inputs = batches.map(({ length }) => ({
    rows: createInput(gpu, length, 'int32'),
    random: createInput(gpu, 2, 'int32'),
  }));
  const weights = createInput(gpu, lossWeights.length, 'float32');
  let written = '';
  return {
    batches: inputs.map(({ rows, random }) => ({ rows: rows.tensor, random: random.tensor })),
    lossWeights: weights.tensor,
    write(rows, random, values) {
      inputs.forEach((input, i) => {
        input.rows.write(rows[i]!);
        input.random.write(random[i]!);
      });
      // They change between epochs at most.
      if (values.join() !== written) weights.write(Float32Array.from(values));
      written = values.join();
    },
    dispose() {
      for (const { rows, random } of inputs) {
        rows.dispose();
        random.dispose();
      }
      weights.dispose();
    },
  };
}

/** A tensor whose buffer is written directly. */
function createInput(gpu: GpuInternals, length: number, dtype: 'float32' | 'int32') {
  const info = gpu.makeTensorInfo([length], dtype);
  gpu.uploadToGPU(info.dataId);
  const tensor = tf.keep(tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor1D);
  const ring = createInputRing(gpu, locate(gpu, tensor).buffer, 4 * length);
  return {
    tensor,
    write: ring.write,
    dispose() {
      ring.dispose();
      tensor.dispose();
    },
  };
}

/** A copy that outlives the recording, which writes its own result again at each replay. */
function copyOf(gpu: GpuInternals, { shape, dataId, dtype }: tf.Tensor1D): tf.Tensor1D {
  const output = tf.engine().makeTensorFromTensorInfo(gpu.makeTensorInfo(shape, 'float32')) as tf.Tensor1D;
  const source = locate(gpu, { shape, dataId, dtype });
  const target = locate(gpu, output);
  // The copy is only queued: the buffer must not be recycled before it has run.
  gpu.commandQueueOwnedIds.add(output.dataId);
  copyBuffer(gpu, source.buffer, source.offset, target.buffer, target.offset, source.size);
  return output;
}
