/**
 * Parameters that some steps give no gradient: every optimizer against PyTorch's own formulas in float64, in which each
 * parameter counts its steps and is skipped where its gradient is None (torch.optim, `_single_tensor_*`, 2.1).
 */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { type OptimizerConfig, optimizerSchema } from '../../protocol/optimizerConfig';
import { expectClose } from '../golden/compare';
import { zeros } from '../nn/initializers';
import { createTrainable } from '../step/createStep';
import { layOut } from '../step/layout';
import { describeOnBackends } from '../tfjs/testBackends';
import { createOptimizer } from './rules';

const [rate, decay, clipNorm, emaDecay, steps] = [0.05, 0.1, 1.5, 0.9, 14];

/** In which steps, from 0, each parameter has a gradient: always, now and then, late, never. */
const presence: Record<string, (step: number) => boolean> = {
  always: () => true,
  sometimes: (step) => step % 3 === 1,
  late: (step) => step >= 8,
  never: () => false,
};
const names = Object.keys(presence);

/** What PyTorch keeps for one parameter. */
interface Slot {
  p: number[];
  ema: number[];
  step: number;
  a: number[];
  b: number[];
  c: number[];
}

/** One step of `torch.optim` on one parameter with the clipped gradient `grad`. */
function reference(config: OptimizerConfig, slot: Slot, grad: readonly number[]): void {
  slot.step++;
  const { step, p, a, b, c } = slot;
  grad.forEach((raw, i) => {
    if (config.name === 'adamw') p[i]! *= 1 - rate * decay;
    const g = config.name === 'adamw' ? raw : raw + decay * p[i]!;
    switch (config.name) {
      case 'sgd': {
        // The first buffer of PyTorch is the gradient itself.
        a[i] = step === 1 ? g : config.momentum * a[i]! + g;
        p[i]! -= rate * (config.nesterov ? g + config.momentum * a[i]! : config.momentum > 0 ? a[i]! : g);
        break;
      }
      case 'adam':
      case 'adamw': {
        a[i]! += (g - a[i]!) * (1 - config.beta1);
        b[i] = config.beta2 * b[i]! + (1 - config.beta2) * g * g;
        c[i] = Math.max(c[i]!, b[i]!);
        const second = config.amsgrad ? c[i]! : b[i]!;
        const denominator = Math.sqrt(second) / Math.sqrt(1 - config.beta2 ** step) + config.epsilon;
        p[i]! -= ((rate / (1 - config.beta1 ** step)) * a[i]!) / denominator;
        break;
      }
      case 'rmsprop': {
        a[i] = config.alpha * a[i]! + (1 - config.alpha) * g * g;
        b[i] = config.momentum * b[i]! + g / (Math.sqrt(a[i]!) + config.epsilon);
        p[i]! -= rate * b[i]!;
        break;
      }
      case 'adagrad': {
        a[i]! += g * g;
        const slowed = rate / (1 + (step - 1) * config.learningRateDecay);
        p[i]! -= (slowed * g) / (Math.sqrt(a[i]!) + config.epsilon);
      }
    }
  });
}

const optimizers = [
  { name: 'sgd' },
  { name: 'sgd', momentum: 0.9 },
  { name: 'sgd', momentum: 0.9, nesterov: true },
  { name: 'adam' },
  { name: 'adamw' },
  { name: 'adamw', amsgrad: true },
  { name: 'rmsprop' },
  { name: 'rmsprop', momentum: 0.9 },
  { name: 'adagrad', learningRateDecay: 0.1 },
];

function create(config: OptimizerConfig, size: number) {
  const specs = names.map((name) => ({ name, shape: [size], initializer: zeros, decay: true }));
  const layout = layOut(specs, { weightDecay: decay, weightDecayOn: 'all', parameterGroups: [] });
  const clipping = { gradientClipNorm: clipNorm, gradientClipValue: null, emaDecay, emaWarmup: false };
  const trainable = createTrainable(layout, createOptimizer(config), clipping);
  const part = (arena: Float32Array | undefined, i: number) =>
    arena!.subarray(layout.slots[i]!.offset, layout.slots[i]!.offset + size);
  return { layout, trainable, part };
}

type State = ReturnType<typeof create>;

const gradientOf = (step: number, parameter: number, batch: number, size: number) =>
  Float32Array.from({ length: size }, (_, i) => Math.sin(1 + i + 3 * step + 7 * parameter + 11 * batch));

/** A step of two micro-batches: the second has gradients for the first parameter alone. @returns the norm. */
async function take({ trainable, layout }: State, step: number, size: number): Promise<number> {
  trainable.setInputs(rate, step + 1, 2);
  for (const batch of [0, 1]) {
    const given = names.flatMap((name, i): [string, tf.Tensor][] =>
      presence[name]!(step) && (batch === 0 || i === 0)
        ? [[name, tf.tensor1d(gradientOf(step, i, batch, size))]]
        : [],
    );
    trainable.accumulate(new Map(given));
    tf.dispose(given.map(([, tensor]) => tensor));
  }
  const norm = trainable.update();
  const [length = Number.NaN] = await norm.data();
  norm.dispose();
  expect(layout.slots).toHaveLength(names.length);
  return length;
}

