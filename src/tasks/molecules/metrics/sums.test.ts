/** What is summed for metrics, against plain loops over the molecules, with padding of everything. */
import * as tf from '@tensorflow/tfjs';
import { it } from 'vitest';
import { expectClose } from '../../../engine/golden/compare';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { configOf, initialParameters, madeUp, packed, predicted, sizesOf } from '../batches.fixture';
import { lossParts, weightedLoss } from '../losses/loss';
import { compare } from '../model/passes';
import { maxima, moleculeSums, sumNames } from './sums';

const config = configOf({
  model: { features: 4, numBasisFunctions: 4 },
  loss: { dipoleWeight: 0.3, mask: 'file' },
});
const molecules = [
  { ...madeUp(1, 3, 70), espMask: Uint8Array.from({ length: 70 }, (_, i) => (i % 3 === 0 ? 0 : 1)) },
  { ...madeUp(2, 6, 20), totalCharge: 1, monopoles: null },
  { ...madeUp(3, 1, 7), espMask: new Uint8Array(7) },
  { ...madeUp(4, 9, 130), dipole: null },
];

type Sums = Record<(typeof sumNames)[number], number>;

async function sumsOf(extra: number) {
  const parameters = initialParameters(config);
  const sizes = sizesOf(molecules, extra);
  const { sums, losses } = tf.tidy(() => {
    const { prediction, reference } = compare(config, parameters, packed(molecules, config, sizes));
    const parts = lossParts(prediction, reference);
    const { losses } = weightedLoss(parts, reference.about, config.loss);
    return { sums: moleculeSums(prediction, reference, parts, losses), losses };
  });
  const values = [...(await sums.data())];
  return {
    sums: Object.fromEntries(sumNames.map((name, i) => [name, values[i]!])) as Sums,
    losses: await losses.data(),
    numbers: await predicted(molecules, config, parameters, sizes),
  };
}

describeOnBackends('the sums of a batch of molecules', () => {
  it('are those of loops over the atoms and the points that count, whatever the padding', async () => {
    const { sums, numbers, losses } = await sumsOf(5);
    const expected = Object.fromEntries(sumNames.map((name) => [name, 0])) as Sums;
    for (const name of sumNames.slice(-maxima)) expected[name] = -Infinity;
    const add = (name: keyof Sums, value: number) => {
      expected[name] += value;
    };
    const raise = (name: keyof Sums, value: number) => {
      expected[name] = Math.max(expected[name], value);
    };
    let [atom, point] = [0, 0];
    molecules.forEach(({ atomicNumbers, monopoles, potential, espMask, dipole }, molecule) => {
      add('count', 1);
      add('loss', losses[molecule]!);
      for (let i = 0; i < atomicNumbers.length; i++, atom++) {
        const q = numbers.charges[2 * atom]! + numbers.charges[2 * atom + 1]!;
        add('atoms', 1);
        add('mono_sum', q);
        add('mono_sum_square', q * q);
        raise('mono_max', q);
        raise('mono_negative_max', -q);
        if (!monopoles) continue;
        add('atoms_mono', 1);
        add('mono_abs', Math.abs(q - monopoles[i]!));
        add('mono_square', (q - monopoles[i]!) ** 2);
      }
      if (monopoles) add('molecules_mono', 1);
      const counting = espMask ? espMask.reduce((sum, one) => sum + one, 0) : potential.length;
      let square = 0;
      for (let i = 0; i < potential.length; i++, point++) {
        if (espMask?.[i] === 0) continue;
        const [v, t] = [numbers.potential[point]!, potential[i]!];
        square += (v - t) ** 2 / counting;
        add('esp_abs', Math.abs(v - t) / counting);
        add('esp_error', (v - t) / counting);
        add('esp_pred', v / counting);
        add('esp_pred_square', (v * v) / counting);
        add('esp_target', t / counting);
        add('esp_target_square', (t * t) / counting);
        raise('esp_max', v);
        raise('esp_negative_max', -v);
      }
      add('esp_square', square);
      add('esp_rmse', Math.sqrt(square));
      if (counting > 0) add('molecules_esp', 1);
      add('mask_fraction', counting / potential.length);
      if (!dipole) return;
      add('molecules_dipole', 1);
      const apart = dipole.map((value, axis) => value - numbers.dipoles[3 * molecule + axis]!);
      add('dipole_error', Math.hypot(...apart));
    });
    const byLoss = ['esp_loss', 'mono_loss', 'charge_conservation_loss', 'dipole_loss'] as const;
    for (const name of sumNames) {
      if (byLoss.some((part) => part === name)) continue;
      expectClose([sums[name]], [expected[name]], 1e-4);
    }
    const { espWeight, monopoleWeight, chargeConservationWeight, dipoleWeight } = config.loss;
    const weights = [espWeight, monopoleWeight, chargeConservationWeight, dipoleWeight];
    const weighted = byLoss.reduce((sum, name, i) => sum + weights[i]! * sums[name], 0);
    expectClose([weighted], [sums.loss], 1e-5);
  });
});
