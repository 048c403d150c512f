/** Molecules for tests: made up or given, packed as a batch, with parameters that a seed decides. */
import * as tf from '@tensorflow/tfjs';
import type { Parameters } from '../../engine/nn/parameter';
import { randomStream } from '../../engine/random';
import { inputTensors } from '../../engine/step/inputs';
import { arraySet } from '../../engine/testRuns';
import type { ArraySet } from '../../formats/arrays';
import { type MoleculesConfig, moleculesConfigSchema } from './config';
import { squaredDistance } from './data/neighbours';
import { packBatch, prepareMolecule, type Sizes } from './data/packing';
import { dcmnetParameters } from './model/dcmnet';
import { compare } from './model/passes';
import type { Molecule } from './molecule';
import { bohrPerAngstrom } from './units';

export function configOf(settings: object): MoleculesConfig {
  return moleculesConfigSchema.parse({ task: 'molecules', ...settings });
}

/**
 * A chain of atoms about 1.2 Å apart, with a grid 3 to 4 Å around them. Charges follow from the elements, and the potential
 * and the dipole from the charges.
 */
export function madeUp(seed: number, atoms: number, points = 20): Molecule {
  const random = randomStream(seed, 'molecule');
  const positions = new Float32Array(3 * atoms);
  for (let i = 0; i < positions.length; i++) {
    positions[i] = (i >= 3 ? positions[i - 3]! : 0) + (i % 3 === 0 ? 1.1 : 0.5 * random.normal());
  }
  const grid = new Float32Array(3 * points);
  for (let point = 0; point < points; point++) {
    const direction = [random.normal(), random.normal(), random.normal()];
    const length = Math.hypot(...direction);
    const atom = random.below(atoms);
    for (let axis = 0; axis < 3; axis++)
      grid[3 * point + axis] =
        positions[3 * atom + axis]! + ((3 + random.uniform()) * direction[axis]!) / length;
  }
  const atomicNumbers = Int32Array.from({ length: atoms }, () => [1, 6, 7, 8][random.below(4)]!);
  const raw = Float32Array.from(atomicNumbers, (number) => ({ 1: 0.2, 6: 0.05, 7: -0.3 })[number] ?? -0.4);
  const mean = raw.reduce((sum, charge) => sum + charge, 0) / atoms;
  const monopoles = raw.map((charge) => charge - mean);
  const origin = Float32Array.from([0.5, 0, 0]);
  const dipole = Float32Array.from([0, 1, 2], (axis) =>
    monopoles.reduce(
      (sum, q, atom) => sum + q * (positions[3 * atom + axis]! - origin[axis]!) * bohrPerAngstrom,
      0,
    ),
  );
  const potential = Float32Array.from({ length: points }, (_, point) =>
    monopoles.reduce((sum, q, atom) => {
      const distance = Math.sqrt(squaredDistance(grid, point, positions, atom));
      return sum + q / (distance * bohrPerAngstrom);
    }, 0),
  );
  return {
    ...{ row: seed, atomicNumbers, positions, totalCharge: 0, monopoles, dipole, origin, grid, potential },
    espMask: null,
  };
}

/** The sizes that hold a batch, and `extra` of everything as padding. */
export function sizesOf(molecules: readonly Molecule[], extra = 0): Sizes {
  const atoms = molecules.reduce((sum, { atomicNumbers }) => sum + atomicNumbers.length, 0);
  const edges = molecules.reduce((sum, { atomicNumbers: { length } }) => sum + length * (length - 1), 0);
  const points = molecules.reduce((sum, { grid }) => sum + grid.length / 3, 0);
  return {
    molecules: molecules.length + extra,
    atoms: atoms + extra,
    edges: edges + extra,
    points: points + extra,
  };
}

export function packed(molecules: readonly Molecule[], config: MoleculesConfig, sizes = sizesOf(molecules)) {
  const prepared = molecules.map((molecule) => prepareMolecule(molecule, config));
  const graph = { inputs: () => packBatch(prepared, sizes, config.model.maxAtomicNumber + 1, true) };
  const batch = { rows: Int32Array.from(molecules, (_, i) => i), variant: '' };
  return inputTensors({ ...graph, forward: noForward }, batch);
}

const noForward = (): never => {
  throw new Error('Only the inputs of this graph are asked for.');
};

/** As a run begins with them. */
export function initialParameters({ model }: MoleculesConfig, seed = 1): Parameters {
  return Object.fromEntries(
    dcmnetParameters(model).map(({ name, shape, initializer }) => {
      const values = new Float32Array(shape.reduce((product, length) => product * length, 1));
      initializer(values, shape, randomStream(seed, `init/${name}`));
      return [name, tf.tensor(values, shape)];
    }),
  );
}

export interface Numbers {
  charges: Float32Array;
  places: Float32Array;
  potential: Float32Array;
  dipoles: Float32Array;
}

/** What a model predicts of molecules, padding included. */
export async function predicted(
  molecules: readonly Molecule[],
  config: MoleculesConfig,
  parameters: Parameters,
  sizes?: Sizes,
): Promise<Numbers> {
  const { charges, places, potential, dipoles } = tf.tidy(() => ({
    ...compare(config, parameters, packed(molecules, config, sizes)).prediction,
  }));
  const [q, r, v, d] = await Promise.all(
    [charges, places, potential, dipoles].map((tensor) => tensor.data()),
  );
  return {
    charges: q as Float32Array,
    places: r as Float32Array,
    potential: v as Float32Array,
    dipoles: d as Float32Array,
  };
}

/** The arrays of an NPZ file that holds the molecules, padded. @param width atoms of a row, those of the largest at least. */
export function arraysOf(molecules: readonly Molecule[], width?: number): ArraySet {
  const n = molecules.length;
  const atoms = width ?? Math.max(...molecules.map(({ atomicNumbers }) => atomicNumbers.length));
  const points = Math.max(...molecules.map(({ grid }) => grid.length / 3));
  const padded = (values: readonly ArrayLike<number>[], length: number, padding = 0) => {
    const data = new Float32Array(n * length).fill(padding);
    for (const [i, row] of values.entries()) data.set(Array.from(row), i * length);
    return data;
  };
  const of = (key: 'positions' | 'grid' | 'potential' | 'origin') =>
    molecules.map((molecule) => molecule[key]);
  return arraySet({
    R: { shape: [n, atoms, 3], data: padded(of('positions'), 3 * atoms) },
    Z: {
      shape: [n, atoms],
      data: padded(
        molecules.map(({ atomicNumbers }) => atomicNumbers),
        atoms,
      ),
    },
    N: {
      shape: [n, 1],
      data: padded(
        molecules.map(({ atomicNumbers: { length } }) => [length]),
        1,
      ),
    },
    mono: {
      shape: [n, atoms],
      data: padded(
        molecules.map(({ monopoles }) => monopoles ?? []),
        atoms,
      ),
    },
    esp: { shape: [n, points], data: padded(of('potential'), points) },
    vdw_surface: { shape: [n, points, 3], data: padded(of('grid'), 3 * points, 10000) },
    n_grid: {
      shape: [n],
      data: padded(
        molecules.map(({ grid }) => [grid.length / 3]),
        1,
      ),
    },
    Dxyz: {
      shape: [n, 3],
      data: padded(
        molecules.map(({ dipole }) => dipole ?? []),
        3,
      ),
    },
    com: { shape: [n, 3], data: padded(of('origin'), 3) },
  });
}
