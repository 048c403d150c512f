/** The molecules of a dataset: what is small is held without its padding, grids are read when they are needed. */
import { type DatasetReader, readBlocks } from '../../../engine/data/datasetReader';
import type { ArrayOutline } from '../../../formats/arrays';
import type { Molecule } from '../molecule';
import type { angstromPerBohr } from '../units';
import { arrayNamed, type Known, knownOf, type MoleculeArrays, moleculeArrays } from './arrays';
import { countAtoms, miscounts } from './atomCounts';

export interface MoleculeSet {
  count: number;
  /** By key. */
  arrays: MoleculeArrays<ArrayOutline>;
  /** How numbers of atoms and atomic numbers disagree, by row. */
  miscounted: ReadonlyMap<number, string>;
  /** Atoms of each molecule. */
  atomCounts: Int32Array;
  /** The most points that a grid has; 0 without one. */
  gridLength: number;
  known: Known;
  /** As the data name them, else their numbers. */
  name(row: number): string;
  /** Without a grid, at once. */
  geometry(row: number): Molecule;
  /** With its grid. */
  molecule(row: number): Promise<Molecule>;
}

/** A point of padding is at 10000 in all directions. */
const PADDING = 9999;
const none = new Float32Array(0);

/**
 * With the grid as it stands in the file.
 * @throws AnnealError `data-not-found` or `data-mismatch` for arrays that are missing or do not go together.
 */
export async function openMolecules(data: DatasetReader): Promise<MoleculeSet> {
  const arrays = moleculeArrays(data.arrays.values());
  const [count = 0, width = 0] = arrays.R.shape;
  const numbers = await floatsOf(data, arrays.Z);
  const said = arrays.N ? await floatsOf(data, arrays.N) : countAtoms(numbers, count, width);
  const miscounted = miscounts({ numbers, said, width }, { Z: arrays.Z.name, N: arrays.N?.name });
  const atomCounts = Int32Array.from(said, (n) => Math.min(Math.max(n, 0), width));
  const starts = startsOf(atomCounts);
  const compact = (values: Float32Array, components: number) =>
    withoutPadding(values, { starts, atomCounts, width: width * components, components });
  const atomicNumbers = Int32Array.from(compact(numbers, 1));
  const positions = compact(await floatsOf(data, arrays.R), 3);
  const monopoles = arrays.mono ? compact(await floatsOf(data, arrays.mono), 1) : null;
  const dipoles = arrays.Dxyz ? await floatsOf(data, arrays.Dxyz) : null;
  const centres = arrays.com ? await floatsOf(data, arrays.com) : null;
  const charges = arrays.charge ? await floatsOf(data, arrays.charge) : null;
  const pointCounts = arrays.n_grid ? await floatsOf(data, arrays.n_grid) : null;
  const { vdw_surface: surface, esp, espMask } = arrays;
  const gridLength = surface?.shape[1] ?? 0;
  const names = namesOf(data.arrays.values(), arrays.R);
  const codes = names ? await data.read(names.name) : null;

  function geometry(row: number): Molecule {
    const [start, end] = [starts[row]!, starts[row + 1]!];
    const own = finite(monopoles?.subarray(start, end));
    const vector = (values: Float32Array | null) => finite(values?.subarray(3 * row, 3 * row + 3));
    const charge = charges?.[row] ?? Number.NaN;
    const centre = vector(centres);
    return {
      row,
      atomicNumbers: atomicNumbers.subarray(start, end),
      positions: positions.subarray(3 * start, 3 * end),
      totalCharge: Number.isFinite(charge) ? charge : wholeCharge(own),
      monopoles: own,
      // About an unknown centre a dipole says nothing.
      dipole: centres && !centre ? null : vector(dipoles),
      origin: centre ?? new Float32Array(3),
      grid: none,
      potential: none,
      espMask: null,
    };
  }

  return {
    count,
    arrays,
    miscounted,
    atomCounts,
    gridLength,
    known: knownOf(arrays),
    name(row) {
      if (codes === null) return `${row}`;
      const code = Number(codes[row]);
      return (names?.categories ? names.categories[code] : `${code}`) ?? `${row}`;
    },
    geometry,
    async molecule(row) {
      const molecule = geometry(row);
      if (!surface) return molecule;
      const first = row * gridLength;
      const grid = Float32Array.from(
        await data.read(surface.name, 3 * first, 3 * (first + gridLength)),
        Number,
      );
      const said = pointCounts?.[row] ?? Infinity;
      const points = Math.min(said > 0 ? Math.floor(said) : 0, unpadded(grid));
      const own = grid.subarray(0, 3 * points);
      const read = async (array: ArrayOutline) => data.read(array.name, first, first + points);
      return {
        ...molecule,
        grid: own,
        potential: esp ? Float32Array.from(await read(esp), Number) : none,
        espMask: espMask ? Uint8Array.from(await read(espMask), Number) : null,
      };
    },
  };
}

