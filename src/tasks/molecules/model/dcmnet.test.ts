/** DCMNet against a reference in NumPy (float64), and its symmetries: rotation, permutation, padding, batches, the cutoff. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../../engine/golden/compare';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { configOf, initialParameters, madeUp, predicted, sizesOf } from '../batches.fixture';
import type { Molecule } from '../molecule';
import { dcmnetParameters } from './dcmnet';
import golden from './fixtures/dcmnet.golden.json';

const config = configOf({});
const bounded = configOf({
  model: { displacement: 'bounded', basis: 'exponential', cutoffFunction: 'cosine', nDcm: 3 },
});
const { R_angstrom, Z } = golden;

const goldenConfig = configOf({
  model: {
    features: golden.F,
    numBasisFunctions: golden.K,
    nDcm: golden.n_dcm,
    maxAtomicNumber: golden.max_Z,
  },
  loss: { neutralize: true, mask: 'none' },
});

/**
 * One counter i = 0, 1, 2, … runs through the reference's parameters, each amp · sin(1.7 i + 0.3); there, kernels come
 * degree by degree, and biases after the kernel of degree 0.
 */
function goldenParameters(): Record<string, tf.Tensor> {
  let counter = 0;
  const take = (count: number, amplitude: number) =>
    Array.from({ length: count }, () => amplitude * Math.sin(1.7 * counter++ + 0.3));
  const shapes = new Map(dcmnetParameters(goldenConfig.model).map(({ name, shape }) => [name, shape]));
  const parameters: Record<string, tf.Tensor> = {};
  const set = (name: string, values: number[]) => {
    parameters[name] = tf.tensor(values, shapes.get(name)!, 'float32');
  };
  const whole = (name: string, amplitude: number) =>
    set(
      name,
      take(
        shapes.get(name)!.reduce((product, length) => product * length, 1),
        amplitude,
      ),
    );
  const dense = (name: string) => {
    const [, inputs = 0, outputs = 0] = shapes.get(`${name}.kernel`)!;
    const scalars = take(inputs * outputs, 1.25);
    set(`${name}.bias`, take(outputs, 0.1));
    set(`${name}.kernel`, [...scalars, ...take(2 * inputs * outputs, 1.25)]);
  };
  whole('embedding', 1);
  for (const t of [0, 1]) {
    const filters = [0, 1, 2].map(() => take(16, 1.5));
    const byFunction = [0, 1, 2, 3].flatMap((k) =>
      filters.flatMap((filter) => filter.slice(4 * k, 4 * k + 4)),
    );
    set(`iteration${t}.filter.kernel`, byFunction);
    whole(`iteration${t}.tensor.kernel`, 1);
    dense(`iteration${t}.dense1`);
    dense(`iteration${t}.dense2`);
  }
  dense('tensorDense.dense');
  whole('tensorDense.tensor.kernel', 1);
  whole('charges.kernel', 1 / Math.SQRT2);
  whole('charges.elementBias', 0.1);
  expect(counter).toBe(golden.nparams);
  return parameters;
}

const water: Molecule = {
  ...madeUp(1, 3),
  atomicNumbers: Int32Array.from(Z),
  positions: Float32Array.from(R_angstrom.flat()),
  grid: Float32Array.from(golden.esp_points.flat()),
  potential: new Float32Array(2),
  origin: new Float32Array(3),
};

