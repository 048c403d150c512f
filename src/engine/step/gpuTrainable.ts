/**
 * Arenas in GPU buffers, updated in three dispatches whatever the model, partial sums of squares, the norm and its clip
 * factor, the update, or in one for a small model. Sums run in a fixed order, so two runs agree in every bit.
 */
import * as tf from '@tensorflow/tfjs';
import { fusedThreads } from '../kernels/program/tileChoice';
import type { Parameters } from '../nn/parameter';
import type { Optimizer } from '../optimizers/optimizer';
import type { Strengths } from '../regularizers/strength';
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
import { createInputRing, type InputRing } from '../tfjs/inputRing';
import { createAttendance } from './attendance';
import { createBatchGuard } from './batchGuard';
import { ALIGNMENT, type ArenaLayout, type ArenaSlot } from './layout';
import { PROXIMAL_NUMBERS, proximalTable } from './proximalTable';
import {
  type Arenas,
  emaDecayAt,
  type Given,
  leavesOut,
  type Trainable,
  type UpdateConfig,
} from './trainable';
import { bind, compile, gridOf, groupTable, sumGroupsOf } from './updatePass';
import {
  accumulateShader,
  partialCount,
  SLOT_VECTORS,
  SMALL_GROUPS,
  updateShaders,
  WORKGROUP,
} from './updateShaders';

