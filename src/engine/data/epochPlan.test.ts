/** The order of an epoch's rows: every row once, another order each epoch, the same for the same seed. */
import { expect, test } from 'vitest';
import { type PlanConfig, planEpoch } from './epochPlan';

const rows = Uint32Array.from({ length: 23 }, (_, i) => 100 + i);
const config: PlanConfig = { batchSize: 4, gradientAccumulationSteps: 2, shuffle: true, seed: 5 };

/** The batches of each step of an epoch. */
function stepsOf(epoch: number, change: Partial<PlanConfig> = {}): number[][][] {
  const plan = planEpoch(rows, { ...config, ...change }, epoch);
  return Array.from({ length: plan.steps }, (_, step) => plan.step(step).map((batch) => [...batch.rows]));
}
const orderOf = (...args: Parameters<typeof stepsOf>) => stepsOf(...args).flat(2);

test('every epoch takes every row once', () => {
  for (const epoch of [0, 1, 2]) expect(orderOf(epoch).sort((a, b) => a - b)).toEqual([...rows]);
});

test('each epoch has an order of its own, and the same one when asked again', () => {
  const orders = Array.from({ length: 6 }, (_, epoch) => orderOf(epoch).join());
  expect(new Set([...orders, rows.join()]).size).toBe(7);
  expect(Array.from({ length: 6 }, (_, epoch) => orderOf(epoch).join())).toEqual(orders);
  expect(orderOf(0, { seed: 6 })).not.toEqual(orderOf(0));
});

test('without shuffling every epoch has the order of the data', () => {
  for (const epoch of [0, 1]) expect(orderOf(epoch, { shuffle: false })).toEqual([...rows]);
});

test('the last step and the last batch are as short as what is left', () => {
  expect(stepsOf(0).map((batches) => batches.map(({ length }) => length))).toEqual([
    [4, 4],
    [4, 4],
    [4, 3],
  ]);
});
