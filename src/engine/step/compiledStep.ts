/**
 * A step that is recorded at the first batch of each shape and replayed from then on: it writes its inputs, encodes the
 * recorded commands and submits once. The results are those of the eager step in every bit, since the commands are.
 */
import * as tf from '@tensorflow/tfjs';
import { flush, type GpuInternals, internalsOf, locate } from '../backends/gpuInternals';
import type { Executable } from '../tasks/task';
import { type Recording, record } from './recorder';
import { randomInputs, type Step, type StepInputs } from './step';
import { type MicroBatch, stepGraph } from './stepGraph';
import type { Trainable } from './trainable';

/** Recordings that are kept; each owns the buffers of a whole step. */
const MAX_RECORDINGS = 4;

interface CompiledShape {
  inputs: MicroBatch[];
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
    const tensors = inputs.batches.map(({ length }) => ({
      rows: inputTensor(gpu, length),
      random: inputTensor(gpu, 2),
    }));
    try {
      write(tensors, inputs);
      const recording = record(gpu, () => tf.keep(stepGraph(executable, trainable, tensors)));
      dispatches = recording.dispatches;
      return { inputs: tensors, recording };
    } catch (error) {
      trainable.discard();
      tf.dispose(tensors.map(({ rows, random }) => [rows, random]));
      throw error;
    }
  }

  function write(tensors: MicroBatch[], inputs: StepInputs): void {
    trainable.setInputs(inputs.learningRate, inputs.step, inputs.batches.length);
    const random = randomInputs(inputs);
    tensors.forEach((tensor, i) => {
      writeTensor(gpu, tensor.rows, inputs.batches[i]!);
      writeTensor(gpu, tensor.random, random[i]!);
    });
  }

  function replay({ inputs: tensors, recording }: CompiledShape, inputs: StepInputs): tf.Tensor1D {
    write(tensors, inputs);
    const encoder = gpu.device.createCommandEncoder();
    recording.encode(encoder);
    const { output, target } = emptyLike(gpu, recording.result);
    const source = locate(gpu, recording.result);
    encoder.copyBufferToBuffer(source.buffer, source.offset, target, 0, source.size);
    gpu.queue.submit([encoder.finish()]);
    return output;
  }

  return {
    run,
    get dispatches() {
      return dispatches;
    },
    dispose() {
      flush(gpu);
      for (const shape of shapes.values()) release(shape);
      shapes.clear();
    },
  };
}

function release({ inputs, recording }: CompiledShape): void {
  recording.dispose();
  tf.dispose(inputs.map(({ rows, random }) => [rows, random]));
}

/** An int32 tensor whose buffer is written directly. */
function inputTensor(gpu: GpuInternals, length: number): tf.Tensor1D {
  const info = gpu.makeTensorInfo([length], 'int32');
  gpu.uploadToGPU(info.dataId);
  return tf.keep(tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor1D);
}

function writeTensor(gpu: GpuInternals, tensor: tf.Tensor1D, values: Int32Array): void {
  const { buffer, offset } = locate(gpu, tensor);
  gpu.queue.writeBuffer(buffer, offset, values.slice());
}

function emptyLike(gpu: GpuInternals, { shape }: tf.Tensor1D): { output: tf.Tensor1D; target: GPUBuffer } {
  const info = gpu.makeTensorInfo(shape, 'float32');
  const output = tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor1D;
  return { output, target: locate(gpu, output).buffer };
}

/** A copy that outlives the recording, which writes its own result again at each replay. */
function copyOf(gpu: GpuInternals, tensor: tf.Tensor1D): tf.Tensor1D {
  const { output, target } = emptyLike(gpu, tensor);
  const source = locate(gpu, tensor);
  const encoder = gpu.device.createCommandEncoder();
  encoder.copyBufferToBuffer(source.buffer, source.offset, target, 0, source.size);
  gpu.queue.submit([encoder.finish()]);
  return output;
}
