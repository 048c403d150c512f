/** What the molecules of a dataset are like, in numbers, and which of them lack a reference. */
import { covalentRadius } from '../../../formats/elements';
import type { DcmLossConfig } from '../lossConfig';
import type { Molecule } from '../molecule';
import type { MoleculeSet } from './moleculeSet';
import { distanceToAtoms, pointMaskOf } from './pointWeights';

export interface Spread {
  mean: number;
  /** Of the population. */
  std: number;
  min: number;
  max: number;
}

export interface MoleculeStatistics {
  molecules: number;
  /** Molecules whose grids were read: all, or the first ones of a large set. */
  gridsRead: number;
  /** Of a molecule. */
  atoms: Spread;
  /** Ascending. */
  elements: { atomicNumber: number; atoms: number }[];
  /** Of a molecule; null without a grid. */
  points: Spread | null;
  /** e; null where no molecule has any. */
  monopoles: Spread | null;
  /** Hartree/e. */
  potential: Spread | null;
  /** Molecules with points nearer to an atom than twice the largest covalent radius. */
  close: number;
  /** Å, that radius twice. */
  closeDistance: number;
  /** Å, between the mean of the grid and that of the atoms, on average over the first molecules; null without a grid. */
  centreDistance: number | null;
}

/** Molecules without a reference, by row. */
export interface ReferenceGaps {
  monopoles: number[];
  dipole: number[];
  /** Without any point. */
  points: number[];
  /** Points whose place or potential is no number, and how many. */
  lost: Map<number, number>;
  /** With potentials of which the mask leaves none. */
  masked: number[];
}

export interface MoleculeTally {
  statistics: MoleculeStatistics;
  gaps: ReferenceGaps;
  /** Molecules, of those whose grids were read, with a point that counts in the loss. */
  counting: number;
}

/** Grids and potentials up to this are read whole, and of larger sets those of the first molecules. */
const READ_BYTES = 2 ** 28;
const FIRST_MOLECULES = 1000;
/** Molecules whose grid is compared with the place of the atoms. */
const CENTRES = 5;

/**
 * @param rows that can be used. @param loss whose mask is counted; absent where nobody has chosen one.
 * @param readBytes as above, for tests.
 */
export async function tallyMolecules(
  set: MoleculeSet,
  rows: Uint32Array,
  loss?: DcmLossConfig,
  readBytes = READ_BYTES,
): Promise<MoleculeTally> {
  const gaps: ReferenceGaps = { monopoles: [], dipole: [], points: [], lost: new Map(), masked: [] };
  const [atoms, points, monopoles, potential] = [spread(), spread(), spread(), spread()];
  const elements = new Map<number, number>();
  for (const row of rows) {
    const { atomicNumbers, monopoles: own, dipole } = set.geometry(row);
    atoms.add(atomicNumbers.length);
    for (const number of atomicNumbers) elements.set(number, (elements.get(number) ?? 0) + 1);
    if (own) for (const charge of own) monopoles.add(charge);
    else if (set.known.monopoles) gaps.monopoles.push(row);
    if (!dipole && set.known.dipole) gaps.dipole.push(row);
  }
  const largest = Math.max(0, ...[...elements.keys()].map((number) => covalentRadius(number) ?? 0));
  const closeDistance = 2 * largest;
  const bytes = rows.length * set.gridLength * 16;
  const read =
    set.gridLength === 0
      ? rows.subarray(0, 0)
      : rows.subarray(0, bytes > readBytes ? FIRST_MOLECULES : undefined);
  const centres: number[] = [];
  let [close, counting] = [0, 0];
  for (const row of read) {
    const molecule = await set.molecule(row);
    points.add(molecule.grid.length / 3);
    if (molecule.grid.length === 0) gaps.points.push(row);
    const distance = centres.length < CENTRES ? centreDistance(molecule) : Number.NaN;
    if (Number.isFinite(distance)) centres.push(distance);
    if (hasPointWithin(molecule, closeDistance)) close++;
    if (!set.known.potential) continue;
    const lost = lostPoints(molecule);
    molecule.potential.forEach((value, point) => {
      if (lost[point] === 0) potential.add(value);
    });
    const count = lost.reduce((sum, is) => sum + is, 0);
    if (count > 0) gaps.lost.set(row, count);
    if (count === lost.length) continue;
    if (!loss || pointMaskOf(molecule, loss, lost).includes(1)) counting++;
    else gaps.masked.push(row);
  }
  const statistics: MoleculeStatistics = {
    molecules: rows.length,
    gridsRead: read.length,
    atoms: atoms.finish()!,
    elements: [...elements]
      .map(([atomicNumber, count]) => ({ atomicNumber, atoms: count }))
      .sort((a, b) => a.atomicNumber - b.atomicNumber),
    points: points.finish(),
    monopoles: monopoles.finish(),
    potential: potential.finish(),
    close,
    closeDistance,
    centreDistance: centres.length > 0 ? centres.reduce((a, b) => a + b) / centres.length : null,
  };
  return { statistics, gaps, counting };
}

/** 1 where place or potential of a point is no number, [points]. */
function lostPoints({ grid, potential }: Molecule): Uint8Array {
  return Uint8Array.from(potential, (value, point) => {
    const sum = value + grid[3 * point]! + grid[3 * point + 1]! + grid[3 * point + 2]!;
    return Number.isFinite(sum) ? 0 : 1;
  });
}

function hasPointWithin({ grid, positions }: Molecule, distance: number): boolean {
  for (let point = 0; 3 * point < grid.length; point++)
    if (distanceToAtoms(grid, point, positions) < distance) return true;
  return false;
}

function centreDistance({ grid, positions }: Molecule): number {
  const [a, b] = [centreOf(grid), centreOf(positions)];
  return Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!);
}

function centreOf(places: Float32Array): number[] {
  const sum = [0, 0, 0];
  places.forEach((value, i) => {
    sum[i % 3]! += value;
  });
  return sum.map((value) => (3 * value) / places.length);
}

/** Mean and deviation as values come (Welford's algorithm). */
function spread() {
  let [count, mean, squares, min, max] = [0, 0, 0, Infinity, -Infinity];
  return {
    add(value: number): void {
      const before = value - mean;
      mean += before / ++count;
      squares += before * (value - mean);
      min = Math.min(min, value);
      max = Math.max(max, value);
    },
    finish: (): Spread | null => (count > 0 ? { mean, std: Math.sqrt(squares / count), min, max } : null),
  };
}
