/** Whether a run is at its end, and why. */
import type { TrainingConfig } from '../../protocol/config';
import type { FinishReason } from '../../protocol/events';
import type { CheckpointState } from '../checkpoints/checkpoint';

type Counters = Pick<CheckpointState, 'epoch' | 'step' | 'seconds' | 'epochsWithoutImprovement'>;

/** null while there is more to do. */
export function finishReason(
  { epoch, step, seconds, epochsWithoutImprovement }: Counters,
  training: TrainingConfig,
): Exclude<FinishReason, 'stopped'> | null {
  if (epoch >= training.epochs) return 'completed';
  if (training.maxSteps !== null && step >= training.maxSteps) return 'max-steps';
  if (training.maxMinutes !== null && seconds >= training.maxMinutes * 60) return 'max-minutes';
  if (training.earlyStopping && epochsWithoutImprovement >= training.patience) return 'early-stopping';
  return null;
}
