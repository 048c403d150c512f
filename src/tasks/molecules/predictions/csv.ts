/** Predicted charges as CSV, a line for each. */
import { type Cell, csvLines, float32Number } from '../../../formats/csv/write';
import { predictedMonopoles } from '../analysis/moleculeFigures';
import { symbolOf } from '../formula';
import type { PredictedMolecule } from '../molecule';
import { createTextParts, type PredictedSet } from './predictedSet';

/**
 * Columns: row, where known split, name, atom (from 0), element, k (from 0), q (e), x, y, z (Å), and of the whole atom
 * the predicted charge and, where the data have one, reference and error (predicted − reference).
 */
export async function writeChargesCsv({
  stream,
  name,
  split,
}: PredictedSet): Promise<Uint8Array<ArrayBuffer>> {
  const text = createTextParts();
  text.add(
    csvLines([
      [
        ...['row', ...(split ? ['split'] : []), 'name', 'atom', 'element', 'k', 'q', 'x', 'y', 'z'],
        ...['atom_predicted', 'atom_reference', 'atom_error'],
      ],
    ]),
  );
  for await (const predicted of stream) {
    const { row } = predicted.molecule;
    text.add(csvLines(linesOf(predicted, split ? [row, split(row), name(row)] : [row, name(row)])));
  }
  return text.bytes();
}

function* linesOf(predicted: PredictedMolecule, begin: readonly Cell[]): Generator<Cell[]> {
  const { molecule, nDcm, charges, places } = predicted;
  for (const [atom, monopole] of predictedMonopoles(predicted).entries()) {
    const reference = molecule.monopoles ? molecule.monopoles[atom]! : null;
    for (let k = 0; k < nDcm; k++) {
      const charge = atom * nDcm + k;
      yield [
        ...begin,
        atom,
        symbolOf(molecule.atomicNumbers[atom]!),
        k,
        float32Number(charges[charge]!),
        ...Array.from(places.subarray(3 * charge, 3 * charge + 3), float32Number),
        monopole,
        reference === null ? null : float32Number(reference),
        reference === null ? null : monopole - reference,
      ];
    }
  }
}
