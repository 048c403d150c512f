/** What the update of the arenas in GPU buffers needs of the device: pipelines, bind groups, grids, the table of its groups. */
import { ALIGNMENT, type ArenaLayout } from './layout';
import { WORKGROUP } from './updateShaders';

/** Of the sum of squares: workgroups at most, and vec4f that a thread adds before another workgroup starts. */
const MAX_SUM_GROUPS = 64;
const VALUES_A_THREAD = 4;
/** Values up to which the update finds the norm by itself: a single dispatch. */
const SMALL = 16 * 4 * WORKGROUP;

/** 0 for a small arena. */
export function sumGroupsOf(length: number): number {
  if (length <= SMALL) return 0;
  return Math.min(MAX_SUM_GROUPS, Math.ceil(length / (4 * WORKGROUP * VALUES_A_THREAD)));
}

/**
 * Learning-rate factor, weight decay and proximal L1 of every 64 values, all 0 in frozen parameters; then the number of
 * their slot from 1, negative but for running statistics.
 */
export function groupTable({ slots, length }: ArenaLayout): Float32Array<ArrayBuffer> {
  const table = new Float32Array((length / ALIGNMENT) * 4);
  for (const [i, { offset, size, rateScale, weightDecay, proximalL1, running }] of slots.entries()) {
    for (let block = offset / ALIGNMENT; block * ALIGNMENT < offset + size; block++) {
      table.set([rateScale, weightDecay, proximalL1, running ? i + 1 : -(i + 1)], block * 4);
    }
  }
  return table;
}

export function compile(
  device: GPUDevice,
  { code, storageBuffers }: { code: string; storageBuffers: number },
  small: boolean,
) {
  const layout = device.createBindGroupLayout({
    entries: Array.from({ length: storageBuffers + 1 }, (_, binding) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type: binding < storageBuffers ? 'storage' : 'uniform' } as const,
    })),
  });
  const module = device.createShaderModule({ code });
  const pipeline = (entryPoint: string) =>
    device.createComputePipeline({
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint },
    });
  const norm = small ? null : { squares: pipeline('squares'), total: pipeline('norm') };
  return { layout, norm, update: pipeline('update') };
}

export function bind(
  device: GPUDevice,
  layout: GPUBindGroupLayout,
  buffers: readonly GPUBuffer[],
): GPUBindGroup {
  return device.createBindGroup({
    layout,
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
}

/** Workgroups for `items` threads, in two dimensions when one is not enough. */
export function gridOf(items: number): [number, number] {
  const groups = Math.max(1, Math.ceil(items / WORKGROUP));
  return groups <= 65535 ? [groups, 1] : [65535, Math.ceil(groups / 65535)];
}
