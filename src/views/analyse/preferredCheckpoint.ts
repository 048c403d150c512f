/** Which checkpoint is analysed unless another is asked for: the best, else the newest. Pure. */
import { type MetricInfo, monitorTitle } from '../../protocol/metrics';
import type { CheckpointRecord } from '../../protocol/records';
import { fallbackWords, kindWords } from '../train/checkpointWords';

/** @param checkpoints newest first. */
export function preferredCheckpoint(checkpoints: readonly CheckpointRecord[]): CheckpointRecord | null {
  return checkpoints.find(({ kinds }) => kinds.includes('best')) ?? checkpoints[0] ?? null;
}

/** "best, latest · epoch 20 · loss 0.1234". @param metrics of its run, for the title of what was monitored. */
export function checkpointName(
  { kinds, epoch, step, monitor, value }: CheckpointRecord,
  metrics: readonly MetricInfo[],
): string {
  const words = kinds.length === 0 ? [fallbackWords] : kinds.map((kind) => kindWords[kind]);
  const parts = [words.map(({ name }) => name).join(', '), `epoch ${epoch}`, `step ${step}`];
  if (value !== null) parts.push(`${monitorTitle(monitor, metrics)} ${Number(value.toPrecision(4))}`);
  return parts.join(' · ');
}
