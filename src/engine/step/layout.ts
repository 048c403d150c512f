/** Where each parameter lies in an arena: one flat float32 array with every parameter on a 256-byte boundary. */

import { sizeOf } from '../../formats/arrays';
import type { ParameterGroup, TrainingConfig } from '../../protocol/config';
import { AnnealError } from '../../protocol/errors';
import type { ParameterSpec } from '../nn/parameter';
import { matchesPattern } from '../nn/parameterNames';

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
}

/**
 * Lays parameters out in their order and resolves the groups; a later group overrules an earlier one.
 * @param held names of parameters that are frozen whatever their group says.
 */
export function layOut(
  parameters: readonly ParameterSpec[],
  training: Pick<TrainingConfig, 'weightDecay' | 'weightDecayOn' | 'parameterGroups'>,
  held: ReadonlySet<string> = new Set(),
): ArenaLayout {
  let offset = 0;
  let parameterCount = 0;
  const slots = parameters.map(({ name, shape, decay, running = false }): ArenaSlot => {
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
      weightDecay: frozen ? 0 : (group?.weightDecay ?? ownDecay),
      proximalL1: frozen ? 0 : (group?.proximalL1 ?? 0),
      frozen,
      running,
    };
    offset += Math.ceil(size / ALIGNMENT) * ALIGNMENT;
    if (!running) parameterCount += size;
    return slot;
  });
  for (const { pattern } of training.parameterGroups) {
    if (!parameters.some(({ name }) => matchesPattern(name, pattern))) {
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
  return { slots, length: offset, parameterCount };
}

function groupOf(name: string, groups: readonly ParameterGroup[]): ParameterGroup | undefined {
  return groups.findLast(({ pattern }) => matchesPattern(name, pattern));
}
