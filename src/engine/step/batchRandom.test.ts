/** Random numbers of micro-batches never come twice, whichever variants a step has. */
import { expect, test } from 'vitest';
import { batchRandom } from './batchRandom';

const batches = (...variants: string[]) => variants.map((variant) => ({ variant }));

test('of one variant it is the seed, and a counter over micro-batches', () => {
  const all = batches('', '', '');
  const of = (step: number, index: number) => [
    ...batchRandom({ seed: 7, step, gradientAccumulationSteps: 3 }, all, index),
  ];
  expect([of(1, 0), of(1, 2), of(2, 0)]).toEqual([
    [7, 3],
    [7, 5],
    [7, 6],
  ]);
});

test('never repeats over steps and variants', () => {
  const steps = [batches('a', 'b', 'c'), batches('b', 'c'), batches('a', 'c'), batches('a', 'b', 'c')];
  const drawn = steps.flatMap((step, i) =>
    step.map((_, index) =>
      batchRandom({ seed: 7, step: i + 1, gradientAccumulationSteps: 1 }, step, index).join(),
    ),
  );
  expect(new Set(drawn).size).toBe(drawn.length);
  const twice = [1, 2, 3].flatMap((step) => {
    const all = batches('a', 'b', 'a', 'b');
    return all.map((_, index) =>
      batchRandom({ seed: 7, step, gradientAccumulationSteps: 2 }, all, index).join(),
    );
  });
  expect(new Set(twice).size).toBe(twice.length);
});

test('does not depend on the other variants of a step', () => {
  const at = { seed: 7, step: 4, gradientAccumulationSteps: 1 };
  expect(batchRandom(at, batches('a', 'b', 'c'), 2)).toEqual(batchRandom(at, batches('c'), 0));
});
