/** Predicted charges in the formats of other programs: extended XYZ and PQR. */

import { float32Number } from '../../../formats/csv/write';
import { type PqrFrame, writePqr } from '../../../formats/pqr/write';
import { writeExtendedXyz } from '../../../formats/xyz/write';
import { predictedMonopoles } from '../analysis/moleculeFigures';
import type { PredictedMolecule } from '../molecule';
import { createTextParts, type PredictedSet } from './predictedSet';

/**
 * A frame a molecule. Of each atom `mono`, the sum of its charges (e), `dipo`, their dipole about the atom (e·Å),
 * `dcm_charges` (e) and `dcm_places` (Å, x y z of one after the other), and `mono_reference` where the data have it; of
 * the molecule `name`, `row`, its own and the predicted total charge, and the predicted dipole as the data have theirs:
 * `Dxyz` in e·bohr about `com`. It is not called `dipole`, which ASE would take to be in e·Å.
 */
export async function writeMoleculesXyz({ stream, name }: PredictedSet): Promise<Uint8Array<ArrayBuffer>> {
  const text = createTextParts();
  for await (const predicted of stream) {
    const { molecule, charges, places, dipole } = predicted;
    const monopoles = predictedMonopoles(predicted);
    const frame = {
      atomicNumbers: molecule.atomicNumbers,
      positions: shortest(molecule.positions),
      perAtom: {
        mono: monopoles,
        dipo: atomDipoles(predicted),
        dcm_charges: shortest(charges),
        dcm_places: shortest(places),
        ...(molecule.monopoles && { mono_reference: shortest(molecule.monopoles) }),
      },
      info: {
        name: name(molecule.row),
        row: String(molecule.row),
        total_charge: molecule.totalCharge,
        predicted_charge: monopoles.reduce((sum, charge) => sum + charge, 0),
        Dxyz: Array.from(dipole, float32Number).join(' '),
        com: Array.from(molecule.origin, float32Number).join(' '),
      },
    };
    text.add(writeExtendedXyz([frame]));
  }
  return text.bytes();
}

function shortest(values: Float32Array): number[] {
  return Array.from(values, float32Number);
}

/** Σ q (r − R) over the charges of each atom, e·Å, [atoms · 3]. */
function atomDipoles({ molecule, nDcm, charges, places }: PredictedMolecule): Float64Array {
  const dipoles = new Float64Array(molecule.positions.length);
  for (let charge = 0; charge < charges.length; charge++) {
    const atom = Math.floor(charge / nDcm);
    for (let c = 0; c < 3; c++) {
      dipoles[3 * atom + c]! +=
        charges[charge]! * (places[3 * charge + c]! - molecule.positions[3 * atom + c]!);
    }
  }
  return dipoles;
}

/**
 * A model a molecule: its atoms without a charge, whose radii say where the molecule is, then its charges without a
 * radius. So a solver of Poisson's equation has both, and neither counts twice.
 */
export async function writeChargesPqr({ stream, name }: PredictedSet): Promise<Uint8Array<ArrayBuffer>> {
  const frames: PqrFrame[] = [];
  for await (const { molecule, charges, places } of stream) {
    const atoms = molecule.atomicNumbers.length;
    frames.push({
      title: name(molecule.row),
      atomicNumbers: joined(molecule.atomicNumbers, new Int32Array(charges.length)),
      positions: joined(molecule.positions, places),
      charges: joined(new Float32Array(atoms), charges),
    });
  }
  return new TextEncoder().encode(writePqr(frames));
}

function joined(first: ArrayLike<number>, second: ArrayLike<number>): Float64Array {
  const all = new Float64Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
