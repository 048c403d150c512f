/**
 * A step whose micro-batches are recorded, at the first of each variant and shapes of inputs, and replayed from then on: it
 * queues its inputs and the recorded commands, and several steps may share one submission. The results are those of the
 * eager step in every bit, since the computations are.
 */
import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data/epochPlan';
import { copyBuffer, flush, type GpuInternals, internalsOf, locate } from '../tfjs/gpuInternals';
import { createInputRing, SLOTS } from '../tfjs/inputRing';
import type { StepGraph } from '../workload';
import { batchGraph } from './batchGraph';
import { dtypeOf, inputsOf, type NamedInput } from './inputs';
import { addPenalties } from './penalties';
import { type Recording, record } from './recorder';
import { createSharedBuffers } from './sharedBuffers';
import { runStep, type Step, type StepInputs } from './step';
import type { Given, Trainable } from './trainable';

export interface RecordingLimits {
  /** Recordings that are kept; the one that was played longest ago goes first. */
  count: number;
  /** Bytes that they may take together, or four times the largest one where that is more. */
  bytes: number;
}

/** Why these: docs/decisions/recordings.md. */
const LIMITS: RecordingLimits = { count: 256, bytes: 2 ** 28 };
const TIMES_THE_LARGEST = 4;

/** Bytes that an input may take of the ring that its writes go through. */
const RING = 2 ** 22;

interface RecordedBatch {
  /** By name. */
  inputs: ReadonlyMap<string, Input>;
  recording: Recording<tf.Tensor1D>;
  given: Given;
}

interface Input {
  tensor: tf.Tensor;
  bytes: number;
  write(values: Float32Array | Int32Array): void;
  dispose(): void;
}

export interface CompiledStep extends Step {
  /** Dispatches of the newest recording. */
  readonly dispatches: number;
  /** Recordings that are kept, and the bytes that they take together. */
  readonly kept: { recordings: number; bytes: number };
}

/** @throws from `run`, without an effect on the parameters, when a batch uses something that cannot be recorded. */
export function createCompiledStep(
  graph: StepGraph,
  trainable: Trainable,
  limits: RecordingLimits = LIMITS,
): CompiledStep {
  const gpu = internalsOf(tf.backend());
  /** By variant and shapes; the order of insertion is the order of use. */
  const recorded = new Map<string, RecordedBatch>();
  const shared = createSharedBuffers(gpu.device);
  const random = createInput(gpu, [2], 'int32');
  let penalties: { factors: Input; recording: Recording } | null = null;
  let lossWeights: Input | null = null;
  let weightsWritten = '';
  let dispatches = 0;

  function run(inputs: StepInputs): tf.Tensor1D {
    const several = inputs.batches.length > 1;
    try {
      const differentiate = (batch: Batch, numbers: Int32Array) => {
        const arrays = inputsOf(graph, batch);
        const key = keyOf(batch, arrays);
        const known = recorded.get(key);
        const tensors = known?.inputs ?? createInputs(gpu, arrays);
        for (const { name, values } of arrays) tensors.get(name)?.write(values);
        random.write(numbers);
        writeWeights(inputs.lossWeights);
        const entry = trainable.add(() => (known ? played(known) : recordBatch(batch, tensors)));
        recorded.delete(key);
        recorded.set(key, entry);
        if (!known) makeRoom();
        // The next batch may overwrite the result.
        return several ? copyOf(gpu, entry.recording.result) : entry.recording.result;
      };
      return runStep(trainable, inputs, { differentiate, penalise });
    } catch (error) {
      trainable.discard();
      throw error;
    }
  }

  /** They change between epochs at most. */
  function writeWeights(values: readonly number[]): void {
    lossWeights ??= createInput(gpu, [values.length], 'float32');
    if (values.join() !== weightsWritten) lossWeights.write(Float32Array.from(values));
    weightsWritten = values.join();
  }

  function played(batch: RecordedBatch): RecordedBatch {
    play(batch.recording);
    return batch;
  }

  function play(recording: Pick<Recording, 'encode'>): void {
    gpu.ensureCommandEncoderReady();
    gpu.endComputePassEncoder();
    if (gpu.commandEncoder) recording.encode(gpu.commandEncoder);
  }

  /** One recording for all steps, since slots that are absent have factors of 0. Its buffers are its own: a batch's sums lie in shared ones. */
  function penalise(values: Float32Array): void {
    const factors = penalties?.factors ?? createInput(gpu, [values.length], 'float32');
    factors.write(values);
    if (penalties) {
      play(penalties.recording);
      return;
    }
    try {
      const recording = record(gpu, () => {
        addPenalties(trainable, factors.tensor as tf.Tensor1D);
        return null;
      });
      penalties = { factors, recording };
    } catch (error) {
      factors.dispose();
      throw error;
    }
  }

  /** Computes the batch, too. */
  function recordBatch({ variant }: Batch, inputs: ReadonlyMap<string, Input>): RecordedBatch {
    let given: Given = [];
    const tensors = Object.fromEntries([...inputs].map(([name, { tensor }]) => [name, tensor]));
    const context = {
      variant,
      random: random.tensor as tf.Tensor1D,
      lossWeights: lossWeights!.tensor as tf.Tensor1D,
    };
    try {
      const body = () => {
        const result = batchGraph(graph, trainable, { inputs: tensors, context });
        given = result.given;
        return tf.keep(result.sums);
      };
      const recording = record(gpu, body, shared);
      dispatches = recording.dispatches;
      return { inputs, recording, given };
    } catch (error) {
      for (const input of inputs.values()) input.dispose();
      throw error;
    }
  }

  function bytes(): number {
    let inputBytes = 0;
    for (const { inputs } of recorded.values())
      for (const input of inputs.values()) inputBytes += input.bytes;
    return shared.bytes + inputBytes;
  }

  function makeRoom(): void {
    let largest = 0;
    for (const { recording } of recorded.values()) largest = Math.max(largest, recording.bytes);
    const room = Math.max(limits.bytes, TIMES_THE_LARGEST * largest);
    for (const [key, batch] of recorded) {
      const fits = recorded.size <= limits.count && bytes() <= room;
      // The newest has just been played: its result is still to be read.
      if (fits || recorded.size === 1) break;
      // What is queued reads its buffers.
      flush(gpu);
      release(batch);
      recorded.delete(key);
    }
  }

  return {
    run,
    get dispatches() {
      return dispatches;
    },
    get kept() {
      return { recordings: recorded.size, bytes: bytes() };
    },
    submit: () => flush(gpu),
    dispose() {
      flush(gpu);
      for (const batch of recorded.values()) release(batch);
      recorded.clear();
      penalties?.recording.dispose();
      penalties?.factors.dispose();
      random.dispose();
      lossWeights?.dispose();
    },
  };
}

