/** Which checkpoint is analysed unless another is asked for: the best, else the newest. Pure. */
import type { CheckpointRecord } from '../../protocol/records';

/** @param checkpoints newest first. */
export function preferredCheckpoint(checkpoints: readonly CheckpointRecord[]): CheckpointRecord | null {
  return checkpoints.find(({ kinds }) => kinds.includes('best')) ?? checkpoints[0] ?? null;
}

/** "best, latest · epoch 20 · loss 0.1234". */
export function checkpointName({ kinds, epoch, step, monitor, value }: CheckpointRecord): string {
  const parts = [kinds.join(', ') || 'previous', `epoch ${epoch}`, `step ${step}`];
  if (value !== null) parts.push(`${monitor} ${Number(value.toPrecision(4))}`);
  return parts.join(' · ');
}
