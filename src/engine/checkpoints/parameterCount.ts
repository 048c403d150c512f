/** How many parameters the model of a checkpoint has, as a run says it: running statistics are none. */
import { sizeOf } from '../../formats/arrays';
import type { Checkpoint } from './checkpoint';

/** Averages and optimizer state have a `/` in their names; running statistics are called so in their last part. */
export function parameterCountOf({ tensors }: Pick<Checkpoint, 'tensors'>): number {
  return tensors
    .filter(({ name }) => !name.includes('/') && !/(^|\.)running[^.]*$/.test(name))
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}
