import { describe, expect, it } from 'vitest';
import { analyseMolecules } from '../../analysis/analyse';
import { predictedMolecules, streamOf, withoutReference } from '../../analysis/predicted.fixture';
import { moleculeFigures } from './figures';
import { moleculeColumns, moleculesCsv, sortMolecules } from './moleculeOrder';

const analyse = (molecules = predictedMolecules) =>
  analyseMolecules(streamOf(molecules), { name: (row) => (row === 4 ? 'b' : 'a, b') });

describe('the table of molecules', () => {
  it('is ordered by any column, texts and numbers', async () => {
    const { table } = await analyse();
    const rows = (column: Parameters<typeof sortMolecules>[1]['column'], descending: boolean) =>
      Array.from(sortMolecules(table, { column, descending }), (place) => table.rows[place]);
    expect(rows('espRmse', true)).toEqual([2, 4]);
    expect(rows('espRmse', false)).toEqual([4, 2]);
    expect(rows('names', true)).toEqual([4, 2]);
    expect(rows('atoms', false)).toEqual([2, 4]);
    expect(rows('loss', true)).toEqual([2, 4]);
  });

  it('keeps what has no value at the end', async () => {
    const { table } = await analyse([withoutReference[0]!, predictedMolecules[1]!]);
    for (const descending of [true, false]) {
      const places = sortMolecules(table, { column: 'espRmse', descending });
      expect(table.rows[places[1]!]).toBe(4);
    }
  });

  it('leaves out columns without a value, in the file as well', async () => {
    const { table } = await analyse(withoutReference);
    expect(moleculeColumns(table).map(({ column }) => column)).toEqual([
      ...['names', 'formulas', 'atoms', 'totalCharge'],
    ]);
    expect(moleculesCsv(table).split('\n')).toEqual([
      'row,name,formula,atoms,total_charge',
      '2,"a, b",CO,2,1.375',
      '4,b,H2O,3,-0.0625',
      '',
    ]);
  });

  it('holds no formula for the name of a molecule', async () => {
    const { table } = await analyseMolecules(streamOf(predictedMolecules), { name: (row) => `=${row}` });
    expect(moleculesCsv(table).split('\n')[1]).toMatch(/^2,'=2,CO,/);
  });
});

it('compares checkpoints by figures that are always the same ones', async () => {
  const names = moleculeFigures(await analyse()).map(({ name }) => name);
  const without = moleculeFigures(await analyse(withoutReference));
  expect(without.map(({ name }) => name)).toEqual(names);
  expect(without.every(({ value }) => value === null)).toBe(true);
});
