/** Where each parameter lies in an arena: one flat float32 array with every parameter on a 256-byte boundary. */

import { sizeOf } from '../../formats/arrays';
import type { ParameterGroup, TrainingConfig } from '../../protocol/config';
import { AnnealError } from '../../protocol/errors';
import type { ParameterSpec } from '../nn/parameter';
import { matchesPattern } from '../nn/parameterNames';
import { penaltyOf } from '../regularizers/penalties';
import { isIdle } from '../regularizers/strength';
import { type Target, targetsOf } from '../regularizers/targets';

/** 256 bytes, WebGPU's alignment of a storage-buffer binding, in float32 values. */
export const ALIGNMENT = 64;

export interface ArenaSlot {
  name: string;
  shape: number[];
  /** In values, a multiple of `ALIGNMENT`. */
  offset: number;
  size: number;
  /** Learning-rate factor; 0 for a frozen parameter. */
  rateScale: number;
  weightDecay: number;
  /** λ of the proximal L1 step. */
  proximalL1: number;
  frozen: boolean;
  /** A running statistic: its "gradient" is its next value. */
  running: boolean;
}

export interface ArenaLayout {
  slots: ArenaSlot[];
  /** Values in the arena, padding included. */
  length: number;
  /** Trainable and frozen values; running statistics and padding excluded. */
  parameterCount: number;
  /** Each regularizer of the configuration with its slots. */
  targets: readonly Target[];
  /** What is differentiated of them: a penalty of a slot each, by places in `targets` and `slots`; none of frozen ones. */
  penalties: readonly { target: number; slot: number }[];
  /** Whether some of them act after the update. */
  proximal: boolean;
}

type LayoutConfig = Pick<TrainingConfig, 'weightDecay' | 'weightDecayOn' | 'parameterGroups'> &
  Partial<Pick<TrainingConfig, 'regularizers'>>;

/**
 * Lays parameters out in their order and resolves groups and regularizers; a later group overrules an earlier one, and
 * what an L2 or group lasso names has no weight decay besides.
 * @param held names of parameters that are frozen whatever their group says.
 */
export function layOut(
  parameters: readonly ParameterSpec[],
  training: LayoutConfig,
  held: ReadonlySet<string> = new Set(),
): ArenaLayout {
  const targets = targetsOf(training.regularizers ?? [], parameters);
  const decaysOtherwise = new Set(
    targets
      .filter(({ regularizer: { type } }) => type === 'l2' || type === 'groupLasso')
      .flatMap((target) => target.parameters),
  );
  let offset = 0;
  let parameterCount = 0;
  const slots = parameters.map(({ name, shape, decay, running = false }, index): ArenaSlot => {
    const size = sizeOf(shape);
    const group = groupOf(name, training.parameterGroups);
    const ownDecay = decay || training.weightDecayOn === 'all' ? training.weightDecay : 0;
    const frozen = running || held.has(name) || (group?.frozen ?? false);
    const slot = {
      name,
      shape,
      offset,
      size,
      rateScale: frozen ? 0 : (group?.learningRateScale ?? 1),
      weightDecay: frozen || decaysOtherwise.has(index) ? 0 : (group?.weightDecay ?? ownDecay),
      proximalL1: frozen ? 0 : (group?.proximalL1 ?? 0),
      frozen,
      running,
    };
    offset += Math.ceil(size / ALIGNMENT) * ALIGNMENT;
    if (!running) parameterCount += size;
    return slot;
  });
  for (const { pattern, optional } of training.parameterGroups) {
    if (!optional && !parameters.some(({ name }) => matchesPattern(name, pattern))) {
      throw new AnnealError('config-invalid', `No parameter is called "${pattern}".`, {
        place: 'training.parameterGroups',
        received: pattern,
        remedy: `Use names such as ${parameters
          .slice(0, 3)
          .map(({ name }) => name)
          .join(', ')}; * matches anything.`,
      });
    }
  }
  const penalties = targets.flatMap(({ regularizer, parameters: own }, target) =>
    penaltyOf(regularizer) === null || isIdle(regularizer)
      ? []
      : own.filter((slot) => !slots[slot]!.frozen).map((slot) => ({ target, slot })),
  );
  const proximal = targets.some(({ regularizer }) => penaltyOf(regularizer) === null && !isIdle(regularizer));
  return { slots, length: offset, parameterCount, targets, penalties, proximal };
}

function groupOf(name: string, groups: readonly ParameterGroup[]): ParameterGroup | undefined {
  return groups.findLast(({ pattern }) => matchesPattern(name, pattern));
}
