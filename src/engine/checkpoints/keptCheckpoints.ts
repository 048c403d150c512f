/** The checkpoints of a training in memory: no more of them than the strategy keeps. */
import type { CheckpointSummary } from '../../protocol/events';
import type { SnapshotEvent } from '../training/trainerEvent';
import type { Checkpoint } from './checkpoint';
import { retain } from './retention';
import { summaryOf } from './summary';

export interface KeptCheckpoint {
  /** Its `bytes` are those of the tensors. */
  summary: CheckpointSummary;
  checkpoint: Checkpoint;
}

/** @returns what is kept with the new one, oldest first. */
export function keepSnapshot(
  kept: readonly KeptCheckpoint[],
  { kinds, checkpoint, direction }: SnapshotEvent,
): KeptCheckpoint[] {
  const { state, tensors } = checkpoint;
  const bytes = tensors.reduce((sum, { data }) => sum + data.byteLength, 0);
  const incoming = summaryOf(crypto.randomUUID(), kinds, state, bytes, new Date());
  const existing = kept.map(({ summary }) => summary);
  const { keep } = retain(existing, incoming, state.config.checkpoint, direction);
  return [...kept, { summary: incoming, checkpoint }].flatMap(({ summary, checkpoint }) => {
    const stays = keep.get(summary.id);
    return stays ? [{ summary: { ...summary, kinds: stays }, checkpoint }] : [];
  });
}
