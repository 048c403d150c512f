/** The table of analysed molecules: its columns, its order, and the file of it. Pure. */
import { type Cell, csvText } from '../../../../formats/csv/write';
import type { MoleculesTable } from '../../analysis/moleculesAnalysis';

export type MoleculeColumn = keyof MoleculesTable;

export interface MoleculeOrder {
  column: MoleculeColumn;
  descending: boolean;
}

interface TableColumn {
  column: MoleculeColumn;
  title: string;
  /** In the file. */
  name: string;
}

const all: readonly TableColumn[] = [
  { column: 'names', title: 'Molecule', name: 'name' },
  { column: 'formulas', title: 'Formula', name: 'formula' },
  { column: 'atoms', title: 'Atoms', name: 'atoms' },
  { column: 'espRmse', title: 'ESP RMSE', name: 'esp_rmse_kcal' },
  { column: 'espMaxError', title: 'Largest ESP error', name: 'esp_max_error_kcal' },
  {
    column: 'monopolesEspRmse',
    title: 'ESP RMSE of the reference charges',
    name: 'reference_charges_esp_rmse_kcal',
  },
  { column: 'monopoleRmse', title: 'Monopole RMSE (e)', name: 'mono_rmse' },
  { column: 'dipoleError', title: 'Dipole error (D)', name: 'dipole_error_debye' },
  { column: 'totalCharge', title: 'Total charge (e)', name: 'total_charge' },
  { column: 'loss', title: 'Loss', name: 'loss' },
];

/** Those that hold anything; units in the headings, potentials in (kcal/mol)/e. */
export function moleculeColumns(table: MoleculesTable): readonly TableColumn[] {
  return all.filter(({ column }) => {
    const values = table[column];
    return !(values instanceof Float64Array) || values.some((value) => !Number.isNaN(value));
  });
}

/** Places in the table; those without a value last in either direction, equal ones as they were. */
export function sortMolecules(table: MoleculesTable, { column, descending }: MoleculeOrder): Uint32Array {
  const places = Uint32Array.from(table.rows, (_, place) => place);
  const sign = descending ? -1 : 1;
  const values = table[column];
  if (Array.isArray(values)) {
    return places.sort(
      (a, b) => sign * values[a]!.localeCompare(values[b]!, 'en', { numeric: true }) || a - b,
    );
  }
  return places.sort((a, b) => {
    const [left, right] = [values[a]!, values[b]!];
    const missing = Number(Number.isNaN(left)) - Number(Number.isNaN(right));
    if (missing !== 0 || Number.isNaN(left)) return missing || a - b;
    return sign * (left - right) || a - b;
  });
}

/** One line a molecule, the worst first, numbers in full precision; an empty cell where there is no value. */
export function moleculesCsv(table: MoleculesTable): string {
  const columns = moleculeColumns(table);
  return csvText(
    ['row', ...columns.map(({ name }) => name)],
    Array.from(table.rows, (row, place): Cell[] => [
      row,
      ...columns.map(({ column }) => {
        const value = table[column][place]!;
        return Number.isNaN(value) ? null : value;
      }),
    ]),
  );
}
