/** The loss of charges against loops over doubles, for every batch size, and its gradient against finite differences. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../../engine/golden/compare';
import type { Parameters } from '../../../engine/nn/parameter';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { configOf, initialParameters, madeUp, packed, predicted } from '../batches.fixture';
import type { MoleculesConfig } from '../config';
import { compare } from '../model/passes';
import type { Molecule } from '../molecule';
import { lossParts, weightedLoss } from './loss';

const molecules = [madeUp(1, 3, 11), { ...madeUp(2, 6, 20), totalCharge: 1 }, madeUp(3, 2, 7)];
const weights = {
  espWeight: 1e3,
  monopoleWeight: 0.5,
  chargeConservationWeight: 2,
  dipoleWeight: 0.3,
  mask: 'none',
  neutralize: false,
};
const small = { features: 4, numBasisFunctions: 4 };

const number = async (tensor: tf.Tensor) => (await tensor.data())[0]!;

async function partsOf(chosen: readonly Molecule[], config: MoleculesConfig, parameters: Parameters) {
  const tensors = tf.tidy(() => {
    const { prediction, reference } = compare(config, parameters, packed(chosen, config));
    const parts = lossParts(prediction, reference);
    return { ...parts, mean: weightedLoss(parts, reference.about, config.loss).mean };
  });
  const numbers = await Promise.all(Object.values(tensors).map((tensor) => tensor.data()));
  return Object.fromEntries(Object.keys(tensors).map((name, i) => [name, [...numbers[i]!]]));
}

/** Half the squared errors, by loops. */
function byHand(
  molecule: Molecule,
  { charges, places }: { charges: Float32Array; places: Float32Array },
  { weighting, distanceMin, distanceScale }: MoleculesConfig['loss'],
) {
  const { atomicNumbers, grid, potential, positions, monopoles, dipole, origin, totalCharge } = molecule;
  const atoms = atomicNumbers.length;
  const n = 2;
  const mean = potential.reduce((sum, v) => sum + Math.abs(v), 0) / potential.length;
  let [esp, weightSum] = [0, 0];
  potential.forEach((reference, g) => {
    let v = 0;
    for (let i = 0; i < atoms * n; i++) {
      const r = Math.hypot(...[0, 1, 2].map((axis) => grid[3 * g + axis]! - places[3 * i + axis]!));
      v += charges[i]! / (r * 1.88973);
    }
    const nearest = Math.min(
      ...Array.from({ length: atoms }, (_, a) =>
        Math.hypot(...[0, 1, 2].map((axis) => grid[3 * g + axis]! - positions[3 * a + axis]!)),
      ),
    );
    const w = {
      none: 1,
      magnitude: 1 / (1 + Math.abs(reference) / mean),
      distance: Math.exp((Math.max(nearest, distanceMin) - distanceMin) / distanceScale),
    }[weighting];
    esp += w * 0.5 * (v - reference) ** 2;
    weightSum += w;
  });
  let [mono, total] = [0, 0];
  const moment = [0, 0, 0];
  for (let a = 0; a < atoms; a++) {
    const sum = charges[n * a]! + charges[n * a + 1]!;
    mono += (0.5 * (sum - monopoles![a]!) ** 2) / atoms;
    total += sum;
    for (let k = 0; k < n; k++)
      for (const axis of [0, 1, 2])
        moment[axis]! += charges[n * a + k]! * (places[3 * (n * a + k) + axis]! - origin[axis]!) * 1.88973;
  }
  return {
    esp: esp / weightSum,
    mono,
    chargeConservation: (total - totalCharge) ** 2,
    dipole: moment.reduce((sum, value, axis) => sum + 0.5 * (value - dipole![axis]!) ** 2, 0),
  };
}

