/** What the regularizers do to each slot after an update: a table that changes between epochs at most. */
import type { RegularizerType } from '../../protocol/regularizerConfig';
import type { Strengths } from '../regularizers/strength';
import type { ArenaLayout } from './layout';

/** No bound: the largest float32. */
const UNBOUNDED = 3.4028234663852886e38;

/** Numbers of a slot: λ of the proximal L1, the least and the largest value, nothing. */
export const PROXIMAL_NUMBERS = 4;

/**
 * Soft thresholds of one slot add up, and come first. Clamps follow in their order, and one interval is as good as all of
 * them one after the other. Frozen slots are left alone.
 */
export function proximalTable({ slots, targets }: ArenaLayout, strengths: Strengths): Float32Array {
  const table = new Float32Array(slots.length * PROXIMAL_NUMBERS);
  for (let i = 0; i < slots.length; i++) table.set([0, -UNBOUNDED, UNBOUNDED], i * PROXIMAL_NUMBERS);
  for (const [i, { regularizer, parameters }] of targets.entries()) {
    const strength = strengths[i] ?? null;
    if (strength === null) continue;
    for (const slot of parameters.filter((index) => !slots[index]!.frozen)) {
      const own = table.subarray(slot * PROXIMAL_NUMBERS, (slot + 1) * PROXIMAL_NUMBERS);
      if (regularizer.type === 'proximalL1') own[0]! += strength;
      const interval = intervalOf(regularizer.type, strength);
      if (!interval) continue;
      const [least, largest] = interval;
      own[1] = Math.min(Math.max(own[1]!, least), largest);
      own[2] = Math.min(Math.max(own[2]!, least), largest);
    }
  }
  return table;
}

function intervalOf(type: RegularizerType, strength: number): [least: number, largest: number] | null {
  switch (type) {
    case 'proximalClamp':
      return [-strength, strength];
    case 'proximalClampPositive':
      return [0, strength];
    case 'proximalClampMin':
      return [strength, UNBOUNDED];
    default:
      return null;
  }
}
