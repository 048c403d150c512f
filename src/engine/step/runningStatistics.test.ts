/** Running statistics in the arenas: replaced by each step, outside of norm, clip and rates, and refused when not finite. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { trainingSchema } from '../../protocol/config';
import type { ParameterSpec } from '../nn/parameter';
import { createOptimizer } from '../optimizers/rules';
import { describeOnBackends } from '../tfjs/testBackends';
import { createTrainable } from './createStep';
import { layOut } from './layout';

const specs: ParameterSpec[] = [
  { name: 'kernel', shape: [2], initializer: () => {}, decay: true },
  { name: 'norm.running', shape: [3], initializer: () => {}, decay: false, running: true },
];

describeOnBackends('running statistics', () => {
  function create(emaDecay: number | null = null) {
    const training = trainingSchema.parse({
      optimizer: { name: 'sgd' },
      weightDecay: 0.5,
      weightDecayOn: 'all',
      gradientClipNorm: 1,
      gradientClipValue: 4,
      emaDecay,
    });
    const layout = layOut(specs, training);
    const trainable = createTrainable(layout, createOptimizer(training.optimizer), training);
    const values = new Float32Array(layout.length);
    values.set([1, 1], layout.slots[0]!.offset);
    values.set([5, 5, 5], layout.slots[1]!.offset);
    trainable.write({ values, ema: values });
    return { layout, trainable };
  }

  async function step(
    { layout, trainable }: ReturnType<typeof create>,
    microBatches: { kernel: number[]; running: number[] }[],
  ) {
    trainable.setInputs(0.1, 1, microBatches.length);
    for (const { kernel, running } of microBatches) {
      const tensors = [tf.tensor1d(kernel), tf.tensor1d(running)] as const;
      trainable.accumulate(new Map([...specs.keys()].map((i) => [specs[i]!.name, tensors[i]!])));
      tf.dispose([...tensors]);
    }
    const norm = trainable.update();
    const [length] = await norm.data();
    norm.dispose();
    const arenas = await trainable.read();
    const part = (arena: 'values' | 'ema', slot: number) => {
      const { offset, size } = layout.slots[slot]!;
      return Array.from(arenas[arena]?.subarray(offset, offset + size) ?? []);
    };
    return { length, kernel: part('values', 0), running: part('values', 1), average: part('ema', 1) };
  }

  it('become the mean of what the micro-batches give, whatever clip, rate and decay are', async () => {
    const state = create();
    const given = [
      { kernel: [3, 4], running: [10, 20, 30] },
      { kernel: [3, 4], running: [30, 20, 10] },
    ];
    const { length, kernel, running } = await step(state, given);
    expect(running).toEqual([20, 20, 20]);
    expect(length).toBeCloseTo(5, 5);
    // Clipped to norm 1, plus decay 0.5, times rate 0.1.
    expect(kernel[0]).toBeCloseTo(1 - 0.1 * (0.6 + 0.5), 5);
    expect(kernel[1]).toBeCloseTo(1 - 0.1 * (0.8 + 0.5), 5);
    expect(state.layout.parameterCount).toBe(2);
    state.trainable.dispose();
  });

  it('are averaged with the weights', async () => {
    const state = create(0.75);
    const { average } = await step(state, [{ kernel: [0, 0], running: [9, 9, 9] }]);
    expect(average).toEqual([6, 6, 6]);
    state.trainable.dispose();
  });

  it.each([
    { what: 'a gradient', kernel: [Number.NaN, 0], running: [1, 1, 1] },
    { what: 'a statistic', kernel: [1, 1], running: [1, Number.POSITIVE_INFINITY, 1] },
  ])('stay, with all else, where $what is not finite', async ({ kernel: gradient, running: next }) => {
    const state = create();
    const { length, kernel, running } = await step(state, [{ kernel: gradient, running: next }]);
    expect(Number.isFinite(length)).toBe(false);
    expect([kernel, running]).toEqual([
      [1, 1],
      [5, 5, 5],
    ]);
    state.trainable.dispose();
  });
});
