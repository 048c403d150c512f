/**
 * Leaves micro-batches out of a step, on the device: whether one is finite is known there only, and the host does not wait
 * for it. Loss and gradients are looked at after each micro-batch, what is not finite is not added, and before the update
 * the slots' table is set to the micro-batches that were kept.
 */
import * as tf from '@tensorflow/tfjs';
import {
  clearBuffer,
  copyBuffer,
  dispatch,
  flush,
  type GpuInternals,
  locate,
  readBuffer,
} from '../tfjs/gpuInternals';
import { createInputRing } from '../tfjs/inputRing';
import type { ArenaLayout } from './layout';
import { type Given, sumsOfNothing } from './trainable';
import { bind, gridOf } from './updatePass';
import { SLOT_VECTORS, WORKGROUP } from './updateShaders';

export interface BatchGuard {
  /** Queues what is told of the loss; may be recorded. @param sums of a batch: the second is the loss's. */
  noteLoss(sums: tf.Tensor1D): void;
  /** Before a micro-batch of the step; `index` from 0. */
  before(index: number): void;
  /** After its gradients: sets `kept`, and adds them to the sum of those before, or not. */
  after(index: number): void;
  /** The sums of the micro-batch, or those of nothing where it was left out. */
  sift(sums: tf.Tensor1D, maxima: number): tf.Tensor1D;
  /**
   * Sets scale and presence of each slot in the table of `groups`, which has been written, to the kept micro-batches.
   * @param givers which slots each micro-batch gave something.
   */
  settle(givers: readonly Given[]): void;
  /** The same for `times` alone in a step of one micro-batch, from which none is left out. */
  settleOne(): void;
  /** How many micro-batches were kept, for each slot that takes part with one of them, else 0; float32 [slots]. */
  readonly times: tf.Tensor1D;
  /** 1 for each micro-batch of the step that was kept, else 0; float32. */
  readonly flags: GPUBuffer;
  /** How many of the last step's first `microBatches` were kept. */
  count(microBatches: number): Promise<number>;
  dispose(): void;
}

/** Micro-batches of a step that there is room for at first. */
const ROOM = 32;

/** Cells, two uint32: bits of the loss's sum; whether a gradient is not finite. By bits: compilers may assume that none is. */
const checkShader = /* wgsl */ `
const EXPONENT = 0x7f800000u;

@group(0) @binding(0) var<storage, read_write> gradients: array<vec4u>;
@group(0) @binding(1) var<storage, read_write> cells: array<atomic<u32>>;

@compute @workgroup_size(${WORKGROUP})
fn check(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * ${WORKGROUP}u;
  if (i >= arrayLength(&gradients)) { return; }
  if (any((gradients[i] & vec4u(EXPONENT)) == vec4u(EXPONENT))) { atomicStore(&cells[1], 1u); }
}`;

const addShader = (isFirst: boolean) => /* wgsl */ `
const EXPONENT = 0x7f800000u;

@group(0) @binding(0) var<storage, read_write> gradients: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> cells: array<u32>;
@group(0) @binding(2) var<storage, read_write> kept: array<f32>;
${isFirst ? '' : '@group(0) @binding(3) var<storage, read_write> before: array<vec4f>;'}

@compute @workgroup_size(${WORKGROUP})
fn add(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * ${WORKGROUP}u;
  let isKept = cells[1] == 0u && (cells[0] & EXPONENT) != EXPONENT;
  if (i == 0u) { kept[0] = select(0.0, 1.0, isKept); }
  if (i >= arrayLength(&gradients)) { return; }
  ${
    isFirst
      ? 'if (!isKept) { gradients[i] = vec4f(0.0); }'
      : 'if (isKept) { gradients[i] = before[i] + gradients[i]; } else { gradients[i] = before[i]; }'
  }
}`;

/** `givers`: how many micro-batches, then `words` of bits a slot. A slot's first vector has z 1 if running, w 1 if it can be absent. */
const settleShader = (slots: number, firstVector: number, words: number) => /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> groups: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> givers: array<u32>;
@group(0) @binding(2) var<storage, read_write> flags: array<f32>;
@group(0) @binding(3) var<storage, read_write> reciprocals: array<f32>;
@group(0) @binding(4) var<storage, read_write> allTimes: array<f32>;

