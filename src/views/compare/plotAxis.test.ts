import { expect, it } from 'vitest';
import type { Variable } from '../../runs/comparison/variables';
import { plotAxis, shortened } from './plotAxis';

const numbers = (values: (number | null)[]): Variable => ({
  ...{ key: 'k', title: 't', source: 'setting', kind: 'number', better: null },
  values,
});

it('puts numbers between round bounds, and decades at equal steps', () => {
  expect(plotAxis(numbers([0, 5, null, 10]), false).positions).toEqual([0, 0.5, null, 1]);
  const log = plotAxis(numbers([0.001, 0.01, 0.1]), true);
  expect(log.positions.map((at) => Number(at!.toFixed(6)))).toEqual([0, 0.5, 1]);
  expect(log.texts).toEqual(['0.001', '0.01', '0.1']);
});

it('puts categories in equal steps, whatever they are called', () => {
  const variable: Variable = {
    ...{ key: 'k', title: 't', source: 'setting', kind: 'category' },
    values: ['__proto__', null, '<b>'],
    categories: ['<b>', '__proto__'],
  };
  const { positions, texts, ticks } = plotAxis(variable, false);
  expect(positions).toEqual([0.75, null, 0.25]);
  expect(texts).toEqual(['__proto__', '–', '<b>']);
  expect(ticks.map(({ label }) => label)).toEqual(['<b>', '__proto__']);
});

it('cuts long names', () => {
  expect(shortened('learningRate', 6)).toBe('learn…');
  expect(shortened('rate', 6)).toBe('rate');
});
