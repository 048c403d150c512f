/** The molecules of a dataset: what is small is held without its padding, grids are read when they are needed. */
import { type DatasetReader, readBlocks } from '../../../engine/data/datasetReader';
import type { ArrayOutline } from '../../../formats/arrays';
import type { Molecule } from '../molecule';
import type { angstromPerBohr } from '../units';
import { type Known, knownOf, moleculeArrays } from './arrays';

export interface MoleculeSet {
  count: number;
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
 * @param gridScale Å per unit of the grid.
 * @throws AnnealError `data-not-found` or `data-mismatch` for arrays that are missing or do not go together.
 */
export async function openMolecules(data: DatasetReader, gridScale: GridScale = 1): Promise<MoleculeSet> {
  const arrays = moleculeArrays(data.arrays.values());
  const [count = 0, width = 0] = arrays.R.shape;
  const numbers = await floatsOf(data, arrays.Z);
  const atomCounts = arrays.N
    ? Int32Array.from(await floatsOf(data, arrays.N), (n) => Math.min(Math.max(n, 0), width))
    : countAtoms(numbers, count, width);
  const starts = startsOf(atomCounts);
  const compact = (values: Float32Array, components: number) =>
    withoutPadding(values, { starts, atomCounts, width: width * components, components });
  const atomicNumbers = Int32Array.from(compact(numbers, 1));
  const positions = compact(await floatsOf(data, arrays.R), 3);
  const monopoles = arrays.mono ? compact(await floatsOf(data, arrays.mono), 1) : null;
  const dipoles = arrays.Dxyz ? await floatsOf(data, arrays.Dxyz) : null;
  const centres = arrays.com ? await floatsOf(data, arrays.com) : new Float32Array(3 * count);
  const charges = arrays.charge ? await floatsOf(data, arrays.charge) : null;
  const pointCounts = arrays.n_grid ? await floatsOf(data, arrays.n_grid) : null;
  const { vdw_surface: surface, esp, espMask } = arrays;
  const gridLength = surface?.shape[1] ?? 0;
  const names = namesOf(data.arrays, count);
  const codes = names ? await data.read(names.name) : null;

  function geometry(row: number): Molecule {
    const [start, end] = [starts[row]!, starts[row + 1]!];
    const own = monopoles?.subarray(start, end) ?? null;
    return {
      row,
      atomicNumbers: atomicNumbers.subarray(start, end),
      positions: positions.subarray(3 * start, 3 * end),
      totalCharge: charges?.[row] ?? wholeCharge(own),
      monopoles: own,
      dipole: dipoles?.subarray(3 * row, 3 * row + 3) ?? null,
      origin: centres.subarray(3 * row, 3 * row + 3),
      grid: none,
      potential: none,
      espMask: null,
    };
  }

  return {
    count,
    atomCounts,
    gridLength,
    known: knownOf(arrays),
    name(row) {
      const code = codes === null ? null : Number(codes[row]);
      return code === null ? `${row}` : (names?.categories?.[code] ?? `${code}`);
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
      const points = pointCounts ? Math.min(pointCounts[row]!, gridLength) : unpadded(grid);
      const own = grid.subarray(0, 3 * points);
      for (let i = 0; gridScale !== 1 && i < own.length; i++) own[i]! *= gridScale;
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

async function floatsOf(data: DatasetReader, { name, shape }: ArrayOutline): Promise<Float32Array> {
  const values = new Float32Array(shape.reduce((product, length) => product * length, 1));
  let at = 0;
  for await (const block of readBlocks(data, name)) {
    for (let i = 0; i < block.length; i++) values[at++] = Number(block[i]);
  }
  return values;
}

function countAtoms(numbers: Float32Array, count: number, width: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => {
    let atoms = width;
    while (atoms > 0 && numbers[row * width + atoms - 1] === 0) atoms--;
    return atoms;
  });
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
  while (points > 0 && !(Math.abs(grid[3 * points - 3]!) < PADDING)) points--;
  return points;
}

/** The array that names molecules. */
export function namesOf(arrays: DatasetReader['arrays'], count: number): ArrayOutline | null {
  for (const name of ['names', 'smiles', 'id']) {
    const array = arrays.get(name);
    if (array && array.shape.length === 1 && array.shape[0] === count) return array;
  }
  return null;
}
