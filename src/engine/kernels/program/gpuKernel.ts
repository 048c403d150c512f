/**
 * Runs and registers kernels written in WGSL, queued among TensorFlow.js' own commands. The source sees each input as an
 * array of its name and the output as `result`; `body` runs once a thread and sees `index` (i32), `uniforms.size`
 * (elements of the output), `workgroup` (i32) and `localIndex` (u32, below the number of threads in a workgroup).
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { dispatch, flush, type GpuInternals, internalsOf } from '../../tfjs/gpuInternals';
import { type ProgramArray, pipelineOf, shapeBlock } from './gpuPipeline';
import { rememberStage } from './gpuStage';

export interface GpuProgram {
  outputShape: number[];
  /** Distinguishes sources: everything that is written into them. */
  key: string;
  /** Functions and workgroup memory. */
  declarations?: string;
  /** A function where making the text takes a while: it is called only to compile, once a key. */
  body: string | (() => string);
  /** By default enough for a thread an element of the output. */
  workgroups?: number;
  /** Of a workgroup; default 64. */
  threads?: number;
  /** Values an element of the arrays holds, 1 or 4 (vec4f, where the last axis is divisible); default 1 everywhere. */
  components?: { inputs: number[]; output: number };
  /** Of the output; default float32. */
  dtype?: 'float32' | 'int32';
  /**
   * The source is for these shapes alone: arrays are declared with their lengths, which makes loads cheaper. Not for
   * sources that would otherwise serve many shapes.
   */
  fixedShapes?: boolean;
  /** What the source calls the output, if not `result`. */
  resultName?: string;
  /** Further outputs, float32. */
  moreOutputs?: readonly { name: string; shape: number[]; components: number }[];
}

type Named = readonly (readonly [name: string, tensor: tf.TensorInfo])[];

/** Workgroups along an axis that every device allows. */
const MAX_GROUPS = 65_535;

/** @param inputNames in the order in which the program binds them. */
export function registerGpuKernel<Attributes extends object>(
  kernelName: string,
  inputNames: readonly string[],
  build: (shapes: number[][], attributes: Attributes) => GpuProgram,
): void {
  tf.registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const named = inputNames.map((name) => [name, inputs[name] as tf.TensorInfo] as const);
      const shapes = named.map(([, { shape }]) => shape);
      const program = build(shapes, attrs as unknown as Attributes);
      const outputs = runPrograms(backend as tf.KernelBackend, kernelName, named, program);
      return program.moreOutputs ? outputs : outputs[0]!;
    },
  });
}

/** Queues one program over float32 or int32 inputs; returns its output. */
export function runProgram(
  backend: tf.KernelBackend,
  name: string,
  inputs: Named,
  program: GpuProgram,
): tf.TensorInfo {
  return runPrograms(backend, name, inputs, program)[0]!;
}

/** @returns the outputs. */
function runPrograms(
  backend: tf.KernelBackend,
  name: string,
  inputs: Named,
  program: GpuProgram,
): tf.TensorInfo[] {
  const gpu = internalsOf(backend);
  const converted: tf.TensorInfo[] = [];
  const tensors = inputs.map(([variable, tensor]) => {
    const { dtype } = gpu.tensorMap.get(tensor.dataId);
    if (tensor.dtype !== 'float32' || dtype === 'float32') return [variable, tensor] as const;
    // TensorFlow.js casts integers to float32 by name only: the buffer still holds integers.
    const [floats] = queue(gpu, 'AnnealFloats', [['x', tensor]], {
      outputShape: tensor.shape,
      key: '',
      body: 'if (index < uniforms.size) { result[index] = f32(x[index]); }',
    });
    converted.push(floats!);
    return [variable, floats!] as const;
  });
  const outputs = queue(gpu, name, tensors, program);
  for (const { dataId } of converted) backend.disposeData(dataId);
  return outputs;
}

function queue(gpu: GpuInternals, name: string, inputs: Named, program: GpuProgram): tf.TensorInfo[] {
  const { outputShape, dtype = 'float32', components, threads = 64 } = program;
  const { resultName = 'result', moreOutputs = [] } = program;
  const result = gpu.makeTensorInfo(outputShape, dtype);
  const outputs = [result, ...moreOutputs.map(({ shape }) => gpu.makeTensorInfo(shape, 'float32'))];
  const size = sizeOf(outputShape) / (components?.output ?? 1);
  if (size === 0) {
    gpu.tensorMap.get(result.dataId).values = dtype === 'int32' ? new Int32Array(0) : new Float32Array(0);
    return outputs;
  }
  const tensors = [...outputs, ...inputs.map(([, tensor]) => tensor)];
  for (const { dataId } of tensors) {
    gpu.uploadToGPU(dataId);
    // The commands are only queued: the buffers must not be recycled before they have run.
    gpu.commandQueueOwnedIds.add(dataId);
  }
  const arrayOf = (variable: string, tensor: tf.TensorInfo, lanes = 1): ProgramArray => ({
    name: variable,
    scalar: gpu.tensorMap.get(tensor.dataId).dtype === 'float32' ? 'f32' : 'i32',
    components: lanes,
    length: program.fixedShapes ? sizeOf(tensor.shape) / lanes : null,
  });
  const arrays = [
    arrayOf(resultName, result, components?.output),
    ...moreOutputs.map((output, i) => arrayOf(output.name, outputs[i + 1]!, output.components)),
    ...inputs.map(([variable, tensor], i) => arrayOf(variable, tensor, components?.inputs[i])),
  ];
  const { declarations = '', body, workgroups = Math.ceil(size / threads) } = program;
  const { pipeline, readsShapes } = pipelineOf(gpu.device, {
    name,
    key: program.key,
    outputs: arrays.slice(0, outputs.length),
    inputs: arrays.slice(outputs.length),
    threads,
    declarations,
    body,
  });
  const bindings = tensors.map((tensor) => gpu.tensorToBinding(tensor)!);
  const shapes = [...inputs.map(([, { shape }]) => shape), outputShape];
  const resources = readsShapes ? [...bindings, gpu.makeUniforms(shapeBlock(shapes, size))] : bindings;
  const bindGroup = gpu.device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: resources.map((resource, binding) => ({ binding, resource })),
  });
  if (!readsShapes && declarations === '') {
    rememberStage(bindGroup, { body, arrays, outputs: outputs.length, bindings, size, workgroups, threads });
  }
  dispatch(gpu, pipeline, bindGroup, gridOf(workgroups));
  // As often as TensorFlow.js, so that the device has work while the rest of a step is being queued.
  if (gpu.dispatchCountInPass >= tf.env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) flush(gpu);
  return outputs;
}

function gridOf(workgroups: number): [number, number] {
  return workgroups <= MAX_GROUPS ? [workgroups, 1] : [MAX_GROUPS, Math.ceil(workgroups / MAX_GROUPS)];
}
