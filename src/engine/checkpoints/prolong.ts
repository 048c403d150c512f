/** A run that has ended, to be trained for more epochs: what changes in its checkpoint and its configuration. */
import type { RunConfig } from '../../protocol/config';
import { AnnealError } from '../../protocol/errors';
import type { Checkpoint } from './checkpoint';

/**
 * The same checkpoint, of a run that ends `moreEpochs` epochs later: weights, averages, optimizer and schedule go on, and the
 * schedule is that of the longer run. Patience begins anew, since a run that has run out of it would end at once, and
 * limits of steps and minutes are lifted: so many epochs are what is asked for.
 * @param moreEpochs after the completed ones; an epoch that was begun counts as the first of them.
 * @param config of the run, where it is not the checkpoint's.
 * @returns a checkpoint whose `state.config` is the longer run's.
 * @throws config-invalid for less than one epoch.
 */
export function withMoreEpochs(
  { state, tensors }: Checkpoint,
  moreEpochs: number,
  config: RunConfig = state.config,
): Checkpoint {
  if (!Number.isSafeInteger(moreEpochs) || moreEpochs < 1) {
    throw new AnnealError('config-invalid', 'A run goes on for one or more whole epochs.', {
      place: 'moreEpochs',
      received: String(moreEpochs),
      remedy: 'Give a whole number from 1 on.',
    });
  }
  const training = {
    ...config.training,
    epochs: state.epoch + moreEpochs,
    maxSteps: null,
    maxMinutes: null,
    fitScheduleToMinutes: false,
  };
  return {
    state: { ...state, config: { ...config, training }, plannedEpochs: null, epochsWithoutImprovement: 0 },
    tensors,
  };
}
