/** What an analysis begins with, unless the reader asks for something else: a checkpoint and a part of the data. Pure. */

import { z } from 'zod';
import type { SplitChoice } from '../../protocol/commands';
import type { RunConfig } from '../../protocol/config';
import { type MetricInfo, monitorTitle } from '../../protocol/metrics';
import type { ListedCheckpoint } from '../../protocol/records';
import { fallbackWords, kindWords } from './checkpointWords';

/**
 * Which checkpoint is analysed unless another is asked for: the best, else the newest.
 * @param checkpoints newest first.
 */
export function preferredCheckpoint(checkpoints: readonly ListedCheckpoint[]): ListedCheckpoint | null {
  return checkpoints.find(({ kinds }) => kinds.includes('best')) ?? checkpoints[0] ?? null;
}

/** "best, latest · epoch 20 · loss 0.1234". @param metrics of its run, for the title of what was monitored. */
export function checkpointName(
  { kinds, epoch, step, monitor, value }: ListedCheckpoint,
  metrics: readonly MetricInfo[],
): string {
  const words = kinds.length === 0 ? [fallbackWords] : kinds.map((kind) => kindWords[kind]);
  const parts = [words.map(({ name }) => name).join(', '), `epoch ${epoch}`, `step ${step}`];
  if (value !== null) parts.push(`${monitorTitle(monitor, metrics)} ${Number(value.toPrecision(4))}`);
  return parts.join(' · ');
}

const fractions = z.object({
  dataset: z.object({ validationFraction: z.number(), testFraction: z.number().default(0) }),
});

/** Which part of the data says most about a model: its test rows, or those of validation where it has no other. */
export function defaultSplit(config: RunConfig): SplitChoice {
  const parsed = fractions.safeParse(config);
  return parsed.success && parsed.data.dataset.testFraction === 0 ? 'validation' : 'test';
}
