/** What is said of a checkpoint without its tensors. */
import type { CheckpointKind, CheckpointSummary } from '../../protocol/events';
import type { CheckpointState } from './checkpoint';

/** @param bytes size of the encoded checkpoint. */
export function summaryOf(
  id: string,
  kinds: CheckpointKind[],
  { epoch, step, value, config }: CheckpointState,
  bytes: number,
  createdAt: Date,
): CheckpointSummary {
  return {
    id,
    kinds,
    epoch,
    step,
    monitor: config.checkpoint.monitor,
    value,
    bytes,
    createdAt: createdAt.toISOString(),
  };
}
