/** Arenas in typed arrays, updated in plain arithmetic: the reference of the GPU kernel, used on WASM and CPU. */
import * as tf from '@tensorflow/tfjs';
import type { Parameters } from '../nn/parameter';
import type { Optimizer } from '../optimizers/optimizer';
import { softThreshold } from '../optimizers/rules';
import { withFloats } from '../tfjs/hostMemory';
import { createAttendance } from './attendance';
import type { ArenaLayout, ArenaSlot } from './layout';
import { PROXIMAL_NUMBERS, proximalTable } from './proximalTable';
import {
  emaDecayAt,
  type Given,
  leavesOut,
  sumsOfNothing,
  type Trainable,
  type UpdateConfig,
} from './trainable';

export function createHostTrainable(
  layout: ArenaLayout,
  optimizer: Optimizer,
  config: UpdateConfig,
): Trainable {
  const { gradientClipNorm, gradientClipValue } = config;
  const arena = (fill = 0) => new Float32Array(layout.length).fill(fill);
  const part = (values: Float32Array, slot: ArenaSlot) =>
    values.subarray(slot.offset, slot.offset + slot.size);

  const values = arena();
  const gradients = arena();
  const ema = config.emaDecay === null ? null : arena();
  const slots = optimizer.slots.map((_, i) => arena(optimizer.initial[i]));
  let parameters = createTensors(values, layout);
  let averaged = ema && createTensors(ema, layout);
  const attendance = createAttendance(layout);
  let proximal = proximalTable(layout, []);
  let inputs = { learningRate: 0, update: 1, microBatches: 1, step: 1 };
  /** For each micro-batch of this step so far whether it counts; the last is told by `place`. */
  let kept: boolean[] = [];
  let isKept = true;
  /** Whether the gradients are those of the last update, which stay for whoever looks at them until the next step. */
  let updated = false;
  const clips = gradientClipNorm !== null || gradientClipValue !== null;
  /** A parameter's gradient as clipped. */
  const clipped = new Float32Array(clips ? Math.max(0, ...layout.slots.map(({ size }) => size)) : 0);

  /**
   * New tensors for the new values. Changing the old ones in place would go unseen on WASM: XNNPACK packs the weights
   * of a product once and finds them again by the tensor's identity.
   */
  function publish(): void {
    tf.dispose([parameters, averaged ?? {}]);
    parameters = createTensors(values, layout);
    averaged = ema && createTensors(ema, layout);
  }

  function forgetGradients(): void {
    gradients.fill(0);
    updated = false;
  }

  /** Onto the sum of the micro-batches before: what is absent adds nothing. */
  function place(given: ReadonlyMap<string, tf.Tensor>, sums?: tf.Tensor1D): Given {
    if (updated) forgetGradients();
    isKept = !leavesOut(config, inputs.microBatches) || isWhole(given, sums);
    if (!isKept) return layout.slots.flatMap(({ name }, index) => (given.has(name) ? [index] : []));
    return layout.slots.flatMap((slot, index) => (addTo(slot, given.get(slot.name)) ? [index] : []));
  }

  /** @returns whether there is something to add. */
  function addTo(slot: ArenaSlot, gradient: tf.Tensor | undefined): boolean {
    if (!gradient) return false;
    const sum = part(gradients, slot);
    withFloats([gradient], (addend) => {
      for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + addend[i]!;
    });
    return true;
  }

  function augment(more: ReadonlyMap<string, tf.Tensor>): void {
    for (const slot of layout.slots) addTo(slot, more.get(slot.name));
  }

  function add<Result extends { given: Given }>(batch: () => Result): Result {
    isKept = true;
    const result = batch();
    attendance.note(result.given, isKept);
    kept.push(isKept);
    return result;
  }

  /** Micro-batches of this step that the mean is taken of. */
  function counted(): number {
    return inputs.microBatches - kept.filter((one) => !one).length;
  }

  /** Mean over micro-batches. @returns the global norm, values clipped; NaN where a running statistic is not finite. */
  function average(batches: number): number {
    const limit = gradientClipValue ?? Infinity;
    let squares = 0;
    for (const [index, slot] of layout.slots.entries()) {
      const sum = part(gradients, slot);
      const times = slot.running ? Math.max(1, attendance.times(index)) : batches;
      for (let i = 0; i < sum.length; i++) {
        const mean = sum[i]! / times;
        sum[i] = mean;
        const g = slot.running ? mean : Math.min(limit, Math.max(-limit, mean));
        if (!slot.running) squares += g * g;
        else if (!Number.isFinite(g)) squares = Number.NaN;
      }
    }
    return Math.sqrt(squares);
  }

  /** A gradient as the optimizer takes it, clipped by value and by the global norm; valid until the next call. */
  function clip(gradient: Float32Array, factor: number): Float32Array {
    if (factor === 1 && gradientClipValue === null) return gradient;
    const limit = gradientClipValue ?? Infinity;
    const taken = clipped.subarray(0, gradient.length);
    for (let i = 0; i < taken.length; i++) taken[i] = Math.min(limit, Math.max(-limit, gradient[i]!));
    if (factor < 1) for (let i = 0; i < taken.length; i++) taken[i] = taken[i]! * factor;
    return taken;
  }

  /** The proximal steps of the regularizers. */
  function bound(own: Float32Array, slot: number, rateOf: (i: number) => number): void {
    const [lambda = 0, least = 0, largest = 0] = proximal.subarray(slot * PROXIMAL_NUMBERS);
    if (lambda > 0) softThreshold(own, (i) => lambda * rateOf(i));
    for (let i = 0; i < own.length; i++) own[i] = Math.min(Math.max(own[i]!, least), largest);
  }

  function update(sums?: tf.Tensor1D): tf.Tensor1D {
    if (updated) forgetGradients();
    const { learningRate, update, step } = inputs;
    const flags = leavesOut(config, inputs.microBatches) ? kept : [];
    const leftOut = flags.filter((one) => !one).length;
    kept = [];
    const norm = average(Math.max(1, inputs.microBatches - leftOut));
    if (Number.isFinite(norm) && leftOut < inputs.microBatches) {
      const factor = gradientClipNorm === null ? 1 : Math.min(1, gradientClipNorm / (norm + 1e-6));
      const scalars = optimizer.scalars(update);
      const emaDecay = emaDecayAt(config, step);
      for (const [index, slot] of layout.slots.entries()) {
        if (attendance.isLeftAlone(index)) continue;
        const own = part(values, slot);
        const gradient = part(gradients, slot);
        if (slot.running) own.set(gradient);
        if (!slot.frozen) {
          const rate = learningRate * slot.rateScale;
          const state = slots.map((arena) => part(arena, slot));
          const missed = attendance.missedBy(index);
          const k = missed === 0 ? scalars : optimizer.scalars(update - missed);
          optimizer.update(own, clip(gradient, factor), state, rate, slot.weightDecay, k);
          if (slot.proximalL1 > 0) softThreshold(own, () => rate * slot.proximalL1);
          if (layout.proximal)
            bound(own, index, (i) => optimizer.proximalRate?.at(state, i, rate, k) ?? rate);
        }
        if (ema && emaDecay !== null) {
          const mean = part(ema, slot);
          for (let i = 0; i < mean.length; i++) mean[i] = emaDecay * mean[i]! + (1 - emaDecay) * own[i]!;
        }
      }
      publish();
    }
    updated = true;
    attendance.finish();
    const count = sums?.size ?? 0;
    const record = new Float32Array(count + 1 + flags.length);
    if (sums) withFloats([sums], (values) => record.set(values));
    record.set([norm, ...flags.map(Number)], count);
    return tf.tensor1d(record);
  }

  return {
    layout,
    get parameters() {
      return parameters;
    },
    get averaged() {
      return averaged;
    },
    setInputs(learningRate, update, microBatches, step = update) {
      inputs = { learningRate, update, microBatches, step };
    },
    setStrengths(strengths) {
      if (layout.proximal) proximal = proximalTable(layout, strengths);
    },
    accumulate(given) {
      add(() => ({ given: place(given) }));
    },
    add,
    place,
    sift: (sums, maxima) => (isKept ? sums : tf.tensor1d(sumsOfNothing(sums.size, maxima))),
    timesOf: (slot) => (attendance.times(slot) > 0 ? counted() : 0),
    deviceTimes: null,
    close() {},
    augment,
    update,
    discard() {
      kept = [];
      forgetGradients();
      attendance.discard();
    },
    missed: attendance.missed,
    setMissed: attendance.setMissed,
    gradients: async () => (updated ? gradients.slice() : null),
    read: async () => ({
      values: values.slice(),
      ...(ema && { ema: ema.slice() }),
      ...Object.fromEntries(optimizer.slots.map((name, i) => [name, slots[i]!.slice()])),
    }),
    write(arenas) {
      if (updated) forgetGradients();
      if (arenas.values) values.set(arenas.values);
      if (ema && arenas.ema) ema.set(arenas.ema);
      optimizer.slots.forEach((name, i) => {
        const stored = arenas[name];
        if (stored) slots[i]!.set(stored);
      });
      publish();
    },
    dispose: () => tf.dispose([parameters, averaged ?? {}]),
  };
}

/** Whether the loss and every gradient is finite. */
function isWhole(given: ReadonlyMap<string, tf.Tensor>, sums: tf.Tensor1D | undefined): boolean {
  const loss = sums ? withFloats([sums], (values) => values[1] ?? 0) : 0;
  if (!Number.isFinite(loss)) return false;
  return [...given.values()].every((tensor) =>
    withFloats([tensor], (values) => values.every((value) => Number.isFinite(value))),
  );
}

function createTensors(arena: Float32Array, { slots }: ArenaLayout): Parameters {
  return Object.fromEntries(
    slots.map(({ name, shape, offset, size }) => [
      name,
      tf.keep(tf.tensor(arena.slice(offset, offset + size), shape, 'float32')),
    ]),
  );
}
