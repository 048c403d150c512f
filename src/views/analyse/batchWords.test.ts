import { expect, it } from 'vitest';
import { randomStream } from '../../engine/random';
import { rowsText, unusualSteps } from './batchWords';

it('tells rows in a row by their ends, others by name, and many by the first of them', () => {
  expect(rowsText([])).toBe('–');
  expect(rowsText([4])).toBe('4');
  expect(rowsText([224, 225, 226])).toBe('224–226');
  expect(rowsText([3, 17, 9])).toBe('3, 17, 9');
  expect(rowsText(Array.from({ length: 64 }, (_, i) => 2 * i))).toBe(
    '0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, … of 64',
  );
});

it('names steps by what stands out in them, the farthest first', () => {
  const random = randomStream(1, 'unusual steps');
  const noisy = (mean: (i: number) => number) =>
    Array.from({ length: 500 }, (_, i) => mean(i) * (1 + 0.05 * random.normal()));
  const columns = {
    step: Array.from({ length: 500 }, (_, i) => i + 1),
    epoch: Array.from({ length: 500 }, (_, i) => (i + 1) / 100),
    loss: noisy((i) => 0.5 + Math.exp(-i / 400)),
    gradientNorm: noisy(() => 2),
  };
  expect(unusualSteps(columns)).toEqual([]);
  columns.loss[249] = 9;
  columns.gradientNorm[99] = 40;
  expect(unusualSteps(columns).map(({ step, epoch, of }) => [step, epoch, of])).toEqual([
    [100, 1, 'gradient norm'],
    [250, 2.5, 'loss'],
  ]);
});
