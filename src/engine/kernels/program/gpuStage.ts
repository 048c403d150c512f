/**
 * What a queued dispatch computes, kept beside its bind group, so that a recording can put several small ones into one
 * (`step/fusion.ts`). Only of sources that are a body and nothing else: functions and workgroup memory have names of
 * their own, which those of another stage may share.
 */
import type { ProgramArray } from './gpuPipeline';

export interface GpuStage {
  body: string | (() => string);
  /** The outputs first. */
  arrays: readonly ProgramArray[];
  outputs: number;
  /** What is bound to each array. */
  bindings: readonly GPUBufferBinding[];
  /** `uniforms.size` of the body. */
  size: number;
  workgroups: number;
  /** Of a workgroup. */
  threads: number;
}

const stages = new WeakMap<GPUBindGroup, GpuStage>();

export function rememberStage(bindGroup: GPUBindGroup, stage: GpuStage): void {
  stages.set(bindGroup, stage);
}

/** @returns undefined where something else was queued. */
export function stageOf(bindGroup: GPUBindGroup): GpuStage | undefined {
  return stages.get(bindGroup);
}
