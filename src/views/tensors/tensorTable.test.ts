import { describe, expect, it } from 'vitest';
import { summarise } from '../../engine/checkpoints/tensorSummaries';
import { sortRows } from '../../ui/controls/columns';
import { filterTensors, kindsOf, kindTitle, oddTensorsText, oddText, tensorColumns } from './tensorTable';

const tensor = (name: string, kind: string, ...values: number[]) =>
  summarise({ name, kind }, [values.length], Float32Array.from(values));

const tensors = [
  tensor('block10.kernel', 'values', 1, 2),
  tensor('block2.kernel', 'values', -4, 0, 1),
  tensor('block2.bias', 'values', Number.NaN),
  tensor('block2.kernel', 'secondMoment', 0),
  tensor('block2.kernel', 'gradients', Infinity, Number.NaN, 1),
];
const names = (list: { name: string }[]) => list.map(({ name }) => name);

describe('the table of tensors', () => {
  it('names the kinds that there are or can be, weights and gradients before what the optimizer keeps', () => {
    expect(kindsOf(tensors).map(kindTitle)).toEqual(['Weights', 'Gradients', 'Activations', 'Second moment']);
    expect(kindTitle('ema')).toBe('Averaged weights');
  });

  it('shows one kind, and of it what has every word in its name', () => {
    expect(names(filterTensors(tensors, 'values', ' KERNEL block2 '))).toEqual(['block2.kernel']);
    expect(filterTensors(tensors, 'values', '')).toHaveLength(3);
    expect(filterTensors(tensors, 'values', 'gamma')).toEqual([]);
  });

  it('orders by any column, what has no number last', () => {
    const sorted = (column: string, descending: boolean) =>
      names(sortRows(filterTensors(tensors, 'values', ''), tensorColumns, { column, descending }));
    expect(sorted('name', false)).toEqual(['block2.bias', 'block2.kernel', 'block10.kernel']);
    expect(sorted('mean', true)).toEqual(['block10.kernel', 'block2.kernel', 'block2.bias']);
    expect(sorted('mean', false)).toEqual(['block2.kernel', 'block10.kernel', 'block2.bias']);
    expect(sorted('odd', true)[0]).toBe('block2.bias');
  });

  it('calls out what is not finite, of every kind', () => {
    expect(tensors.map(oddText)).toEqual(['0', '0', '1 NaN', '0', '1 NaN, 1 Inf']);
    expect(oddTensorsText(tensors)).toBe(
      '2 tensors hold NaN or infinite values: block2.bias, gradients/block2.kernel',
    );
    expect(oddTensorsText(tensors.slice(0, 2))).toBeNull();
    expect(oddTensorsText(new Array(5).fill(tensors[2]))).toMatch(/and 2 more$/);
  });
});
