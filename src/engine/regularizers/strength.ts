/** λ of a regularizer in an epoch. */
import type { RegularizerConfig } from '../../protocol/regularizerConfig';

export type Strengths = readonly (number | null)[];

/**
 * @param epoch 0 for the first.
 * @returns null where the regularizer does nothing in the epoch. First and last epoch of a schedule belong to it.
 *   A λ of 0 weighs nothing, and as a bound would wipe parameters out where a ramp begins, so it does nothing as well;
 *   only as a least value it stands.
 */
export function strengthAt(regularizer: RegularizerConfig, epoch: number): number | null {
  const strength = scheduled(regularizer, epoch);
  return strength === 0 && regularizer.type !== 'proximalClampMin' ? null : strength;
}

function scheduled({ lambda, schedule }: RegularizerConfig, epoch: number): number | null {
  if (schedule.name === 'constant') return lambda;
  const { startEpoch, endEpoch } = schedule;
  if (epoch < startEpoch) return null;
  const part =
    endEpoch === null || endEpoch <= startEpoch ? 1 : (epoch - startEpoch) / (endEpoch - startEpoch);
  switch (schedule.name) {
    case 'warmup':
      return endEpoch === null || epoch <= endEpoch ? lambda : null;
    case 'linearRamp':
      return endEpoch === null || epoch <= endEpoch ? lambda * part : null;
    case 'linearDecay':
      return schedule.startLambda + (lambda - schedule.startLambda) * Math.min(part, 1);
  }
}

/** Of all regularizers, in their order. */
export function strengthsAt(regularizers: readonly RegularizerConfig[], epoch: number): Strengths {
  return regularizers.map((regularizer) => strengthAt(regularizer, epoch));
}

/** Whether it does nothing in any epoch, as an L2 of λ 0 that only keeps weight decay away. */
export function isIdle({ type, lambda, schedule }: RegularizerConfig): boolean {
  const ends = schedule.name === 'linearDecay' ? [schedule.startLambda, lambda] : [lambda];
  return type !== 'proximalClampMin' && ends.every((end) => end === 0);
}
