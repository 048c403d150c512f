/**
 * A step that is recorded at the first batch of each shape and replayed from then on: it queues its inputs and the recorded
 * commands, and several steps may share one submission. The results are those of the eager step in every bit, since the commands are.
 */
import * as tf from '@tensorflow/tfjs';
import { copyBuffer, flush, type GpuInternals, internalsOf, locate } from '../backends/gpuInternals';
import { createInputRing } from '../backends/inputRing';
import type { Executable } from '../tasks/task';
import { type Recording, record } from './recorder';
import { randomInputs, type Step, type StepInputs } from './step';
import { type MicroBatch, stepGraph } from './stepGraph';
import type { Trainable } from './trainable';

/** Recordings that are kept; each owns the buffers of a whole step. */
const MAX_RECORDINGS = 4;

/** A micro-batch whose tensors can be written. */
interface InputBatch extends MicroBatch {
  write(rows: Int32Array, random: Int32Array): void;
  dispose(): void;
}

interface CompiledShape {
  inputs: InputBatch[];
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
    const tensors = inputs.batches.map(({ length }) => createInputBatch(gpu, length));
    try {
      write(tensors, inputs);
      const recording = record(gpu, () => tf.keep(stepGraph(executable, trainable, tensors)));
      dispatches = recording.dispatches;
      return { inputs: tensors, recording };
    } catch (error) {
      trainable.discard();
      for (const batch of tensors) batch.dispose();
      throw error;
    }
  }

  function write(tensors: InputBatch[], inputs: StepInputs): void {
    trainable.setInputs(inputs.learningRate, inputs.step, inputs.batches.length);
    const fed = executable.feed?.(inputs.batches) ?? inputs.batches;
    const random = randomInputs(inputs);
    tensors.forEach((tensor, i) => {
      tensor.write(fed[i]!, random[i]!);
    });
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
  for (const batch of inputs) batch.dispose();
}

function createInputBatch(gpu: GpuInternals, batchSize: number): InputBatch {
  const [rows, random] = [inputTensor(gpu, batchSize), inputTensor(gpu, 2)];
  const rings = [rows, random].map((tensor) =>
    createInputRing(gpu, locate(gpu, tensor).buffer, 4 * tensor.size),
  );
  return {
    rows,
    random,
    write(rowValues, randomValues) {
      rings[0]?.write(rowValues);
      rings[1]?.write(randomValues);
    },
    dispose() {
      for (const ring of rings) ring.dispose();
      tf.dispose([rows, random]);
    },
  };
}

/** An int32 tensor whose buffer is written directly. */
function inputTensor(gpu: GpuInternals, length: number): tf.Tensor1D {
  const info = gpu.makeTensorInfo([length], 'int32');
  gpu.uploadToGPU(info.dataId);
  return tf.keep(tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor1D);
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