/** Å per unit of the grid. */
export type GridScale = 1 | typeof angstromPerBohr;

/** The same molecules with their grids in Å. */
export function withGridScale(set: MoleculeSet, gridScale: GridScale): MoleculeSet {
  if (gridScale === 1) return set;
  return {
    ...set,
    async molecule(row) {
      const molecule = await set.molecule(row);
      return { ...molecule, grid: molecule.grid.map((x) => x * gridScale) };
    },
  };
}

async function floatsOf(data: DatasetReader, { name, shape }: ArrayOutline): Promise<Float32Array> {
  const values = new Float32Array(shape.reduce((product, length) => product * length, 1));
  let at = 0;
  for await (const block of readBlocks(data, name)) {
    for (let i = 0; i < block.length; i++) values[at++] = Number(block[i]);
  }
  return values;
}

/** Where the atoms of each molecule begin; one more, their number, at the end. */
function startsOf(atomCounts: Int32Array): Int32Array {
  const starts = new Int32Array(atomCounts.length + 1);
  atomCounts.forEach((atoms, row) => {
    starts[row + 1] = starts[row]! + atoms;
  });
  return starts;
}

interface Padded {
  starts: Int32Array;
  atomCounts: Int32Array;
  /** Values of a row with its padding. */
  width: number;
  /** Values of an atom. */
  components: number;
}

function withoutPadding(
  values: Float32Array,
  { starts, atomCounts, width, components }: Padded,
): Float32Array {
  const packed = new Float32Array(starts.at(-1)! * components);
  atomCounts.forEach((atoms, row) => {
    packed.set(values.subarray(row * width, row * width + atoms * components), starts[row]! * components);
  });
  return packed;
}

/** The whole number that the charges of the atoms add up to; 0 where there are none. */
function wholeCharge(monopoles: Float32Array | null): number {
  const sum = monopoles?.reduce((total, charge) => total + charge, 0) ?? 0;
  return Number.isFinite(sum) ? Math.round(sum) + 0 : 0;
}

function unpadded(grid: Float32Array): number {
  let points = grid.length / 3;
  while (points > 0 && !isPoint(grid[3 * points - 3]!, grid[3 * points - 2]!, grid[3 * points - 1]!))
    points--;
  return points;
}

/** Whether it is no padding, behind the last point: far away, NaN, or the origin. */
function isPoint(x: number, y: number, z: number): boolean {
  return Math.abs(x) < PADDING && (x !== 0 || y !== 0 || z !== 0);
}

/** The values where all of them are numbers, else null. */
function finite(values: Float32Array | undefined): Float32Array | null {
  return values?.every(Number.isFinite) ? values : null;
}

/** The array that names molecules. */
export function namesOf(
  arrays: Iterable<ArrayOutline>,
  { name: positions, shape }: ArrayOutline,
): ArrayOutline | null {
  const all = [...arrays].filter((array) => array.shape.length === 1 && array.shape[0] === shape[0]);
  const group = positions.slice(0, positions.lastIndexOf('/') + 1);
  for (const name of ['names', 'smiles', 'id', 'file']) {
    const array = arrayNamed(all, name, group);
    if (array) return array;
  }
  return null;
}
