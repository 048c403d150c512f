/**
 * The regularizers of a step: their gradients, once a step whatever its micro-batches are, of the parameters that take
 * part in it; and what they are worth.
 */
import * as tf from '@tensorflow/tfjs';
import { penaltyOf, weighedBy } from '../regularizers/penalties';
import type { Strengths } from '../regularizers/strength';
import type { Trainable } from './trainable';

/**
 * What the gradient of each penalty is multiplied with before it is added to the sums of the micro-batches, whose mean is
 * taken after: λ times their number, and 0 for a slot that none of them gave anything. Where some may be left out, the
 * device multiplies with the number.
 * @returns float32 [layout.penalties.length]; null where there is nothing to add.
 */
export function penaltyFactors(
  { layout, timesOf }: Pick<Trainable, 'layout' | 'timesOf'>,
  strengths: Strengths,
): Float32Array | null {
  // λ is rounded first, as it is where the device multiplies.
  const factors = Float32Array.from(
    layout.penalties,
    ({ target, slot }) => Math.fround(strengths[target] ?? 0) * timesOf(slot),
  );
  return factors.some((factor) => factor !== 0) ? factors : null;
}

/** Adds them to the sums of the step. @param factors of `penaltyFactors`, as a tensor: an input of a recording. */
export function addPenalties(trainable: Trainable, factors: tf.Tensor1D): void {
  const { layout, deviceTimes } = trainable;
  const { slots, targets, penalties } = layout;
  tf.tidy(() => {
    const indices = penalties.map(({ slot }) => slot);
    const all = deviceTimes
      ? tf.mul(factors, tf.gather(deviceTimes, tf.tensor1d(indices, 'int32')))
      : factors;
    const sums = new Map<string, tf.Tensor>();
    penalties.forEach(({ target, slot }, i) => {
      const { name } = slots[slot]!;
      const factor = tf.slice(all, i, 1).asScalar();
      const gradient = tf.mul(
        penaltyOf(targets[target]!.regularizer)!.gradient(trainable.parameters[name]!),
        factor,
      );
      const before = sums.get(name);
      sums.set(name, before ? tf.add(before, gradient) : gradient);
    });
    trainable.augment(sums);
  });
}

/** λ times the penalty of each regularizer that has one, NaN of a clamp; of all that it names, frozen ones as well. */
export async function penaltyLosses(
  { layout, parameters }: Pick<Trainable, 'layout' | 'parameters'>,
  strengths: Strengths,
): Promise<number[]> {
  const { slots, targets } = layout;
  if (targets.length === 0) return [];
  const values = tf.tidy(() =>
    tf.stack(
      targets.map(({ regularizer, parameters: own }) => {
        const value = weighedBy(regularizer);
        if (value === null) return tf.scalar(Number.NaN);
        // An optional one may name none.
        if (own.length === 0) return tf.scalar(0);
        return tf.addN(own.map((slot) => value(parameters[slots[slot]!.name]!)));
      }),
    ),
  );
  const sums = await values.data();
  values.dispose();
  return Array.from(sums, (sum, i) => (strengths[i] ?? 0) * sum);
}
