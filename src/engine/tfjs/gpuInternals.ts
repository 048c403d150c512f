/**
 * The parts of TensorFlow.js' WebGPU backend that its types call private, typed once, and what the engine
 * changes of it: tensors may view a part of a buffer, something may be done before each submission, and reading a tensor
 * synchronously (which returns zeros and then kills the GPU process, tfjs 4.22) throws.
 */
import type * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { AnnealError } from '../../protocol/errors';

interface TensorData {
  values: tf.TypedArray | null;
  dtype: tf.DataType;
  shape: number[];
  refCount: number;
  resource?: GPUBuffer | null;
  /** Set: the backend must not recycle the buffer. */
  external?: boolean;
  /** Ours: the part of `resource` that is the tensor, in bytes; offset a multiple of 256. */
  view?: { offset: number; size: number };
}

/** TensorFlow.js' pool of buffers, recycled by size and usage. */
interface BufferPool {
  // `constructor` of an instance: the class itself is not exported.
  constructor: new (
    device: GPUDevice,
  ) => BufferPool;
  dispose(): void;
}

type ProgramUniforms = { type: string; data: number[] }[];

export interface GpuInternals {
  device: GPUDevice;
  bufferManager: BufferPool;
  uniformPendingDisposal: GPUBuffer[];
  makeUniforms(uniforms: ProgramUniforms): GPUBindingResource;
  queue: GPUQueue;
  tensorMap: {
    get(id: object): TensorData;
    set(id: object, data: TensorData): void;
    delete(id: object): boolean;
  };
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  /** Data that a queued command uses; released only after the next submit. */
  commandQueueOwnedIds: WeakSet<object>;
  /** Ours: called before each submission, for what the queued commands will read. */
  beforeSubmit: Set<() => void>;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  uploadToGPU(id: object): void;
  /** Of a tensor in a buffer, as all are that do not come from a video. */
  tensorToBinding(tensor: tf.TensorInfo | null): GPUBufferBinding | null;
  makeTensorInfo(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  read(id: object): Promise<tf.backend_util.BackendValues>;
  readSync(id: object): tf.backend_util.BackendValues;
}

/** The private side of the backend. The one place where its types are overruled. */
export function internalsOf(backend: tf.KernelBackend): GpuInternals {
  return backend as unknown as GpuInternals;
}

/** Teaches a fresh backend about views; call once, before any tensor exists. */
export function installViews(backend: WebGPUBackend): void {
  const gpu = internalsOf(backend);
  const bind = gpu.tensorToBinding.bind(backend);
  const read = gpu.read.bind(backend);
  const submit = gpu.submitQueue.bind(backend);
  gpu.beforeSubmit = new Set();
  gpu.submitQueue = () => {
    for (const prepare of gpu.beforeSubmit) prepare();
    submit();
  };
  gpu.tensorToBinding = (tensor) => {
    const data = tensor ? gpu.tensorMap.get(tensor.dataId) : null;
    return data?.view && data.resource ? { buffer: data.resource, ...data.view } : bind(tensor);
  };
  gpu.read = async (id) => {
    const { view, resource } = gpu.tensorMap.get(id);
    if (!view || !resource) return read(id);
    return new Float32Array(await readBuffer(gpu, resource, view.offset, view.size));
  };
  gpu.readSync = (id) => {
    const { values } = gpu.tensorMap.get(id);
    if (values) return values;
    throw new AnnealError(
      'internal',
      'A tensor was read synchronously from the GPU (dataSync or arraySync).',
      {
        remedy: 'Use data() or array().',
      },
    );
  };
}

/** Bytes of a part of a buffer, after everything queued so far has run. */
export async function readBuffer(
  gpu: GpuInternals,
  buffer: GPUBuffer,
  offset: number,
  size: number,
): Promise<ArrayBuffer> {
  const staging = gpu.device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  copyBuffer(gpu, buffer, offset, staging, 0, size);
  gpu.submitQueue();
  await staging.mapAsync(GPUMapMode.READ);
  const bytes = staging.getMappedRange().slice(0);
  staging.destroy();
  return bytes;
}

/** Queues a copy in order with the backend's own commands. */
export function copyBuffer(
  gpu: GpuInternals,
  from: GPUBuffer,
  fromOffset: number,
  to: GPUBuffer,
  toOffset: number,
  size: number,
): void {
  gpu.ensureCommandEncoderReady();
  gpu.endComputePassEncoder();
  gpu.commandEncoder?.copyBufferToBuffer(from, fromOffset, to, toOffset, size);
}

/** Queues zeroing a part of a buffer. */
export function clearBuffer(gpu: GpuInternals, buffer: GPUBuffer, offset: number, size: number): void {
  gpu.ensureCommandEncoderReady();
  gpu.endComputePassEncoder();
  gpu.commandEncoder?.clearBuffer(buffer, offset, size);
}

/** Queues one dispatch in order with the backend's own commands. */
export function dispatch(
  gpu: GpuInternals,
  pipeline: GPUComputePipeline,
  bindGroup: GPUBindGroup,
  workgroups: readonly [number, number],
): void {
  gpu.ensureCommandEncoderReady();
  gpu.computePassEncoder ??= gpu.commandEncoder?.beginComputePass() ?? null;
  gpu.computePassEncoder?.setPipeline(pipeline);
  gpu.computePassEncoder?.setBindGroup(0, bindGroup);
  gpu.computePassEncoder?.dispatchWorkgroups(...workgroups);
  gpu.dispatchCountInPass++;
}

/** Submits what is queued. Needed before `queue.writeBuffer` changes something that a queued command reads. */
export function flush(gpu: GpuInternals): void {
  gpu.endComputePassEncoder();
  if (gpu.commandEncoder) gpu.submitQueue();
}

/** The buffer, offset and size in bytes that hold a tensor, uploaded if need be. */
export function locate(
  gpu: GpuInternals,
  tensor: tf.TensorInfo,
): { buffer: GPUBuffer; offset: number; size: number } {
  gpu.uploadToGPU(tensor.dataId);
  const { resource, view, shape } = gpu.tensorMap.get(tensor.dataId);
  if (!resource) throw new AnnealError('internal', 'A tensor has no GPU buffer.');
  const size = 4 * shape.reduce((product, length) => product * length, 1);
  return { buffer: resource, offset: view?.offset ?? 0, size: view?.size ?? size };
}