function startArena({ layout, part }: State, size: number): Float32Array {
  const values = new Float32Array(layout.length);
  names.forEach((_, i) => {
    part(values, i).set(Float32Array.from({ length: size }, (_, k) => Math.cos(k + i)));
  });
  return values;
}

describeOnBackends('parameters without a gradient', () => {
  // On WebGPU a large arena takes another path than a small one.
  for (const size of [5, 1500]) {
    it.each(size === 5 ? optimizers : [optimizers[5]!])(
      `are skipped by %o as PyTorch skips them, of ${size} values each`,
      async (given) => {
        const config = optimizerSchema.parse(given);
        const state = create(config, size);
        const start = startArena(state, size);
        state.trainable.write({ values: start, ema: start });
        const slots = names.map((_, i): Slot => {
          const p = Array.from(state.part(start, i));
          const none = () => p.map(() => 0);
          return { p, ema: [...p], step: 0, a: none(), b: none(), c: none() };
        });
        for (let step = 0; step < steps; step++) {
          const before = await state.trainable.read();
          const length = await take(state, step, size);
          const gradients = names.map((name, i) => {
            if (!presence[name]!(step)) return null;
            const [first, second] = [gradientOf(step, i, 0, size), gradientOf(step, i, 1, size)];
            return Array.from(first, (value, k) => (value + (i === 0 ? second[k]! : 0)) / 2);
          });
          const norm = Math.hypot(...gradients.flatMap((gradient) => gradient ?? []));
          expectClose([length], [norm], 1e-5);
          const clip = Math.min(1, clipNorm / (norm + 1e-6));
          const after = await state.trainable.read();
          for (const [i, slot] of slots.entries()) {
            const gradient = gradients[i];
            if (!gradient) {
              // Nothing of it has changed, in no bit.
              for (const arena of Object.keys(after)) {
                expect(state.part(after[arena], i)).toEqual(state.part(before[arena], i));
              }
              continue;
            }
            reference(
              config,
              slot,
              gradient.map((value) => value * clip),
            );
            slot.ema = slot.ema.map((mean, k) => emaDecay * mean + (1 - emaDecay) * slot.p[k]!);
            expectClose(state.part(after.values, i), slot.p, 2e-5, 0.1);
            expectClose(state.part(after.ema, i), slot.ema, 2e-5, 0.1);
          }
        }
        expect(state.trainable.missed()).toEqual({ sometimes: 9, late: 8, never: 14 });
        state.trainable.dispose();
      },
    );
  }

  it('count their updates over a checkpoint, to the same bits', async () => {
    const config = optimizerSchema.parse({ name: 'adam' });
    const whole = create(config, 5);
    const start = startArena(whole, 5);
    whole.trainable.write({ values: start, ema: start });
    for (let step = 0; step < 6; step++) await take(whole, step, 5);
    const resumed = create(config, 5);
    resumed.trainable.write(await whole.trainable.read());
    resumed.trainable.setMissed(whole.trainable.missed());
    for (let step = 6; step < steps; step++) {
      await take(whole, step, 5);
      await take(resumed, step, 5);
    }
    expect(await resumed.trainable.read()).toEqual(await whole.trainable.read());
    expect(resumed.trainable.missed()).toEqual(whole.trainable.missed());
    whole.trainable.dispose();
    resumed.trainable.dispose();
  });
});

describeOnBackends('running statistics that some micro-batches do not give', () => {
  it('become the mean of those that were given, and stay where none was', async () => {
    const spec = { shape: [2], initializer: zeros, decay: false };
    const layout = layOut(
      [
        { ...spec, name: 'p' },
        { ...spec, name: 'first', running: true },
        { ...spec, name: 'second', running: true },
      ],
      { weightDecay: 0, weightDecayOn: 'all', parameterGroups: [] },
    );
    const trainable = createTrainable(layout, createOptimizer(optimizerSchema.parse({ name: 'sgd' })), {
      gradientClipNorm: null,
      gradientClipValue: null,
      emaDecay: 0.5,
      emaWarmup: false,
    });
    const start = new Float32Array(layout.length).fill(4);
    trainable.write({ values: start, ema: start });
    trainable.setInputs(1, 1, 3);
    for (const value of [6, 9, 12]) {
      const [gradient, next] = [tf.tensor1d([value, 0]), tf.tensor1d([value, 2 * value])];
      trainable.accumulate(new Map([['p', gradient], ...(value > 6 ? [['first', next] as const] : [])]));
      tf.dispose([gradient, next]);
    }
    trainable.update().dispose();
    const { values, ema } = await trainable.read();
    const at = (arena: Float32Array | undefined, i: number) =>
      Array.from(arena!.subarray(layout.slots[i]!.offset, layout.slots[i]!.offset + 2));
    expect(at(values, 0)).toEqual([-5, 4]);
    expect(at(values, 1)).toEqual([10.5, 21]);
    expect(at(ema, 1)).toEqual([7.25, 12.5]);
    expect([at(values, 2), at(ema, 2)]).toEqual([
      [4, 4],
      [4, 4],
    ]);
    trainable.dispose();
  });
});