function release({ inputs, recording }: RecordedBatch): void {
  recording.dispose();
  for (const input of inputs.values()) input.dispose();
}

function keyOf({ variant }: Batch, arrays: readonly NamedInput[]): string {
  return JSON.stringify([
    variant,
    ...arrays.flatMap(({ name, values, shape }) => [name, dtypeOf(values), shape]),
  ]);
}

function createInputs(gpu: GpuInternals, arrays: readonly NamedInput[]): ReadonlyMap<string, Input> {
  return new Map(arrays.map(({ name, values, shape }) => [name, createInput(gpu, shape, dtypeOf(values))]));
}

/** A tensor whose buffer is written directly. */
function createInput(gpu: GpuInternals, shape: number[], dtype: 'float32' | 'int32'): Input {
  const info = gpu.makeTensorInfo(shape, dtype);
  gpu.uploadToGPU(info.dataId);
  const tensor = tf.keep(tf.engine().makeTensorFromTensorInfo(info));
  const bytes = 4 * tensor.size;
  const slots = Math.max(2, Math.min(SLOTS, Math.floor(RING / bytes)));
  const ring = createInputRing(gpu, locate(gpu, tensor).buffer, bytes, slots);
  return {
    tensor,
    bytes: bytes * (1 + slots),
    write: ring.write,
    dispose() {
      ring.dispose();
      tensor.dispose();
    },
  };
}

/** A copy that outlives the recording's next play, which writes its own result again. */
function copyOf(gpu: GpuInternals, { shape, dataId, dtype }: tf.Tensor1D): tf.Tensor1D {
  const output = tf.engine().makeTensorFromTensorInfo(gpu.makeTensorInfo(shape, 'float32')) as tf.Tensor1D;
  const source = locate(gpu, { shape, dataId, dtype });
  const target = locate(gpu, output);
  // The copy is only queued: the buffer must not be recycled before it has run.
  gpu.commandQueueOwnedIds.add(output.dataId);
  copyBuffer(gpu, source.buffer, source.offset, target.buffer, target.offset, source.size);
  return output;
}
