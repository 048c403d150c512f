/**
 * Registers a kernel written in WGSL for TensorFlow.js' WebGPU backend, which compiles, caches and queues it.
 * The source sees each input as an array of its name and the output as `result`; `body` runs once a thread and sees
 * `index` (i32), `uniforms.size` (values of the output) and, with `workgroups` given, `localIndex` (u32, below 64).
 */
import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { sizeOf } from '../arrays';

export interface GpuProgram {
  outputShape: number[];
  /** Distinguishes sources: everything that is written into them. */
  key: string;
  /** Functions and workgroup memory. */
  declarations?: string;
  body: string;
  /** Threads; default one an output value, 64 in a workgroup. */
  workgroups?: number;
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
      const tensors = inputNames.map((name) => inputs[name] as tf.TensorInfo);
      const { outputShape, key, declarations, body, workgroups } = build(
        tensors.map(({ shape }) => shape),
        attrs as unknown as Attributes,
      );
      const groups = workgroups ?? Math.ceil(sizeOf(outputShape) / WORKGROUP);
      const program = {
        outputShape,
        shaderKey: `${kernelName}_${key}`,
        dispatchLayout: { x: outputShape.map((_, axis) => axis) },
        dispatch: [groups, 1, 1] as [number, number, number],
        variableNames: [...inputNames],
        workgroupSize: [WORKGROUP, 1, 1] as [number, number, number],
        size: true,
        // A uniform block that no statement names would be missing from the automatic bind group layout.
        getUserCode: () => `${declarations ?? ''}\nfn main(index: i32) { _ = uniforms.size;\n${body}\n}`,
      };
      return (backend as WebGPUBackend).runWebGPUProgram(program, tensors, 'float32');
    },
  });
}
