/** One molecule of a dataset as it was read, as plain arrays for the page. */
import type { StoredDataset } from '../../engine';
import type { GridScale } from '../data/moleculeSet';
import { formulaOf } from '../formula';
import { debyePerAtomicUnit } from '../units';
import type { ShownMolecule } from './questions';
import { openStoredMolecules } from './storedMolecules';

/** @param transfer takes the buffers of the arrays. */
export async function shownMolecule(
  dataset: StoredDataset,
  row: number,
  gridScale: GridScale,
  transfer: Transferable[],
): Promise<ShownMolecule> {
  const set = await openStoredMolecules(dataset).part(row, row + 1, gridScale);
  const molecule = await set.molecule(0);
  const { dipole, totalCharge } = molecule;
  // Copies: the molecule's own may be parts of other arrays, or the dataset's.
  const arrays = {
    atomicNumbers: molecule.atomicNumbers.slice(),
    positions: molecule.positions.slice(),
    monopoles: molecule.monopoles?.slice() ?? null,
    grid: molecule.grid.slice(),
    potential: molecule.potential.slice(),
  };
  for (const array of Object.values(arrays)) if (array) transfer.push(array.buffer);
  return {
    ...arrays,
    row,
    name: set.name(0),
    formula: formulaOf(arrays.atomicNumbers),
    atoms: arrays.atomicNumbers.length,
    points: arrays.grid.length / 3,
    totalCharge,
    dipole: dipole && Math.hypot(...dipole) * debyePerAtomicUnit,
  };
}