/** Floats of the uniform block: learning rate, 1/microBatches, clip norm, clip value, EMA decay, 1 − EMA decay; scalars. */
const UNIFORMS = 16;

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
  /** The sum of earlier micro-batches, while another writes over it. */
  const before = create(bytes);
  const ema = config.emaDecay === null ? null : create(bytes);
  const slots = optimizer.slots.map((_, i) => {
    const buffer = create(bytes);
    const initial = optimizer.initial[i] ?? 0;
    if (initial !== 0) device.queue.writeBuffer(buffer, 0, new Float32Array(layout.length).fill(initial));
    return buffer;
  });
  const blockBytes = (layout.length / ALIGNMENT) * 16;
  const slotBytes = layout.slots.length * SLOT_VECTORS * 16;
  const proximalBytes = layout.proximal ? layout.slots.length * PROXIMAL_NUMBERS * 4 : 0;
  const groups = create(blockBytes + proximalBytes + slotBytes);
  device.queue.writeBuffer(groups, 0, groupTable(layout));
  const proximal = layout.proximal
    ? { inputs: createInputRing(gpu, groups, proximalBytes, 2, blockBytes), written: '' }
    : null;
  if (proximal) device.queue.writeBuffer(groups, blockBytes, new Float32Array(proximalTable(layout, [])));
  const sumGroups = sumGroupsOf(layout.length);
  const partials = create(4 * partialCount(sumGroups));
  const uniforms = create(4 * UNIFORMS, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);

  const uniformInputs = createInputRing(gpu, uniforms, 4 * UNIFORMS);
  const bindings = [values, gradients, groups, partials, ...slots, ...(ema ? [ema] : [])];
  const passOf = (unlikeSlots: number) => {
    const variant = {
      length: layout.length,
      sumGroups,
      // As many as a barrier is cheap for.
      smallThreads: fusedThreads() || WORKGROUP,
      ema: ema !== null,
      running: layout.slots.some(({ running }) => running),
      frozen: layout.slots.some(({ rateScale }) => rateScale === 0),
      proximal: layout.slots.some(({ proximalL1 }) => proximalL1 > 0),
      clipValue: config.gradientClipValue !== null,
      boundSlots: layout.proximal ? layout.slots.length : 0,
      unlikeSlots,
    };
    const pass = compile(device, updateShaders(optimizer, variant), sumGroups === 0);
    return { ...pass, bound: bind(device, pass.layout, [...bindings, uniforms]) };
  };
  const pass = passOf(0);
  /** For steps whose slots are not all alike; made when there is one. */
  let unlike: { pass: ReturnType<typeof passOf>; slots: InputRing } | null = null;
  const adder = device.createComputePipeline({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code: accumulateShader }), entryPoint: 'accumulate' },
  });
  const groupOfAdder = bind(device, adder.getBindGroupLayout(0), [before, gradients]);
  const grid = gridOf(layout.length / 4);

  const parameters = createViews(gpu, layout.slots, values);
  const averaged = ema ? createViews(gpu, layout.slots, ema) : null;
  const penalised = new Set(layout.penalties.map(({ slot }) => layout.slots[slot]!));
  const penalisedSums = createViews(gpu, [...penalised], gradients);
  const attendance = createAttendance(layout);
  let inputs = { update: 1, microBatches: 1 };
  /** What each micro-batch of this step so far has given. */
  let givers: Given[] = [];
  const guard =
    config.nonFinite === 'skip'
      ? createBatchGuard(gpu, layout, { gradients, before, groups }, (blockBytes + proximalBytes) / 16)
      : null;
  /** The guard, in a step from which micro-batches may be left out. */
  const guardNow = () => (leavesOut(config, inputs.microBatches) ? guard : null);
  /** The pass of the update, once no further micro-batch comes. */
  let closed: ReturnType<typeof passOf> | null = null;
  /** Whether the sum in `gradients` is that of a whole step. */
  let updated = false;

  /** A batch that is not the first writes over the sum of those before it, which is then added to it. */
  function add<Result extends { given: Given }>(batch: () => Result): Result {
    const added = givers.length;
    const guarding = guardNow();
    if (added > 0) copyBuffer(gpu, gradients, 0, before, 0, bytes);
    guarding?.before(added);
    const result = batch();
    if (guarding) guarding.after(added);
    else if (added > 0) dispatch(gpu, adder, groupOfAdder, grid);
    attendance.note(result.given);
    givers.push(result.given);
    return result;
  }

  function place(given: ReadonlyMap<string, tf.Tensor>, sums?: tf.Tensor1D): Given {
    const found: number[] = [];
    // In any step: a recording of a step of one is played in one of several, too.
    if (sums) guard?.noteLoss(sums);
    for (const [i, { name, offset, size }] of layout.slots.entries()) {
      const gradient = given.get(name);
      if (!gradient) {
        clearBuffer(gpu, gradients, offset * 4, size * 4);
        continue;
      }
      copyToSum(gradient, offset, size);
      found.push(i);
    }
    return found;
  }

  function copyToSum(gradient: tf.Tensor, offset: number, size: number): void {
    const source = locate(gpu, gradient);
    // The copy is only queued: the backend must not recycle the gradient's buffer before it has run.
    gpu.commandQueueOwnedIds.add(gradient.dataId);
    copyBuffer(gpu, source.buffer, source.offset, gradients, offset * 4, size * 4);
  }

  function augment(more: ReadonlyMap<string, tf.Tensor>): void {
    for (const { name, offset, size } of penalised) {
      const addend = more.get(name);
      if (!addend) continue;
      const sum = tf.add(penalisedSums[name]!, addend);
      copyToSum(sum, offset, size);
      sum.dispose();
    }
  }

  function setInputs(learningRate: number, update: number, microBatches: number, step = update): void {
    const { gradientClipNorm, gradientClipValue } = config;
    const emaDecay = emaDecayAt(config, step);
    const block = new Float32Array(UNIFORMS);
    block.set([learningRate, 1 / microBatches, gradientClipNorm ?? 0, gradientClipValue ?? 0]);
    if (emaDecay !== null) block.set([emaDecay, 1 - emaDecay], 4);
    block.set(optimizer.scalars(update), 8);
    uniformInputs.write(block);
    inputs = { update, microBatches };
  }

  /** They change between epochs at most. */
  function setStrengths(strengths: Strengths): void {
    const written = strengths.join();
    if (!proximal || written === proximal.written) return;
    proximal.inputs.write(proximalTable(layout, strengths));
    proximal.written = written;
  }

  /** The pass over slots that are not alike, with the scalars of each brought over. */
  function unlikePass(): ReturnType<typeof passOf> {
    unlike ??= {
      pass: passOf(layout.slots.length),
      slots: createInputRing(gpu, groups, slotBytes, undefined, blockBytes + proximalBytes),
    };
    const table = new Float32Array(slotBytes / 4);
    layout.slots.forEach(({ running, frozen }, i) => {
      const scale = 1 / (running ? Math.max(1, attendance.times(i)) : inputs.microBatches);
      const k = optimizer.scalars(inputs.update - attendance.missedBy(i));
      const canBeAbsent = running || !frozen;
      const row = [scale, attendance.isAbsent(i) ? 0 : 1, running ? 1 : 0, canBeAbsent ? 1 : 0, ...k];
      table.set(row, i * 4 * SLOT_VECTORS);
    });
    unlike.slots.write(table);
    return unlike.pass;
  }

  /** The pass of the step's update; its table is the guard's to correct. */
  function closedPass(): ReturnType<typeof passOf> {
    const guarding = guardNow();
    const chosen = !guarding && attendance.isFull(inputs.microBatches) ? pass : unlikePass();
    if (guarding) guarding.settle(givers);
    else if (penalised.size > 0) guard?.settleOne();
    return chosen;
  }

  function close(): void {
    closed ??= closedPass();
  }

  function update(sums?: tf.Tensor1D): tf.Tensor1D {
    const { norm, update, bound } = closed ?? closedPass();
    const guarding = guardNow();
    if (norm) {
      dispatch(gpu, norm.squares, bound, [sumGroups, 1]);
      dispatch(gpu, norm.total, bound, [1, 1]);
    }
    dispatch(gpu, update, bound, norm ? grid : [SMALL_GROUPS, 1]);
    attendance.finish();
    const flags = guarding?.flags ?? null;
    const record = recordOf(sums, flags, givers.length);
    givers = [];
    closed = null;
    updated = true;
    return record;
  }

  /** By copies, which on a GPU cost a tenth of a dispatch. */
  function recordOf(sums: tf.Tensor1D | undefined, flags: GPUBuffer | null, count: number): tf.Tensor1D {
    const info = gpu.makeTensorInfo([(sums?.size ?? 0) + 1 + (flags ? count : 0)], 'float32');
    const record = tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor1D;
    const { buffer, offset } = locate(gpu, record);
    let end = offset;
    if (sums) {
      const source = locate(gpu, sums);
      copyBuffer(gpu, source.buffer, source.offset, buffer, end, source.size);
      gpu.commandQueueOwnedIds.add(sums.dataId);
      end += source.size;
    }
    copyBuffer(gpu, partials, 0, buffer, end, 4);
    if (flags) copyBuffer(gpu, flags, 0, buffer, end + 4, 4 * count);
    // The copies are only queued: the buffers must not be recycled before they have run.
    gpu.commandQueueOwnedIds.add(record.dataId);
    return record;
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
    setStrengths,
    accumulate(given) {
      add(() => ({ given: place(given) }));
    },
    add,
    place,
    sift: (sums, maxima) => guardNow()?.sift(sums, maxima) ?? sums,
    timesOf(slot) {
      if (attendance.times(slot) === 0) return 0;
      return guard ? 1 : inputs.microBatches;
    },
    deviceTimes: guard?.times ?? null,
    close,
    augment,
    update,
    discard() {
      givers = [];
      closed = null;
      updated = false;
      attendance.discard();
    },
    missed: attendance.missed,
    setMissed: attendance.setMissed,
    async gradients() {
      if (!updated) return null;
      const { microBatches } = inputs;
      const scale = 1 / Math.max(1, (await guardNow()?.count(microBatches)) ?? microBatches);
      const sums = new Float32Array(await readBuffer(gpu, gradients, 0, bytes));
      return scale === 1 ? sums : sums.map((sum) => sum * scale);
    },
    async read() {
      const arenas: Arenas = {};
      for (const [name, buffer] of Object.entries(stored)) {
        arenas[name] = new Float32Array(await readBuffer(gpu, buffer, 0, bytes));
      }
      return arenas;
    },
    write(arenas) {
      updated = false;
      flush(gpu);
      for (const [name, buffer] of Object.entries(stored)) {
        const arena = arenas[name];
        if (arena) device.queue.writeBuffer(buffer, 0, new Float32Array(arena));
      }
    },
    dispose() {
      tf.dispose([parameters, averaged ?? {}, penalisedSums]);
      flush(gpu);
      uniformInputs.dispose();
      guard?.dispose();
      proximal?.inputs.dispose();
      unlike?.slots.dispose();
      for (const buffer of buffers) buffer.destroy();
    },
  };
}

function createViews(gpu: GpuInternals, slots: readonly ArenaSlot[], arena: GPUBuffer): Parameters {
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
