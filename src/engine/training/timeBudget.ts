/**
 * As many epochs as fit into `training.maxMinutes`: once, after the first epoch, the time of a step and that of a
 * validation tell how many, so that the learning rate reaches its end when the time does.
 */
import type { TrainingConfig } from '../../protocol/config';
import { AnnealError } from '../../protocol/errors';

/** Steps that are left out, in which recordings are made and caches fill, and steps that are timed after them. */
const SKIPPED = 5;
const TIMED = 20;

/** Times the steps since it was made. Where a GPU computes them they must have ended when the time is told. */
export interface StepClock {
  step(): void;
  /** Whether the time is to be told now. */
  isDue(): boolean;
  /** @param seconds of the training so far. */
  tell(seconds: number): void;
  /** Mean seconds of a step; null where too few were made. */
  stepSeconds(): number | null;
}

export function createStepClock(): StepClock {
  let steps = 0;
  const told: { steps: number; seconds: number }[] = [];
  return {
    step() {
      steps++;
    },
    isDue: () => steps === SKIPPED + TIMED * told.length && told.length < 2,
    tell(seconds) {
      if (steps >= SKIPPED && told.length < 2) told.push({ steps, seconds });
    },
    stepSeconds() {
      const [first, last] = told;
      return first && last && last.steps > first.steps
        ? (last.seconds - first.seconds) / (last.steps - first.steps)
        : null;
    },
  };
}

export interface Measured {
  /** Completed epochs, and seconds that the run took for them. */
  epoch: number;
  seconds: number;
  stepSeconds: number;
  stepsPerEpoch: number;
  validationSeconds: number;
}

/** Epochs of the whole run: those that are done, and as many as fit into the time that is left, one at least. */
export function epochsWithin(
  maxMinutes: number,
  { epoch, seconds, stepSeconds, stepsPerEpoch, validationSeconds }: Measured,
): number {
  const remaining = maxMinutes * 60 - seconds;
  const fitting = Math.floor(remaining / (stepSeconds * stepsPerEpoch + validationSeconds));
  // Of no time at all there would be no number of epochs.
  return epoch + (Number.isSafeInteger(fitting) ? Math.max(1, fitting) : 1);
}

/** @throws config-invalid where epochs are to fit into a time that is not given. */
export function checkTimeBudget({ fitScheduleToMinutes, maxMinutes }: TrainingConfig): void {
  if (!fitScheduleToMinutes || maxMinutes !== null) return;
  throw new AnnealError('config-invalid', 'There are no minutes that the schedule could fit into.', {
    place: 'training.fitScheduleToMinutes',
    received: 'training.maxMinutes is empty',
    remedy: 'Set training.maxMinutes, or switch training.fitScheduleToMinutes off.',
  });
}
