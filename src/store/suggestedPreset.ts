/** The preset that fits a dataset's target at first sight; any other is one choice away. */
import type { DatasetRecord } from '../protocol/datasets';
import type { Roles } from './roles';

/** "classify" where the one target is text, else "quick". */
export function suggestedPreset({ arrays }: DatasetRecord, { targets }: Roles): string {
  const [target] = targets;
  const sheet = targets.length === 1 ? arrays.find(({ name }) => name === target) : undefined;
  return sheet?.categories ? 'classify' : 'quick';
}
