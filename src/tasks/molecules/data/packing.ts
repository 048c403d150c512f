/**
 * Batches of molecules as flat arrays, atoms after atoms and points after points, padded to one of a few sizes: on WebGPU a
 * step is recorded once for each. Nothing is computed for padding but zeros.
 */
import type { InputArray } from '../../../engine/workload';
import type { MoleculesConfig } from '../config';
import type { Molecule } from '../molecule';
import { type Neighbours, neighboursOf } from './neighbours';
import { pointMaskOf, pointWeightsOf, sharesOf } from './pointWeights';

/** A molecule with all that a batch needs of it. */
export interface PreparedMolecule {
  molecule: Molecule;
  neighbours: Neighbours;
  /** 1 where a point counts. */
  pointMask: Uint8Array;
  /** Of the loss of the potential; sum 1, or all 0. */
  pointWeights: Float32Array;
  /** The same for every point that counts, for metrics. */
  pointShares: Float32Array;
}

export function prepareMolecule(molecule: Molecule, { model, loss }: MoleculesConfig): PreparedMolecule {
  const { known, lost } = withKnownPoints(molecule);
  const pointMask = pointMaskOf(known, loss, lost);
  return {
    molecule: known,
    neighbours: neighboursOf(molecule.positions, model.cutoff),
    pointMask,
    pointWeights: pointWeightsOf(known, pointMask, loss),
    pointShares: sharesOf(pointMask),
  };
}

/** A point that is not finite, or whose reference is not, cannot count, and becomes zero: zero times infinity is not zero. */
function withKnownPoints(molecule: Molecule): { known: Molecule; lost: Uint8Array } {
  const { grid, potential } = molecule;
  const points = grid.length / 3;
  const lost = new Uint8Array(points);
  const values = new Float32Array(points);
  for (let point = 0; point < points; point++) {
    const value = potential.length === 0 ? Number.NaN : potential[point]!;
    if (Number.isFinite(value + grid[3 * point]! + grid[3 * point + 1]! + grid[3 * point + 2]!))
      values[point] = value;
    else lost[point] = 1;
  }
  if (!lost.includes(1)) return { known: molecule, lost };
  const finite = grid.map((value) => (Number.isFinite(value) ? value : 0));
  return { known: { ...molecule, grid: finite, potential: values }, lost };
}

/** Sizes of the arrays of a batch. */
export interface Sizes {
  molecules: number;
  atoms: number;
  edges: number;
  points: number;
}

/** Of sizes between one and its double: shapes stay few, and padding below an eighth. docs/decisions/packed-batches.md */
const LEVELS = 6;

/**
 * The padded sizes for a batch: each by itself the smallest of most, most·2^(−1/6), most·2^(−2/6) … that holds it.
 * @param most what a batch of the largest molecules holds.
 */
export function sizesFor(batch: readonly PreparedMolecule[], most: Sizes): Sizes {
  const held = { atoms: 0, edges: 0, points: 0 };
  for (const { molecule, neighbours } of batch) {
    held.atoms += molecule.atomicNumbers.length;
    held.edges += neighbours.senders.length;
    held.points += molecule.grid.length / 3;
  }
  const size = (key: 'atoms' | 'edges' | 'points') => levelOf(Math.max(held[key], 1), Math.max(most[key], 1));
  return {
    molecules: Math.max(most.molecules, batch.length),
    atoms: size('atoms'),
    edges: size('edges'),
    points: size('points'),
  };
}

/** A multiple of four, which vectors like. */
function levelOf(held: number, most: number): number {
  const down = Math.floor(LEVELS * Math.log2(most / held));
  return Math.ceil(Math.max(held, most * 2 ** (-down / LEVELS)) / 4) * 4;
}

/**
 * @param elements atomic numbers from 0 on, one more than the largest.
 * @param weighs whether the loss of the potential weighs points; validation takes all that count alike.
 */
