/** How much room the checkpoints of a run will take, before the first is saved. */
import type { RunConfig } from '../../protocol/config';
import { createOptimizer } from '../optimizers/rules';

const bytesOfFloat = 4;
/** The latest, the one before it, and the best; the new one is written before an old one goes. */
const fewest = 4;

/** Bytes of one checkpoint: weights, their average, and the optimizer's state. The state in words is small beside them. */
export function checkpointBytes(parameterCount: number, { training, checkpoint }: RunConfig): number {
  const { optimizer, emaDecay } = training;
  const slots = checkpoint.saveOptimizer ? createOptimizer(optimizer).slots.length : 0;
  return bytesOfFloat * parameterCount * (1 + slots + (emaDecay === null ? 0 : 1));
}

/** Checkpoints that a run has at one time: at least, and with all that its strategy may keep. */
export function checkpointCount({ checkpoint, training }: RunConfig): { fewest: number; most: number } {
  const { strategy, saveTopK, everyNEpochs, keepPeriodic, maxCheckpoints } = checkpoint;
  const periodic = everyNEpochs === null ? 0 : Math.floor(training.epochs / everyNEpochs);
  const standard = saveTopK - 1 + Math.min(periodic, keepPeriodic ?? periodic);
  return { fewest, most: fewest + (strategy === 'standard' ? standard : maxCheckpoints) };
}
