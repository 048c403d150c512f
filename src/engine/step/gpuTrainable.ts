/**
 * Arenas in GPU buffers, updated in three dispatches whatever the model, partial sums of squares, the norm and its clip
 * factor, the update, or in one for a small model. Sums run in a fixed order, so two runs agree in every bit.
 */
import * as tf from '@tensorflow/tfjs';
import { fusedThreads } from '../kernels/program/tileChoice';
import type { Optimizer } from '../optimizers/optimizer';
import {
  clearBuffer,
  copyBuffer,
  dispatch,
  flush,
  type GpuInternals,
  internalsOf,
  locate,
  readBuffer,
} from '../tfjs/gpuInternals';
import { createInputRing } from '../tfjs/inputRing';
import type { Parameters } from '../workload';
import { ALIGNMENT, type ArenaLayout } from './layout';
import type { Arenas, Trainable, UpdateConfig } from './trainable';
import { accumulateShader, partialCount, SMALL_GROUPS, updateShaders, WORKGROUP } from './updateShaders';

/** Floats of the uniform block: learning rate, 1/microBatches, clip norm, clip value, EMA decay, 1 − EMA decay; scalars. */
const UNIFORMS = 16;

/** Of the sum of squares: workgroups at most, and vec4f that a thread adds before another workgroup starts. */
const MAX_SUM_GROUPS = 64;
const VALUES_A_THREAD = 4;
/** Values up to which the update finds the norm by itself: a single dispatch. */
const SMALL = 16 * 4 * WORKGROUP;

export function createGpuTrainable(
  layout: ArenaLayout,
  optimizer: Optimizer,
  config: UpdateConfig,
): Trainable {
  const gpu = internalsOf(tf.backend());
  const { device } = gpu;
  const bytes = layout.length * 4;
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffers: GPUBuffer[] = [];
  const create = (size: number, bufferUsage = usage) => {
    const buffer = device.createBuffer({ size, usage: bufferUsage });
    buffers.push(buffer);
    return buffer;
  };

  const values = create(bytes);
  const gradients = create(bytes);
  const incoming = create(bytes);
  const ema = config.emaDecay === null ? null : create(bytes);
  const slots = optimizer.slots.map((_, i) => {
    const buffer = create(bytes);
    const initial = optimizer.initial[i] ?? 0;
    if (initial !== 0) device.queue.writeBuffer(buffer, 0, new Float32Array(layout.length).fill(initial));
    return buffer;
  });
  const groups = create((layout.length / ALIGNMENT) * 16);
  device.queue.writeBuffer(groups, 0, groupTable(layout));
  const sumGroups = sumGroupsOf(layout.length);
  const partials = create(4 * partialCount(sumGroups));
  const uniforms = create(4 * UNIFORMS, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);

  const inputs = createInputRing(gpu, uniforms, 4 * UNIFORMS);
  const pass = compile(
    device,
    updateShaders(optimizer, {
      length: layout.length,
      sumGroups,
      // As many as a barrier is cheap for.
      smallThreads: fusedThreads() || WORKGROUP,
      ema: ema !== null,
      running: layout.slots.some(({ running }) => running),
      frozen: layout.slots.some(({ rateScale }) => rateScale === 0),
      proximal: layout.slots.some(({ proximalL1 }) => proximalL1 > 0),
      clipValue: config.gradientClipValue !== null,
    }),
    sumGroups === 0,
  );
  const bindings = [values, gradients, groups, partials, ...slots, ...(ema ? [ema] : [])];
  const groupOfUpdate = bind(device, pass.layout, [...bindings, uniforms]);
  const adder = device.createComputePipeline({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code: accumulateShader }), entryPoint: 'accumulate' },
  });
  const groupOfAdder = bind(device, adder.getBindGroupLayout(0), [gradients, incoming]);
  const grid = gridOf(layout.length / 4);

  const parameters = createViews(gpu, layout, values);
  const averaged = ema ? createViews(gpu, layout, ema) : null;
  let microBatches = 0;

  function accumulate(given: ReadonlyMap<string, tf.Tensor>): void {
    const target = microBatches === 0 ? gradients : incoming;
    for (const { name, offset, size } of layout.slots) {
      const gradient = given.get(name);
      if (!gradient) {
        clearBuffer(gpu, target, offset * 4, size * 4);
        continue;
      }
      const source = locate(gpu, gradient);
      // The copy is only queued: the backend must not recycle the gradient's buffer before it has run.
      gpu.commandQueueOwnedIds.add(gradient.dataId);
      copyBuffer(gpu, source.buffer, source.offset, target, offset * 4, size * 4);
    }
    if (target === incoming) dispatch(gpu, adder, groupOfAdder, grid);
    microBatches++;
  }

  function setInputs(learningRate: number, step: number, microBatches: number): void {
    const { gradientClipNorm, gradientClipValue, emaDecay } = config;
    const block = new Float32Array(UNIFORMS);
    block.set([learningRate, 1 / microBatches, gradientClipNorm ?? 0, gradientClipValue ?? 0]);
    if (emaDecay !== null) block.set([emaDecay, 1 - emaDecay], 4);
    block.set(optimizer.scalars(step), 8);
    inputs.write(block);
  }

  function update(): tf.Tensor1D {
    if (pass.norm) {
      dispatch(gpu, pass.norm.squares, groupOfUpdate, [sumGroups, 1]);
      dispatch(gpu, pass.norm.total, groupOfUpdate, [1, 1]);
    }
    dispatch(gpu, pass.update, groupOfUpdate, pass.norm ? grid : [SMALL_GROUPS, 1]);
    const info = gpu.makeTensorInfo([1], 'float32');
    const norm = tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor1D;
    const target = locate(gpu, norm);
    gpu.commandQueueOwnedIds.add(norm.dataId);
    copyBuffer(gpu, partials, 0, target.buffer, target.offset, 4);
    microBatches = 0;
    return norm;
  }

  const stored: Record<string, GPUBuffer> = { values, ...(ema && { ema }) };
  optimizer.slots.forEach((name, i) => {
    stored[name] = slots[i]!;
  });

  return {
    layout,
    parameters,
    averaged,
    setInputs,
    accumulate,
    update,
    discard() {
      microBatches = 0;
    },
    async read() {
      const arenas: Arenas = {};
      for (const [name, buffer] of Object.entries(stored)) {
        arenas[name] = new Float32Array(await readBuffer(gpu, buffer, 0, bytes));
      }
      return arenas;
    },
    write(arenas) {
      flush(gpu);
      for (const [name, buffer] of Object.entries(stored)) {
        const arena = arenas[name];
        if (arena) device.queue.writeBuffer(buffer, 0, new Float32Array(arena));
      }
    },
    dispose() {
      tf.dispose([parameters, averaged ?? {}]);
      flush(gpu);
      inputs.dispose();
      for (const buffer of buffers) buffer.destroy();
    },
  };
}

