import { expect, it } from 'vitest';
import { keyedBrush, linePath, passes } from './parallel';

it('leaves the runs that pass every brush, and none without a value on a brushed axis', () => {
  const brushes = [null, { from: 0.2, to: 0.5 }];
  expect(passes([0.9, 0.2], brushes)).toBe(true);
  expect(passes([null, 0.5], brushes)).toBe(true);
  expect(passes([0.9, 0.6], brushes)).toBe(false);
  expect(passes([0.9, null], brushes)).toBe(false);
});

it('interrupts a line where there is no value', () => {
  const [a, b] = [
    { x: 0, y: 1 },
    { x: 10, y: 2 },
  ];
  expect(linePath([a, b, null, a, b])).toBe('M0.0,1.0L10.0,2.0M0.0,1.0L10.0,2.0');
});

it('is brushed by keys within the axis', () => {
  const made = keyedBrush(null, 'ArrowUp', false)!;
  expect(made).toEqual({ from: 0.5, to: 1 });
  expect(keyedBrush(made, 'ArrowUp', false)).toEqual(made);
  expect(keyedBrush(made, 'ArrowDown', false)!.from).toBeCloseTo(0.45);
  expect(keyedBrush(made, 'ArrowDown', true)!.to).toBeCloseTo(0.95);
  expect(keyedBrush(made, 'x', false)).toBe(made);
});