export function packBatch(
  batch: readonly PreparedMolecule[],
  most: Sizes,
  elements: number,
  weighs: boolean,
): Record<string, InputArray> {
  const { molecules, atoms, edges, points } = sizesFor(batch, most);
  const atomicNumbers = new Int32Array(atoms).fill(-1);
  const positions = new Float32Array(3 * atoms);
  const monopoles = new Float32Array(atoms);
  const atomShares = new Float32Array(atoms);
  const atomMolecule = new Int32Array(atoms).fill(-1);
  const senders = new Int32Array(edges).fill(-1);
  const receivers = new Int32Array(edges).fill(-1);
  const grid = new Float32Array(3 * points);
  const potential = new Float32Array(points);
  const pointWeights = new Float32Array(points);
  const pointShares = new Float32Array(points);
  const pointMolecule = new Int32Array(points).fill(-1);
  const dipoles = new Float32Array(3 * molecules);
  const origins = new Float32Array(3 * molecules);
  const about = new Float32Array(FACTS * molecules);
  let atom = 0;
  let edge = 0;
  let point = 0;
  batch.forEach(({ molecule, neighbours, ...weights }, index) => {
    const own = molecule.atomicNumbers.length;
    const ownPoints = molecule.grid.length / 3;
    atomicNumbers.set(molecule.atomicNumbers, atom);
    positions.set(molecule.positions, 3 * atom);
    atomMolecule.fill(index, atom, atom + own);
    atomShares.fill(1 / own, atom, atom + own);
    if (molecule.monopoles) monopoles.set(molecule.monopoles, atom);
    for (let e = 0; e < neighbours.senders.length; e++) {
      senders[edge + e] = neighbours.senders[e]! + atom;
      receivers[edge + e] = neighbours.receivers[e]! + atom;
    }
    grid.set(molecule.grid, 3 * point);
    potential.set(molecule.potential, point);
    pointWeights.set(weighs ? weights.pointWeights : weights.pointShares, point);
    pointShares.set(weights.pointShares, point);
    pointMolecule.fill(index, point, point + ownPoints);
    if (molecule.dipole) dipoles.set(molecule.dipole, 3 * index);
    origins.set(molecule.origin, 3 * index);
    const counting = weights.pointMask.reduce((sum, counts) => sum + counts, 0);
    const known = [
      ...[1, molecule.totalCharge, own, molecule.monopoles !== null],
      ...[counting > 0, molecule.dipole !== null, counting / Math.max(1, ownPoints)],
    ];
    about.set(known.map(Number), FACTS * index);
    atom += own;
    edge += neighbours.senders.length;
    point += ownPoints;
  });
  return {
    ...tables('element', atomicNumbers, elements),
    ...tables('sender', senders, atoms),
    ...tables('receiver', receivers, atoms),
    ...tables('atom', atomMolecule, molecules),
    ...tables('point', pointMolecule, molecules),
    positions: { values: positions, shape: [atoms, 3] },
    atomShares,
    monopoles,
    grid: { values: grid, shape: [points, 3] },
    potential,
    pointWeights,
    pointShares,
    dipoles: { values: dipoles, shape: [molecules, 3] },
    origins: { values: origins, shape: [molecules, 3] },
    about: { values: about, shape: [molecules, FACTS] },
  };
}

/**
 * Columns of `about`, of each molecule: whether it is one, its total charge, its atoms, whether it has monopoles, points
 * that count, a dipole, and the fraction of its points that count.
 */
export const facts = [
  'count',
  'charge',
  'atoms',
  'hasMonopoles',
  'hasPotential',
  'hasDipole',
  'maskFraction',
] as const;
const FACTS = facts.length;

/** What `Segments` takes of ids in [0, count), or −1 for none: rows sorted by their id, in rising order. */
function tables(name: string, ids: Int32Array, count: number): Record<string, Int32Array> {
  const offsets = new Int32Array(count + 1);
  for (const id of ids) if (id >= 0) offsets[id + 1]!++;
  for (let id = 0; id < count; id++) offsets[id + 1]! += offsets[id]!;
  const next = offsets.slice();
  let unused = offsets[count]!;
  const order = new Int32Array(ids.length);
  ids.forEach((id, row) => {
    order[id < 0 ? unused++ : next[id]!++] = row;
  });
  return { [`${name}Ids`]: ids, [`${name}Offsets`]: offsets, [`${name}Order`]: order };
}
