/** Predictions as NPZ, padded as the data are, so that programs read them beside the data. */
import type { NamedArray } from '../../../formats/arrays';
import { writeNpz } from '../../../formats/npy/npz';
import type { DType } from '../../../protocol/datasets';

import { moleculeFigures, predictedMonopoles } from '../analysis/moleculeFigures';
import type { PredictedMolecule } from '../molecule';
import { potentialBox } from './box';
import type { MoleculeOptions } from './options';
import type { PredictedSet } from './predictedSet';

/** In the order of the codes in the file. */
const splitCodes = { train: 0, validation: 1, test: 2 } as const;

type WrittenArray = Pick<NamedArray, 'name' | 'dtype' | 'shape' | 'data'>;

/**
 * Arrays, n molecules of at most A atoms with K charges each and G points: `rows` [n]; `Z` [n, A], `R` [n, A, 3] Å and
 * `N` [n, 1] as in the data; `charges` [n, A, K] e and `places` [n, A, K, 3] Å; `monopoles` [n, A], the charges of whole
 * atoms; `dipole` [n, 3] e·bohr about the molecule's origin; `esp` [n, G] Hartree/e and `n_grid` [n] where there are
 * points; the errors of each molecule `esp_rmse_kcal`, `esp_max_error_kcal`, `mono_rmse`, `dipole_error_debye` [n], NaN
 * without a reference, `total_charge` [n]; `split` [n] (0 train, 1 validation, 2 test, 255 none) where known. On request
 * `box_ROW` [x, y, z] Hartree/e with `box_origin` [n, 3] Å and `box_axes` [3, 3], the steps in Å.
 */
export async function writePredictionsNpz(
  set: PredictedSet,
  options: Pick<MoleculeOptions, 'potentials' | 'spacing' | 'margin'>,
): Promise<Uint8Array<ArrayBuffer>> {
  const { rows, split, padded } = set;
  const n = rows.length;
  const withPoints = padded.points > 0 && (options.potentials === 'points' || options.potentials === 'both');
  const withBoxes = options.potentials === 'box' || options.potentials === 'both';
  const boxes: WrittenArray[] = [];
  const origins = new Float64Array(withBoxes ? n * 3 : 0);
  let arrays: PaddedArrays | null = null;
  let index = 0;
  for await (const predicted of set.stream) {
    arrays ??= createArrays(n, predicted.nDcm, padded.atoms, withPoints ? padded.points : 0);
    arrays.set(index, predicted);
    if (withBoxes) {
      const { shape, origin, values } = potentialBox(predicted, options);
      boxes.push(array(`box_${predicted.molecule.row}`, 'float32', shape, values));
      origins.set(origin, index * 3);
    }
    index++;
  }
  const written = [array('rows', 'uint32', [n], rows), ...(arrays?.written() ?? [])];
  if (split) {
    const codes = Uint8Array.from(rows, (row) => {
      const part = split(row);
      return part === null ? 255 : splitCodes[part];
    });
    written.push(array('split', 'uint8', [n], codes));
  }
  if (withBoxes) {
    const step = options.spacing;
    const axes = Float64Array.of(step, 0, 0, 0, step, 0, 0, 0, step);
    written.push(array('box_origin', 'float64', [n, 3], origins), array('box_axes', 'float64', [3, 3], axes));
  }
  return writeNpz([...written, ...boxes]);
}

function array(name: string, dtype: DType, shape: number[], data: NamedArray['data']): WrittenArray {
  return { name, dtype, shape, data };
}

interface PaddedArrays {
  /** @param index in the file. */
  set(index: number, predicted: PredictedMolecule): void;
  written(): WrittenArray[];
}

function createArrays(n: number, nDcm: number, atoms: number, points: number): PaddedArrays {
  const Z = new Int32Array(n * atoms);
  const R = new Float32Array(n * atoms * 3);
  const N = new Int32Array(n);
  const charges = new Float32Array(n * atoms * nDcm);
  const places = new Float32Array(n * atoms * nDcm * 3);
  const monopoles = new Float32Array(n * atoms);
  const dipole = new Float32Array(n * 3);
  const esp = new Float32Array(n * points);
  const counts = new Int32Array(points > 0 ? n : 0);

  const figures = ['espRmse', 'espMaxError', 'monopoleRmse', 'dipoleError', 'totalCharge'] as const;
  const columns = figures.map(() => new Float64Array(n));
  const names = ['esp_rmse_kcal', 'esp_max_error_kcal', 'mono_rmse', 'dipole_error_debye', 'total_charge'];
  return {
    set(index, predicted) {
      const { molecule } = predicted;
      Z.set(molecule.atomicNumbers, index * atoms);
      R.set(molecule.positions, index * atoms * 3);
      N[index] = molecule.atomicNumbers.length;
      charges.set(predicted.charges, index * atoms * nDcm);
      places.set(predicted.places, index * atoms * nDcm * 3);
      monopoles.set(predictedMonopoles(predicted), index * atoms);
      dipole.set(predicted.dipole, index * 3);
      if (points > 0) {
        esp.set(predicted.potential, index * points);
        counts[index] = predicted.potential.length;
      }
      const values = moleculeFigures(predicted);
      for (const [i, figure] of figures.entries()) columns[i]![index] = values[figure];
    },
    written: () => [
      array('Z', 'int32', [n, atoms], Z),
      array('R', 'float32', [n, atoms, 3], R),
      array('N', 'int32', [n, 1], N),
      array('charges', 'float32', [n, atoms, nDcm], charges),
      array('places', 'float32', [n, atoms, nDcm, 3], places),
      array('monopoles', 'float32', [n, atoms], monopoles),
      array('dipole', 'float32', [n, 3], dipole),
      ...(points > 0
        ? [array('esp', 'float32', [n, points], esp), array('n_grid', 'int32', [n], counts)]
        : []),
      ...columns.map((values, i) => array(names[i]!, 'float64', [n], values)),
    ],
  };
}
