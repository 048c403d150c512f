/** In which units grid, positions and potentials are, as far as a few molecules tell. Pure. */
import { covalentRadius } from '../../../formats/elements';
import { squaredDistance } from '../data/neighbours';
import { distanceToAtoms } from '../data/pointWeights';
import type { Molecule } from '../molecule';
import { angstromPerBohr, bohrPerAngstrom, kcalPerHartree } from '../units';

/** What two hypotheses about the grid come to. */
export interface GridEvidence {
  /** Å, of points to the nearest atom, where the numbers are Å. */
  medianDistance: number;
  /**
   * How much of the potential the reference monopoles leave unexplained (root mean square, as a fraction), where the numbers
   * are Å and where they are bohr; null without monopoles or potential.
   */
  unexplained: { angstrom: number; bohr: number } | null;
  looksLike: 'angstrom' | 'bohr';
}

/** Å; grids end rarely farther from the nearest atom: 1.4 to 2 van der Waals radii, or boxes of 3 Å around. */
const USUAL_DISTANCE = 3.8;
/** Å; nor do they begin nearer. */
const LEAST_DISTANCE = 1.2;
/** A hypothesis is believed where it leaves so much less unexplained than the other. */
const CLEARLY = 0.7;
/** Points of a molecule that are looked at. */
const MOST_POINTS = 256;

/**
 * The potential of the monopoles decides where it can, else the distances: grids that would be unusually far, and that
 * would not reach into the molecule if they were bohr.
 * @param gridScale that the grids were multiplied with when they were read.
 * @returns null without any point.
 */
export function gridEvidence(molecules: readonly Molecule[], gridScale = 1): GridEvidence | null {
  const read = molecules.map((molecule) => ({ ...molecule, ...somePoints(molecule) }));
  const scaled = (scale: number) =>
    read.map((molecule) => ({ ...molecule, grid: molecule.grid.map((x) => (x * scale) / gridScale) }));
  const hypotheses = { angstrom: scaled(1), bohr: scaled(angstromPerBohr) };
  const distances = nearest(hypotheses.angstrom);
  if (distances.length === 0) return null;
  const medianDistance = quantile(distances, 0.5);
  const unexplained = {
    angstrom: fitOfMonopoles(hypotheses.angstrom)?.unexplained ?? Number.NaN,
    bohr: fitOfMonopoles(hypotheses.bohr)?.unexplained ?? Number.NaN,
  };
  const isFar = medianDistance > USUAL_DISTANCE && quantile(nearest(hypotheses.bohr), 0.05) > LEAST_DISTANCE;
  const fits = unexplained.bohr < CLEARLY * unexplained.angstrom;
  const contradicts = unexplained.angstrom < CLEARLY * unexplained.bohr;
  return {
    medianDistance,
    unexplained: Number.isNaN(unexplained.angstrom + unexplained.bohr) ? null : unexplained,
    looksLike: fits || (isFar && !contradicts) ? 'bohr' : 'angstrom',
  };
}

/** Evenly taken, those with a potential where there is one. */
function somePoints({ grid, potential }: Molecule): Pick<Molecule, 'grid' | 'potential'> {
  const known: number[] = [];
  for (let point = 0; 3 * point < grid.length; point++) {
    const value = (potential[point] ?? 0) + grid[3 * point]! + grid[3 * point + 1]! + grid[3 * point + 2]!;
    if (Number.isFinite(value)) known.push(point);
  }
  const step = Math.max(1, known.length / MOST_POINTS);
  const chosen = Array.from(
    { length: Math.floor(known.length / step) },
    (_, i) => known[Math.floor(i * step)]!,
  );
  return {
    grid: Float32Array.from(chosen.flatMap((point) => [...grid.subarray(3 * point, 3 * point + 3)])),
    potential: potential.length > 0 ? Float32Array.from(chosen, (point) => potential[point]!) : potential,
  };
}

function nearest(molecules: readonly Molecule[]): number[] {
  return molecules.flatMap(({ grid, positions }) =>
    Array.from({ length: grid.length / 3 }, (_, point) => distanceToAtoms(grid, point, positions)),
  );
}

/** Å; nearer to a nucleus no monopole tells of a potential. */
const CLOSEST = 0.5;

interface MonopoleFit {
  unexplained: number;
  /** What the potential of the monopoles has to be multiplied with. */
  factor: number;
}

/** How the potential of the reference monopoles compares with the reference potential; null where either is missing. */
function fitOfMonopoles(molecules: readonly Molecule[]): MonopoleFit | null {
  let [squares, errors, products, own] = [0, 0, 0, 0];
  for (const { monopoles, potential, grid, positions } of molecules) {
    for (let point = 0; monopoles !== null && point < potential.length; point++) {
      let sum = 0;
      for (const [atom, charge] of monopoles.entries()) {
        const distance = Math.sqrt(squaredDistance(grid, point, positions, atom));
        sum += charge / (Math.max(distance, CLOSEST) * bohrPerAngstrom);
      }
      const value = potential[point]!;
      squares += value * value;
      errors += (value - sum) ** 2;
      products += value * sum;
      own += sum * sum;
    }
  }
  if (squares === 0 || own === 0) return null;
  return { unexplained: Math.sqrt(errors / squares), factor: products / own };
}

/** Median over atoms of the distance to the nearest other, in sums of covalent radii: about 1, in bohr 1.9; NaN without bonds. */
export function bondLengths(molecules: readonly Molecule[]): number {
  const found: number[] = [];
  for (const { positions, atomicNumbers } of molecules) {
    for (const [atom, number] of atomicNumbers.entries()) {
      let least = Infinity;
      for (const [other, second] of atomicNumbers.entries()) {
        const radii = (covalentRadius(number) ?? Number.NaN) + (covalentRadius(second) ?? Number.NaN);
        const ratio = Math.sqrt(squaredDistance(positions, atom, positions, other)) / radii;
        if (other !== atom && ratio < least) least = ratio;
      }
      if (Number.isFinite(least)) found.push(least);
    }
  }
  return quantile(found, 0.5);
}

const potentialUnits = [
  { unit: 'eV/e', perHartree: 27.2114 },
  { unit: '(kcal/mol)/e', perHartree: kcalPerHartree },
  { unit: '(kJ/mol)/e', perHartree: 2625.5 },
];

/** Hartree/e: charges of 1 e at some 2 Å are at most so much, root mean square. */
const MOST_POTENTIAL = 0.25;

/** What the potentials look like instead of Hartree/e, in words; null where they may well be that. */
export function foreignPotential(molecules: readonly Molecule[]): string | null {
  const some = molecules.map((molecule) => ({ ...molecule, ...somePoints(molecule) }));
  const factor = fitOfMonopoles(some)?.factor ?? Number.NaN;
  if (factor > 8) {
    const near = potentialUnits.find(({ perHartree }) => Math.abs(Math.log(factor / perHartree)) < 0.4);
    const fit = `${factor.toPrecision(3)} times what the monopoles give`;
    return near ? `${near.unit}: ${fit}` : `no Hartree/e: ${fit}`;
  }
  if (!Number.isNaN(factor)) return null;
  const values = some.flatMap(({ potential }) => [...potential]);
  const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  const charge = some.reduce((most, { totalCharge }) => Math.max(most, Math.abs(totalCharge)), 0);
  if (!(rms > MOST_POTENTIAL * (1 + charge))) return null;
  return `eV/e or (kcal/mol)/e: ${rms.toPrecision(3)} root mean square`;
}

/** NaN of nothing. */
function quantile(values: readonly number[], fraction: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(fraction * (sorted.length - 1))] ?? Number.NaN;
}
