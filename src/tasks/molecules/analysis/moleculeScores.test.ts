/** Scores of molecules, as the analysis has them one by one. */
import { expect, it } from 'vitest';
import { analyseMolecules } from './analyse';
import { moleculeScores } from './moleculeScores';
import { predictedMolecules, streamOf, withoutReference } from './predicted.fixture';

const name = (row: number) => `molecule ${row}`;
const rows = Uint32Array.of(2, 4);

it('are those of the analysis, in the order of the rows', async () => {
  const scores = await moleculeScores(streamOf(predictedMolecules), rows);
  const { table } = await analyseMolecules(streamOf(predictedMolecules), { name });
  const inTable = (values: Float64Array) => [...rows].map((row) => values[table.rows.indexOf(row)]!);
  expect(scores.measures.map(({ title, unit, values }) => [title, unit, ...values])).toEqual([
    ['ESP RMSE', '(kcal/mol)/e', ...inTable(table.espRmse)],
    ['monopole RMSE', 'e', ...inTable(table.monopoleRmse)],
    ['dipole error', 'D', ...inTable(table.dipoleError)],
  ]);
  expect(scores.pairs).toEqual({ one: 'molecule', many: 'molecules', names: null });
  // A mask of other points would be another truth: 6 of 7 count in one, 5 in the other.
  expect(scores.truth).toContain('11 points');
});

it('measure nothing of what has no reference', async () => {
  const { measures } = await moleculeScores(streamOf(withoutReference), rows);
  expect(measures).toEqual([]);
});