describeOnBackends('the loss of charges', () => {
  it.each(['none', 'magnitude', 'distance'] as const)(
    'is what its formulas say, weighting %s',
    async (weighting) => {
      const config = configOf({ model: small, loss: { ...weights, weighting } });
      const parameters = initialParameters(config);
      const parts = await partsOf(molecules, config, parameters);
      const expected = [];
      for (const molecule of molecules) {
        expected.push(byHand(molecule, await predicted([molecule], config, parameters), config.loss));
      }
      for (const name of ['esp', 'mono', 'chargeConservation', 'dipole'] as const)
        expectClose(
          parts[name]!,
          expected.map((one) => one[name]),
          1e-4,
          1e-4,
        );
      const losses = expected.map(
        ({ esp, mono, chargeConservation, dipole }) =>
          1e3 * esp + 0.5 * mono + 2 * chargeConservation + 0.3 * dipole,
      );
      expectClose(parts.mean!, [losses.reduce((a, b) => a + b) / 3], 1e-4);
    },
  );

  it('is the mean of the losses of its molecules, for every size of batch', async () => {
    const config = configOf({ model: small, loss: weights });
    const parameters = initialParameters(config);
    const [together] = (await partsOf(molecules, config, parameters)).mean!;
    let sum = 0;
    for (const molecule of molecules) sum += (await partsOf([molecule], config, parameters)).mean![0]!;
    expectClose([sum / 3], [together!], 1e-5);
  });

  it('leaves out the parts that a molecule has no reference for', async () => {
    const config = configOf({ model: small, loss: weights });
    const bare = {
      ...molecules[1]!,
      monopoles: null,
      dipole: null,
      grid: new Float32Array(0),
      potential: new Float32Array(0),
    };
    const parts = await partsOf([molecules[0]!, bare], config, initialParameters(config));
    for (const name of ['esp', 'mono', 'dipole']) {
      expect(parts[name]![0]).toBeGreaterThan(0);
      expect(parts[name]![1]).toBe(0);
    }
  });

  it('shifts charges to the total charge where it is asked to', async () => {
    const config = configOf({ model: small, loss: { ...weights, neutralize: true } });
    const parts = await partsOf(molecules, config, initialParameters(config));
    expectClose(parts.chargeConservation!, [0, 0, 0], 1e-9, 1);
  });

  it.each<[string, object, object?]>([
    ['faithful', {}],
    [
      'bounded, exponential basis, cosine cutoff',
      { displacement: 'bounded', basis: 'exponential', cutoffFunction: 'cosine' },
    ],
    ['shifted to the total charge', {}, { neutralize: true }],
    ['degree 1', { maxDegree: 1 }],
    ['degree 0, three passes', { maxDegree: 0, numIterations: 3 }],
  ])('has the slope of finite differences by every parameter: %s', async (_, model, loss = {}) => {
    const config = configOf({
      model: { ...small, ...model, maxAtomicNumber: 8 },
      loss: { ...weights, ...loss },
    });
    const parameters = initialParameters(config);
    const batch = packed(molecules, config);
    const names = Object.keys(parameters);
    const lossOf = (values: Parameters) => {
      const { prediction, reference } = compare(config, values, batch);
      return weightedLoss(lossParts(prediction, reference), reference.about, config.loss).mean;
    };
    const { grads } = tf.engine().gradients(() => lossOf(parameters), Object.values(parameters));
    for (const [i, name] of names.entries()) {
      // Along a direction of which every element is part.
      const own = parameters[name]!;
      const direction = tf.cos(tf.range(0, own.size).mul(1.3).add(i)).reshape(own.shape);
      const slope = await number(tf.sum(tf.mul(grads[i]!, direction)));
      const size = Math.sqrt((await number(tf.sum(tf.square(grads[i]!)))) * own.size);
      const at = (step: number) =>
        number(lossOf({ ...parameters, [name]: tf.add(own, tf.mul(direction, step)) }));
      const step = 1 / 512;
      const rise = ((await at(step)) - (await at(-step))) / (2 * step);
      // Relative to the gradient, since it may be nearly at right angles to the direction.
      expect(Math.abs(slope - rise) / (size + 1e-3), name).toBeLessThan(0.02);
    }
  });
});
