/**
 * Records what TensorFlow.js queues on the GPU while a function runs, and plays it again: the same computations and copies
 * in the same order, small ones in fewer dispatches (`fusion.ts`), without a graph, an allocation or a kernel's JavaScript.
 */
import type * as tf from '@tensorflow/tfjs';
import { AnnealError } from '../../protocol/errors';
import { flush, type GpuInternals } from '../tfjs/gpuInternals';
import { type ClearArguments, type Command, type CopyArguments, encode } from './commands';
import { fuse } from './fusion';
import { createSharedBuffers, type SharedBuffers } from './sharedBuffers';

export interface Recording<Result = null> {
  /** What the function returned; a tensor lives as long as the recording. */
  result: Result;
  dispatches: number;
  /** Of the buffers it uses, shared ones among them. */
  bytes: number;
  /** Encodes everything again; the caller submits. */
  encode(encoder: GPUCommandEncoder): void;
  dispose(): void;
}

/**
 * Runs `body`, which also takes effect, and records it. The buffers that it used belong to the recording from then on, or
 * to several that share them. Whatever must differ between replays is read from buffers that outlive the recording and
 * that the caller writes before it.
 * @param shared buffers of recordings that are not played at the same time and whose results are copied after each play.
 * @throws whatever `body` throws, and internal where it queues something that cannot be played again.
 */
export function record<Result extends tf.Tensor | null>(
  gpu: GpuInternals,
  body: () => Result,
  shared: SharedBuffers = createSharedBuffers(gpu.device),
): Recording<Result> {
  flush(gpu);
  const commands: Command[] = [];
  const loan = shared.lend();
  const restore = intercept(gpu, loan.device, commands);
  let result: Result;
  try {
    result = body();
    flush(gpu);
    // The result outlives the recording's own reuse of buffers.
    if (result) gpu.tensorMap.get(result.dataId).external = true;
  } catch (error) {
    flush(gpu);
    loan.giveBack();
    throw error;
  } finally {
    restore();
  }
  const played = fuse(gpu.device, commands);
  return {
    result,
    dispatches: played.filter(({ kind }) => kind === 'dispatch').length,
    bytes: loan.bytes,
    encode: (encoder) => encode(played, encoder),
    dispose() {
      result?.dispose();
      loan.giveBack();
    },
  };
}

/** Puts a recording encoder and a buffer pool of its own, over `lender`, into the backend; returns what undoes it. */
function intercept(gpu: GpuInternals, lender: GPUDevice, commands: Command[]): () => void {
  const { bufferManager, ensureCommandEncoderReady, makeUniforms, uploadToGPU } = gpu;
  const { device } = gpu;
  gpu.bufferManager = new bufferManager.constructor(lender);
  gpu.ensureCommandEncoderReady = () => {
    gpu.commandEncoder ??= recordingEncoder(device.createCommandEncoder(), commands);
  };
  gpu.makeUniforms = (uniforms) => {
    const binding = makeUniforms.call(gpu, uniforms);
    // Never recycled: the same numbers are bound at every replay.
    gpu.uniformPendingDisposal.pop();
    return binding;
  };
  gpu.uploadToGPU = (id) => {
    const data = gpu.tensorMap.get(id);
    if (data.resource || !data.values) return uploadToGPU.call(gpu, id);
    const buffer = constantBuffer(lender, data.values, data.dtype);
    Object.assign(data, { values: null, resource: buffer, external: true });
  };
  return () => {
    Object.assign(gpu, { bufferManager, ensureCommandEncoderReady, makeUniforms, uploadToGPU });
  };
}

/** A constant of the graph in a buffer of its own, which no later operation of the recording may reuse. */
function constantBuffer(device: GPUDevice, values: tf.TypedArray, dtype: tf.DataType): GPUBuffer {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffer = device.createBuffer({ size: Math.max(4, values.length * 4), usage, mappedAtCreation: true });
  const mapped = buffer.getMappedRange();
  (dtype === 'float32' ? new Float32Array(mapped) : new Int32Array(mapped)).set(values);
  buffer.unmap();
  return buffer;
}

function recordingEncoder(real: GPUCommandEncoder, commands: Command[]): GPUCommandEncoder {
  const recorded = {
    beginComputePass: () => recordingPass(real.beginComputePass(), commands),
    copyBufferToBuffer(...args: CopyArguments) {
      commands.push({ kind: 'copy', arguments: args });
      real.copyBufferToBuffer(...args);
    },
    clearBuffer(...args: ClearArguments) {
      commands.push({ kind: 'clear', arguments: args });
      real.clearBuffer(...args);
    },
    finish: () => real.finish(),
  };
  return refuseOthers<GPUCommandEncoder>(recorded);
}

function recordingPass(real: GPUComputePassEncoder, commands: Command[]): GPUComputePassEncoder {
  let pipeline: GPUComputePipeline | null = null;
  let bindGroup: GPUBindGroup | null = null;
  const recorded = {
    setPipeline(next: GPUComputePipeline) {
      pipeline = next;
      real.setPipeline(next);
    },
    setBindGroup(index: number, next: GPUBindGroup) {
      bindGroup = next;
      real.setBindGroup(index, next);
    },
    dispatchWorkgroups(x: number, y = 1, z = 1) {
      if (pipeline && bindGroup)
        commands.push({ kind: 'dispatch', pipeline, bindGroup, workgroups: [x, y, z] });
      real.dispatchWorkgroups(x, y, z);
    },
    end: () => real.end(),
  };
  return refuseOthers<GPUComputePassEncoder>(recorded);
}

/** Any method that is not recorded would be missing from a replay: it throws, and the step runs eagerly. */
function refuseOthers<T extends object>(recorded: object): T {
  return new Proxy(recorded, {
    get(target, name, receiver) {
      if (Reflect.has(target, name)) return Reflect.get(target, name, receiver);
      throw new AnnealError('internal', `The step uses ${String(name)}, which cannot be recorded.`);
    },
  }) as unknown as T;
}
