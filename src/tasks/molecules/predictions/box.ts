/** The potential of predicted charges on a regular box around a molecule, and as a Gaussian cube file. */
import { AnnealError } from '../../../protocol/errors';
import type { PredictedMolecule } from '../molecule';
import { angstromPerBohr, bohrPerAngstrom } from '../units';
import type { MoleculeOptions } from './options';
import { createTextParts, type PredictedSet } from './predictedSet';

export interface PotentialBox {
  /** Points along x, y and z. */
  shape: [number, number, number];
  /** The first point, Å. */
  origin: [number, number, number];
  /** Å between neighbours. */
  spacing: number;
  /** Hartree/e, [x · y · z], z fastest. */
  values: Float32Array;
}

export type BoxOptions = Pick<MoleculeOptions, 'spacing' | 'margin'>;

/** Of one box; 512 MB. */
const MOST_POINTS = 2 ** 27;

/** @throws usage where it would have more points than fit. */
export function potentialBox(predicted: PredictedMolecule, { spacing, margin }: BoxOptions): PotentialBox {
  const { positions } = predicted.molecule;
  const axis = (c: number) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let at = c; at < positions.length; at += 3) {
      low = Math.min(low, positions[at]!);
      high = Math.max(high, positions[at]!);
    }
    const steps = Math.ceil((high - low + 2 * margin) / spacing);
    return { count: steps + 1, from: (low + high - steps * spacing) / 2 };
  };
  const [x, y, z] = [axis(0), axis(1), axis(2)];
  const points = x.count * y.count * z.count;
  if (points > MOST_POINTS) {
    throw new AnnealError('usage', `A box would have ${x.count} × ${y.count} × ${z.count} points.`, {
      place: 'spacing',
      received: `${spacing} Å`,
      remedy: 'Choose a wider spacing or a smaller margin.',
    });
  }
  const values = new Float32Array(points);
  let at = 0;
  for (let i = 0; i < x.count; i++) {
    for (let j = 0; j < y.count; j++) {
      for (let k = 0; k < z.count; k++) {
        const [px, py, pz] = [x.from + i * spacing, y.from + j * spacing, z.from + k * spacing];
        values[at++] = potentialAt(predicted, px, py, pz);
      }
    }
  }
  return { shape: [x.count, y.count, z.count], origin: [x.from, y.from, z.from], spacing, values };
}

/** Hartree/e. Squared distances below 1e-12 Å² count as that. */
function potentialAt({ charges, places }: PredictedMolecule, x: number, y: number, z: number): number {
  let sum = 0;
  for (let c = 0; c < charges.length; c++) {
    const dx = x - places[3 * c]!;
    const dy = y - places[3 * c + 1]!;
    const dz = z - places[3 * c + 2]!;
    sum += charges[c]! / Math.sqrt(Math.max(dx * dx + dy * dy + dz * dz, 1e-12));
  }
  return sum / bohrPerAngstrom;
}

/** The first molecule of the set as a cube file: lengths in bohr, values in Hartree/e. */
export async function writeCube(
  { stream, name }: PredictedSet,
  options: BoxOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const text = createTextParts();
  for await (const predicted of stream) {
    for (const part of cubeText(predicted, name(predicted.molecule.row), options)) text.add(part);
    break;
  }
  return text.bytes();
}

function* cubeText(predicted: PredictedMolecule, title: string, options: BoxOptions): Generator<string> {
  const { atomicNumbers, positions } = predicted.molecule;
  const { shape, origin, spacing, values } = potentialBox(predicted, options);
  const bohr = (length: number) => length / angstromPerBohr;
  const line = (count: number, ...numbers: number[]) =>
    `${String(count).padStart(5)}${numbers.map((value) => value.toFixed(6).padStart(12)).join('')}\n`;
  // A title is one line, whatever a name holds.
  yield `${title.replace(/\s+/g, ' ')}\nElectrostatic potential of distributed charges, Hartree/e\n`;
  yield line(atomicNumbers.length, ...origin.map(bohr));
  for (const [axis, count] of shape.entries()) {
    yield line(count, ...[0, 1, 2].map((c) => (c === axis ? bohr(spacing) : 0)));
  }
  for (const [atom, number] of atomicNumbers.entries()) {
    yield line(number, number, ...Array.from(positions.subarray(3 * atom, 3 * atom + 3), bohr));
  }
  // Programs that read by columns want six values a line, and a new line for each run along z.
  for (let start = 0; start < values.length; start += shape[2]) {
    let text = '';
    for (let k = 0; k < shape[2]; k++) {
      text += exponential(values[start + k]!).padStart(13);
      if (k % 6 === 5 || k === shape[2] - 1) text += '\n';
    }
    yield text;
  }
}

/** As C prints %.5E: "-1.23457E-02". */
function exponential(value: number): string {
  const [mantissa, exponent] = value.toExponential(5).split('e');
  const power = Number(exponent);
  return `${mantissa}E${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