/** A random rotation, or one with a reflection; row-major. */
function rotation(seed: number, reflect: boolean): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = Array.from({ length: 4 }, (_, i) => Math.sin(seed + 2.3 * i + 0.4));
  const n = Math.hypot(a, b, c, d);
  const [w, x, y, z] = [a / n, b / n, c / n, d / n];
  const matrix = [
    ...[1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
    ...[2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
    ...[2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
  ];
  return reflect ? matrix.map((value) => -value) : matrix;
}

function turned(points: Float32Array, matrix: readonly number[], shift: readonly number[]): Float32Array {
  return points.map((_, i) => {
    const [point, row] = [3 * Math.floor(i / 3), 3 * (i % 3)];
    return [0, 1, 2].reduce((sum, axis) => sum + matrix[row + axis]! * points[point + axis]!, shift[i % 3]!);
  });
}

describeOnBackends('DCMNet', () => {
  it('gives the charges, displacements, potential and dipole of the reference', async () => {
    const raw = await predicted(
      [water],
      { ...goldenConfig, loss: { ...goldenConfig.loss, neutralize: false } },
      goldenParameters(),
    );
    expectClose(raw.charges.slice(0, 6), golden.charges.flat(), 1e-5, 1);
    const displacements = golden.displacements.flatMap((atom, i) =>
      atom.flatMap((place) => place.map((value, axis) => value + R_angstrom[i]![axis]!)),
    );
    expectClose(raw.places.slice(0, 18), displacements, 1e-5, 1);
    const neutral = await predicted([water], goldenConfig, goldenParameters());
    expectClose(neutral.potential.slice(0, 2), golden.esp_au_after_neutralising, 1e-5, 1e-1);
    expectClose(neutral.dipoles.slice(0, 3), [-0.017190415, -0.002146012, 0.13609127], 1e-5, 1);
  });

  it.each([
    ['faithful', config],
    ['bounded', bounded],
  ])('turns with the molecule, and with its mirror image: %s', async (_, settings) => {
    const molecule = madeUp(3, 7);
    const parameters = initialParameters(settings);
    const own = await predicted([molecule], settings, parameters);
    for (const reflect of [false, true]) {
      const matrix = rotation(5, reflect);
      const shift = [1.5, -2, 0.7];
      const moved = {
        ...molecule,
        positions: turned(molecule.positions, matrix, shift),
        grid: turned(molecule.grid, matrix, shift),
        origin: turned(molecule.origin, matrix, shift),
      };
      const other = await predicted([moved], settings, parameters);
      const charges = 7 * settings.model.nDcm;
      expectClose(other.charges.slice(0, charges), own.charges.slice(0, charges), 1e-4);
      expectClose(
        other.places.slice(0, 3 * charges),
        turned(own.places.slice(0, 3 * charges), matrix, shift),
        1e-4,
        1,
      );
      expectClose(other.potential.slice(0, 20), own.potential.slice(0, 20), 1e-4);
      expectClose(other.dipoles.slice(0, 3), turned(own.dipoles.slice(0, 3), matrix, [0, 0, 0]), 1e-4, 1);
    }
  });

  it('permutes charges with the atoms', async () => {
    const molecule = madeUp(4, 5);
    const order = [3, 0, 4, 2, 1];
    const permuted = {
      ...molecule,
      atomicNumbers: Int32Array.from(order, (i) => molecule.atomicNumbers[i]!),
      positions: Float32Array.from(order.flatMap((i) => [...molecule.positions.slice(3 * i, 3 * i + 3)])),
    };
    const parameters = initialParameters(config);
    const own = await predicted([molecule], config, parameters);
    const other = await predicted([permuted], config, parameters);
    const expected = order.flatMap((i) => [...own.charges.slice(2 * i, 2 * i + 2)]);
    expectClose(other.charges.slice(0, 10), expected, 1e-5);
    expectClose(other.potential.slice(0, 20), own.potential.slice(0, 20), 1e-5);
  });

  it('is the same with padding, to the last bit, and in a batch of two', async () => {
    const [small, large] = [madeUp(5, 1, 3), madeUp(6, 9, 17)];
    const parameters = initialParameters(config);
    const alone = await predicted([small], config, parameters);
    const padded = await predicted([small], config, parameters, sizesOf([small], 57));
    expect(padded.charges.slice(0, 2)).toEqual(alone.charges.slice(0, 2));
    expect(padded.potential.slice(0, 3)).toEqual(alone.potential.slice(0, 3));
    const other = await predicted([large], config, parameters);
    const both = await predicted([small, large], config, parameters);
    expectClose(
      both.charges.slice(0, 20),
      [...alone.charges.slice(0, 2), ...other.charges.slice(0, 18)],
      1e-6,
    );
    expectClose(
      both.potential.slice(0, 20),
      [...alone.potential.slice(0, 3), ...other.potential.slice(0, 17)],
      1e-6,
    );
    expectClose(both.dipoles.slice(0, 6), [...alone.dipoles.slice(0, 3), ...other.dipoles.slice(0, 3)], 1e-6);
  });

  it('hears nothing from beyond the cutoff', async () => {
    // To shift charges to a total is to look at all of them.
    const free = configOf({ loss: { neutralize: false } });
    const near = madeUp(7, 4);
    const far = madeUp(8, 3);
    const together: Molecule = {
      ...near,
      atomicNumbers: Int32Array.from([...near.atomicNumbers, ...far.atomicNumbers]),
      positions: Float32Array.from([...near.positions, ...far.positions.map((value) => value + 50)]),
      monopoles: null,
    };
    const parameters = initialParameters(free);
    const alone = await predicted([near], free, parameters);
    const both = await predicted([together], free, parameters);
    expectClose(both.charges.slice(0, 8), alone.charges.slice(0, 8), 1e-6);
  });

  it('keeps bounded displacements below their limit, however large the weights', async () => {
    const settings = configOf({ model: { displacement: 'bounded', maxDisplacement: 0.3 } });
    const parameters = Object.fromEntries(
      Object.entries(initialParameters(settings)).map(([name, tensor]) => [name, tf.mul(tensor, 3)]),
    );
    const molecule = madeUp(9, 6);
    const { places } = await predicted([molecule], settings, parameters);
    const lengths = Array.from({ length: 12 }, (_, i) =>
      Math.hypot(
        ...[0, 1, 2].map((axis) => places[3 * i + axis]! - molecule.positions[3 * Math.floor(i / 2) + axis]!),
      ),
    );
    expect(Math.max(...lengths)).toBeGreaterThan(0.05);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(0.3 + 1e-5);
  });

  it('has as many parameters as DCMNet', () => {
    const count = (nDcm: number, maxAtomicNumber: number) =>
      dcmnetParameters({ ...config.model, nDcm, maxAtomicNumber }).reduce(
        (sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1),
        0,
      );
    expect([1, 2, 3, 4].map((n) => count(n, 17))).toEqual([5671, 5790, 5911, 6034]);
    expect([1, 2, 3, 4].map((n) => count(n, 36))).toEqual([5994, 6113, 6234, 6357]);
  });
});
