/** What a model scores on each molecule, by which two checkpoints are compared: a molecule is one pair with all its points. */

import type { ExampleMeasure, ExampleScores } from '../../exampleScores';
import type { PredictedMolecule } from '../molecule';
import { moleculeFigures } from './moleculeFigures';

/** @param rows those of the stream, in any order. */
export async function moleculeScores(
  stream: AsyncIterable<PredictedMolecule>,
  rows: Uint32Array,
): Promise<ExampleScores> {
  const places = new Map(Array.from(rows, (row, place) => [row, place]));
  const measure = (name: string, title: string, unit: string): ExampleMeasure => ({
    ...{ name, title, unit, better: 'min', pooling: 'mean' },
    values: new Float64Array(rows.length).fill(Number.NaN),
  });
  const esp = measure('esp_rmse', 'ESP RMSE', '(kcal/mol)/e');
  const monopole = measure('monopole_rmse', 'monopole RMSE', 'e');
  const dipole = measure('dipole_error', 'dipole error', 'D');
  let points = 0;
  for await (const predicted of stream) {
    const place = places.get(predicted.molecule.row)!;
    const figures = moleculeFigures(predicted);
    esp.values[place] = figures.espRmse;
    monopole.values[place] = figures.monopoleRmse;
    dipole.values[place] = figures.dipoleError;
    points += predicted.pointMask.reduce((sum, counts) => sum + counts, 0);
  }
  return {
    rows,
    pairs: { one: 'molecule', many: 'molecules', names: null },
    // A mask of other points is another question.
    truth: `charges, dipoles and the potential at ${points.toLocaleString('en')} points`,
    measures: [esp, monopole, dipole].filter(({ values }) => !values.every(Number.isNaN)),
  };
}
