/** What happens to a run that is continued for more epochs, in words, before it is done: rate, limits, patience. */
import { createSchedule } from '../engine/schedules/schedule';
import type { RunConfig, TrainingConfig } from '../protocol/config';

/** Where the run goes on from. */
export interface ContinuedFrom {
  /** Completed epochs, and optimizer steps done. */
  epoch: number;
  step: number;
  /** null where it is not known: then the words have no numbers. */
  stepsPerEpoch: number | null;
  /** Epochs that the run was to have, as far as it was planned. */
  totalEpochs: number;
}

/** One sentence each, the learning rate's first. */
export function continuationWords(
  { training }: RunConfig,
  from: ContinuedFrom,
  moreEpochs: number,
): string[] {
  const epochs = from.epoch + moreEpochs;
  return [
    rateWords(training, from, epochs),
    ...(training.maxSteps === null
      ? []
      : [`The limit of ${training.maxSteps.toLocaleString('en')} steps is lifted.`]),
    ...(training.maxMinutes === null ? [] : [minuteWords(training, training.maxMinutes)]),
    ...(training.earlyStopping ? ['Early stopping begins its patience anew.'] : []),
  ];
}

function minuteWords({ fitScheduleToMinutes }: TrainingConfig, minutes: number): string {
  const limit = `The limit of ${minutes.toLocaleString('en')} ${minutes === 1 ? 'minute' : 'minutes'} is lifted`;
  return fitScheduleToMinutes ? `${limit}: the epochs decide, not the time.` : `${limit}.`;
}

/** Rates this near to one another are called the same. */
const NEAR = 0.1;

function rateWords(training: TrainingConfig, from: ContinuedFrom, epochs: number): string {
  const { schedule } = training;
  if (schedule.name === 'constant') return `The learning rate stays at ${rateText(training.learningRate)}.`;
  if (schedule.name === 'plateau') {
    return 'The learning rate goes on where it is, and falls again when the monitored metric stands still.';
  }
  const { epoch, step, stepsPerEpoch, totalEpochs } = from;
  const asIn = `as in a run of ${epochs} epochs`;
  if (stepsPerEpoch === null || step === 0) return `The learning rate goes on ${asIn}.`;
  const ratesOver = (totalSteps: number) => {
    const { rate } = createSchedule(training, { stepsPerEpoch, totalSteps });
    return (done: number) => rate({ epoch: Math.floor(done / stepsPerEpoch), step: done });
  };
  const planned = Math.max(totalEpochs, epoch) * stepsPerEpoch;
  const before = ratesOver(Math.min(planned, training.maxSteps ?? Infinity))(step - 1);
  const after = ratesOver(epochs * stepsPerEpoch);
  const [next, last] = [after(step), after(epochs * stepsPerEpoch - 1)];
  const jump = next > before * (1 + NEAR) ? 'rises' : next < before * (1 - NEAR) ? 'falls' : null;
  const way = jump
    ? `${jump} from ${rateText(before)} to ${rateText(next)}`
    : `goes on from ${rateText(next)}`;
  return `The learning rate ${way}, ${asIn}, and ends at ${rateText(last)}.`;
}

/** Two digits, as rates are compared by size. */
function rateText(rate: number): string {
  return rate === 0 ? '0' : rate.toExponential(1).replace('.0e', 'e');
}
