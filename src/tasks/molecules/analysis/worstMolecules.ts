/** The molecules whose potential a model gives worst; where there is none, those of the largest loss. */
import type { WorstSample } from '../../../protocol/worst';
import type { MoleculesTable } from './moleculesAnalysis';

/** As many as a capsule takes along. */
const MOST = 20;

/** The worst first. */
export function worstMolecules(table: MoleculesTable): WorstSample[] {
  const hasPotential = table.espRmse.some((value) => !Number.isNaN(value));
  const values = hasPotential ? table.espRmse : table.loss;
  const measure = hasPotential ? 'RMSE of the potential ((kcal/mol)/e)' : 'loss';
  return Array.from(values, (value, place) => ({ value, place }))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => b.value - a.value)
    .slice(0, MOST)
    .map(({ value, place }) => ({
      sample: table.names[place] || `molecule ${table.rows[place]}`,
      measure,
      value,
      details: {
        formula: table.formulas[place] ?? null,
        atoms: table.atoms[place] ?? null,
        'largest error ((kcal/mol)/e)': table.espMaxError[place] ?? null,
        'dipole error (D)': table.dipoleError[place] ?? null,
      },
    }));
}
