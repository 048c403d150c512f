/** Molecules for tests: made up or given, packed as a batch, with parameters that a seed decides. */
import * as tf from '@tensorflow/tfjs';
import type { Parameters } from '../../engine/nn/parameter';
import { randomStream } from '../../engine/random';
import { inputTensors } from '../../engine/step/inputs';
import { type MoleculesConfig, moleculesConfigSchema } from './config';
import { packBatch, prepareMolecule, type Sizes } from './data/packing';
import { dcmnetParameters } from './model/dcmnet';
import { compare } from './model/passes';
import type { Molecule } from './molecule';

export function configOf(settings: object): MoleculesConfig {
  return moleculesConfigSchema.parse({ task: 'molecules', ...settings });
}

/** A chain of atoms about 1.2 Å apart, with a grid 3 to 4 Å around them. */
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
  return {
    row: seed,
    atomicNumbers: Int32Array.from({ length: atoms }, () => [1, 6, 7, 8][random.below(4)]!),
    positions,
    totalCharge: 0,
    monopoles: Float32Array.from({ length: atoms }, () => 0.2 * random.normal()),
    dipole: Float32Array.from([random.normal(), random.normal(), random.normal()]),
    origin: Float32Array.from([0.5, 0, 0]),
    grid,
    potential: Float32Array.from({ length: points }, () => 0.02 * random.normal()),
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
