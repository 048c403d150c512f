/** The curve of a schedule before the run, for the page. The plateau schedule is drawn as if it never reduced. */
import type { TrainingConfig } from '../../protocol/config';
import { createSchedule } from './schedule';

const mostPoints = 400;

export interface RatePoint {
  /** In epochs, with fractions. */
  x: number;
  rate: number;
}

/**
 * Rates from the first to the last optimizer step, at most 400: one an epoch where the schedule counts epochs and
 * they are few enough, else evenly spread over the steps.
 * @param stepsPerEpoch optimizer steps of an epoch, at least 1.
 */
export function previewSchedule(training: TrainingConfig, stepsPerEpoch: number): RatePoint[] {
  const totalSteps = Math.min(training.epochs * stepsPerEpoch, training.maxSteps ?? Number.POSITIVE_INFINITY);
  const schedule = createSchedule(training, { stepsPerEpoch, totalSteps });
  const byEpoch = training.schedule.name === 'plateau' || training.schedule.unit === 'epoch';
  const stride = byEpoch ? stepsPerEpoch : 1;
  const available = Math.ceil(totalSteps / stride);
  const points = Math.min(available, mostPoints);
  return Array.from({ length: points }, (_, i) => {
    const index = points === 1 ? 0 : Math.round((i * (available - 1)) / (points - 1));
    const step = index * stride;
    return {
      x: step / stepsPerEpoch,
      rate: schedule.rate({ epoch: Math.floor(step / stepsPerEpoch), step }),
    };
  });
}
