import { expect, it } from 'vitest';
import { conformalCoverage } from './conformalCoverage';
import { worstRows } from './worstRows';

const echoed = [
  { name: 'id', cell: (row: number) => `row ${row}` },
  { name: 'x', cell: (row: number) => row / 10 },
];

it('lists the rows of each target by the size of the error, with identifiers and inputs', () => {
  const tables = worstRows(
    {
      output: { kind: 'regression', targets: ['a', 'b'] },
      rows: Uint32Array.of(5, 7, 9),
      predicted: [1, 10, 2, 20, 3, 30],
      actual: [1.5, 10, 2, Number.NaN, 0, 33],
    },
    echoed,
  );
  expect(tables[0]!.columns.map(({ title }) => title)).toEqual(['actual', 'predicted', 'error', 'id', 'x']);
  expect(tables[0]!.rows).toEqual([
    { row: 9, cells: [0, 3, 3, 'row 9', 0.9] },
    { row: 5, cells: [1.5, 1, -0.5, 'row 5', 0.5] },
    { row: 7, cells: [2, 2, 0, 'row 7', 0.7] },
  ]);
  // A truth that is not known is no error.
  expect(tables[1]!.rows.map(({ row }) => row)).toEqual([9, 5]);
});

it('lists rows of classes by the probability of the true one', () => {
  const [table] = worstRows(
    {
      output: { kind: 'classification', target: 'kind', classes: ['no', 'yes'] },
      rows: Uint32Array.of(0, 1, 2),
      predicted: [0.9, 0.1, 0.4, 0.6, 0.2, 0.8],
      actual: [1, 1, 0],
    },
    [],
  );
  expect(table!.rows).toEqual([
    { row: 0, cells: ['yes', 'no', 0.9, 0.1] },
    { row: 2, cells: ['no', 'yes', 0.8, 0.2] },
    { row: 1, cells: ['yes', 'yes', 0.6, 0.6] },
  ]);
});

it('counts what conformal intervals hold of other rows: about their nominal share, where rows are alike', () => {
  const residual = (i: number) => ((i * 37) % 101) / 101 - 0.5;
  const rows = (from: number) => ({
    predicted: new Float32Array(100),
    actual: Float64Array.from({ length: 100 }, (_, i) => residual(i + from)),
  });
  const found = conformalCoverage(rows(0), rows(50), ['y']);
  expect(found.map(({ percent }) => percent)).toEqual([50, 80, 90, 95]);
  for (const { percent, inside } of found) expect(Math.abs(inside - percent / 100)).toBeLessThan(0.03);
  // The 51st smallest of the 100 residuals, twice.
  const sorted = Array.from({ length: 100 }, (_, i) => Math.abs(residual(i))).sort((a, b) => a - b);
  expect(found[0]!.width).toBeCloseTo(2 * sorted[50]!, 12);
  const few = { predicted: new Float32Array(5), actual: new Float64Array(5) };
  expect(conformalCoverage(few, few, ['y']).map(({ percent }) => percent)).toEqual([50, 80]);
});