@compute @workgroup_size(${WORKGROUP})
fn settle(@builtin(global_invocation_id) id: vec3u) {
  let slot = id.x;
  if (slot >= ${slots}u) { return; }
  var kept = 0u;
  var own = 0u;
  for (var i = 0u; i < givers[0]; i++) {
    if (flags[i] == 0.0) { continue; }
    kept++;
    own += (givers[1u + slot * ${words}u + (i >> 5u)] >> (i & 31u)) & 1u;
  }
  let at = ${firstVector}u + slot * ${SLOT_VECTORS}u;
  let row = groups[at];
  let times = select(kept, own, row.z > 0.0);
  let isPresent = kept > 0u && (own > 0u || row.w == 0.0);
  allTimes[slot] = select(0.0, f32(kept), isPresent);
  groups[at] = vec4f(reciprocals[max(1u, times)], select(0.0, 1.0, isPresent), row.z, row.w);
}`;

/**
 * @param groups table of the update, with a part for each slot behind its blocks.
 * @param firstVector of that part, in vectors of four values.
 */
export function createBatchGuard(
  gpu: GpuInternals,
  { slots, length }: ArenaLayout,
  { gradients, before, groups }: Record<'gradients' | 'before' | 'groups', GPUBuffer>,
  firstVector: number,
): BatchGuard {
  const { device } = gpu;
  const create = (size: number) =>
    device.createBuffer({
      size,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
  const compile = (code: string) =>
    device.createComputePipeline({
      layout: 'auto',
      compute: { module: device.createShaderModule({ code }) },
    });
  const bound = (pipeline: GPUComputePipeline, buffers: GPUBuffer[]) => ({
    pipeline,
    group: bind(device, pipeline.getBindGroupLayout(0), buffers),
  });
  const cells = create(8);
  const kept = create(4);
  const check = bound(compile(checkShader), [gradients, cells]);
  const first = bound(compile(addShader(true)), [gradients, cells, kept]);
  const next = bound(compile(addShader(false)), [gradients, cells, kept, before]);
  const grid = gridOf(length / 4);
  const isKept = viewOf(gpu, kept, 1);
  const times = create(4 * slots.length);
  const allTimes = viewOf(gpu, times, slots.length);
  const ones = create(4 * slots.length);
  device.queue.writeBuffer(ones, 0, new Float32Array(slots.length).fill(1));
  let table = tableFor(ROOM);

  /** What has a place for each micro-batch. */
  function tableFor(room: number) {
    const words = room / 32;
    const flags = create(4 * room);
    const givers = create(4 * (1 + slots.length * words));
    const reciprocals = create(4 * (1 + room));
    device.queue.writeBuffer(
      reciprocals,
      0,
      Float32Array.from({ length: 1 + room }, (_, n) => 1 / n),
    );
    const ring = createInputRing(gpu, givers, 4 * (1 + slots.length * words));
    const code = settleShader(slots.length, firstVector, words);
    const settle = bound(compile(code), [groups, givers, flags, reciprocals, times]);
    return {
      room,
      words,
      flags,
      ring,
      settle,
      dispose() {
        ring.dispose();
        for (const buffer of [flags, givers, reciprocals]) buffer.destroy();
      },
    };
  }

  /** The flags of the step so far go along. */
  function makeRoom(): void {
    const larger = tableFor(2 * table.room);
    copyBuffer(gpu, table.flags, 0, larger.flags, 0, 4 * table.room);
    flush(gpu);
    table.dispose();
    table = larger;
  }

  return {
    noteLoss(sums) {
      if (sums.size < 2) return;
      const { buffer, offset } = locate(gpu, sums);
      copyBuffer(gpu, buffer, offset + 4, cells, 0, 4);
      gpu.commandQueueOwnedIds.add(sums.dataId);
    },
    before(index) {
      if (index === table.room) makeRoom();
      clearBuffer(gpu, cells, 0, 8);
    },
    after(index) {
      const { pipeline, group } = index === 0 ? first : next;
      dispatch(gpu, check.pipeline, check.group, grid);
      dispatch(gpu, pipeline, group, grid);
      copyBuffer(gpu, kept, 0, table.flags, 4 * index, 4);
    },
    sift(sums, maxima) {
      const nothing = tf.tensor1d(sumsOfNothing(sums.size, maxima));
      return tf.where(tf.greater(isKept, 0), sums, nothing) as tf.Tensor1D;
    },
    settle(givers) {
      const { words, ring, settle } = table;
      const bits = new Int32Array(1 + slots.length * words);
      bits[0] = givers.length;
      for (const [batch, given] of givers.entries()) {
        for (const slot of given) bits[1 + slot * words + (batch >> 5)]! |= 1 << (batch & 31);
      }
      ring.write(bits);
      dispatch(gpu, settle.pipeline, settle.group, gridOf(slots.length));
    },
    settleOne: () => copyBuffer(gpu, ones, 0, times, 0, 4 * slots.length),
    times: allTimes,
    get flags() {
      return table.flags;
    },
    async count(microBatches) {
      const flags = new Float32Array(await readBuffer(gpu, table.flags, 0, 4 * microBatches));
      return flags.reduce((sum, flag) => sum + flag, 0);
    },
    dispose() {
      tf.dispose([isKept, allTimes]);
      table.dispose();
      for (const buffer of [cells, kept, times, ones]) buffer.destroy();
    },
  };
}

/** A tensor that lies in the buffer. */
function viewOf(gpu: GpuInternals, buffer: GPUBuffer, size: number): tf.Tensor1D {
  const info = gpu.makeTensorInfo([size], 'float32');
  Object.assign(gpu.tensorMap.get(info.dataId), {
    resource: buffer,
    external: true,
    view: { offset: 0, size: 4 * size },
  });
  return tf.keep(tf.engine().makeTensorFromTensorInfo(info)) as tf.Tensor1D;
}
