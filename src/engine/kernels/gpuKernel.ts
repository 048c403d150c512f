/**
 * Runs and registers kernels written in WGSL for TensorFlow.js' WebGPU backend, which compiles, caches and queues it.
 * The source sees each input as an array of its name and the output as `result`; `body` runs once a thread and sees
 * `index` (i32), `uniforms.size` (values of the output) and, with `workgroups` given, `localIndex` (u32, below 64).
 */
import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { sizeOf } from '../arrays';
import { internalsOf } from '../backends/gpuInternals';

export interface GpuProgram {
  outputShape: number[];
  /** Distinguishes sources: everything that is written into them. */
  key: string;
  /** Functions and workgroup memory. */
  declarations?: string;
  /** A function where making the text takes a while: it is called only to compile, once a key. */
  body: string | (() => string);
  /** Threads; default one an output value, 64 in a workgroup. */
  workgroups?: number;
  /** Values an element of the arrays holds, 1 or 4 (vec4f, where the last axis is divisible); default 1 everywhere. */
  components?: { inputs: number[]; output: number };
  /** Of the output; default float32. */
  dtype?: 'float32' | 'int32';
}

const WORKGROUP = 64;

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
      return runProgram(
        backend as tf.KernelBackend,
        kernelName,
        named,
        build(shapes, attrs as unknown as Attributes),
      );
    },
  });
}

/** Queues one program over float32 or int32 inputs; returns its output. */
export function runProgram(
  backend: tf.KernelBackend,
  name: string,
  inputs: readonly (readonly [name: string, tensor: tf.TensorInfo])[],
  program: GpuProgram,
): tf.TensorInfo {
  const converted: tf.TensorInfo[] = [];
  const tensors = inputs.map(([, tensor]) => {
    const { dtype } = internalsOf(backend).tensorMap.get(tensor.dataId);
    if (tensor.dtype !== 'float32' || dtype === 'float32') return tensor;
    // TensorFlow.js casts integers to float32 by name only: the buffer still holds integers.
    const floats = queue(backend, 'AnnealFloats', ['x'], [tensor], {
      outputShape: tensor.shape,
      key: dtype,
      body: 'if (index < uniforms.size) { result[index] = f32(x[index]); }',
    });
    converted.push(floats);
    return floats;
  });
  const names = inputs.map(([variable]) => variable);
  const output = queue(backend, name, names, tensors, program);
  for (const { dataId } of converted) backend.disposeData(dataId);
  return output;
}

function queue(
  backend: tf.KernelBackend,
  name: string,
  variableNames: string[],
  tensors: tf.TensorInfo[],
  { outputShape, key, declarations, body, workgroups, components, dtype = 'float32' }: GpuProgram,
): tf.TensorInfo {
  const groups = workgroups ?? Math.ceil(sizeOf(outputShape) / WORKGROUP);
  const program = {
    outputShape,
    shaderKey: `${name}_${key}_${components ? [...components.inputs, components.output].join('') : ''}`,
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [groups, 1, 1] as [number, number, number],
    variableNames,
    workgroupSize: [WORKGROUP, 1, 1] as [number, number, number],
    ...(components && { variableComponents: components.inputs, outputComponent: components.output }),
    size: true,
    // Whatever no statement names would be missing from the automatic bind group layout.
    getUserCode: () =>
      `${declarations ?? ''}
fn main(index: i32) {
  _ = uniforms.size; ${variableNames.map((variable) => `_ = &${variable};`).join(' ')}
${typeof body === 'string' ? body : body()}
}`,
  };
  return (backend as WebGPUBackend).runWebGPUProgram(program, tensors, dtype);
}