/** 0 for a small arena. */
function sumGroupsOf(length: number): number {
  if (length <= SMALL) return 0;
  return Math.min(MAX_SUM_GROUPS, Math.ceil(length / (4 * WORKGROUP * VALUES_A_THREAD)));
}

/**
 * Learning-rate factor, weight decay and proximal L1 of every 64 values, all 0 in frozen parameters; 1 in running
 * statistics.
 */
function groupTable({ slots, length }: ArenaLayout): Float32Array<ArrayBuffer> {
  const table = new Float32Array((length / ALIGNMENT) * 4);
  for (const { offset, size, rateScale, weightDecay, proximalL1, running } of slots) {
    for (let block = offset / ALIGNMENT; block * ALIGNMENT < offset + size; block++) {
      table.set([rateScale, weightDecay, proximalL1, running ? 1 : 0], block * 4);
    }
  }
  return table;
}

function createViews(gpu: GpuInternals, { slots }: ArenaLayout, arena: GPUBuffer): Parameters {
  return Object.fromEntries(
    slots.map(({ name, shape, offset, size }) => {
      const info = gpu.makeTensorInfo(shape, 'float32');
      const data = gpu.tensorMap.get(info.dataId);
      data.resource = arena;
      data.external = true;
      data.view = { offset: offset * 4, size: size * 4 };
      return [name, tf.keep(tf.engine().makeTensorFromTensorInfo(info))];
    }),
  );
}

function compile(
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

function bind(device: GPUDevice, layout: GPUBindGroupLayout, buffers: readonly GPUBuffer[]): GPUBindGroup {
  return device.createBindGroup({
    layout,
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
}

/** Workgroups for `items` threads, in two dimensions when one is not enough. */
function gridOf(items: number): [number, number] {
  const groups = Math.max(1, Math.ceil(items / WORKGROUP));
  return groups <= 65535 ? [groups, 1] : [65535, Math.ceil(groups / 65535)];
}
