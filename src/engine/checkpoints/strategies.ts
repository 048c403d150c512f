/**
 * Which epochs are worth a checkpoint of their own: seven strategies and the standard one, as pure decisions. How many
 * are kept is `retention.ts`. The best and the latest are kept besides: a run is tested with the one and goes on from
 * the other.
 */
import type { CheckpointConfig } from '../../protocol/config';
import type { CheckpointKind } from '../../protocol/events';
import type { CheckpointState } from './checkpoint';

/** An epoch that has ended. */
export interface EpochOutcome {
  /** 0 for the first. */
  epoch: number;
  /** The monitored value; null, or not finite, where there is none. */
  value: number | null;
  /** The best value before this epoch; null before the first one. It does not start at ±∞. */
  best: number | null;
  /** Epochs from the best one to this one: 1 for the epoch right after it. Not looked at while there is no best. */
  sinceBest: number;
  direction: 'min' | 'max';
}

type StrategyConfig = Pick<CheckpointConfig, 'strategy' | 'saveInterval' | 'everyNEpochs'>;

const milestones: readonly number[] = [1, 5, 10, 25, 50, 100, 200];

/**
 * Under which kind an epoch is saved; null when it is not.
 *
 * - `standard`: every `everyNEpochs` epochs.
 * - `best`: strictly better than all before. `epoch`: every one. `interval`: where the number is a multiple of
 *   `saveInterval`, the first among them. `all`: every one, as best or regular.
 * - `adaptive`: better; else, from 10 epochs without improvement on, every 5th; else, after 50, every 20th.
 * - `performance`: better, or within 5 % of the best. `time`: better, or a round number.
 *
 * Without a value, `best` and the last three save nothing.
 */
export function decide(config: StrategyConfig, outcome: EpochOutcome): CheckpointKind | null {
  const { epoch, value } = outcome;
  const measured = value !== null && Number.isFinite(value);
  const better = measured && isBetter(value, outcome);
  switch (config.strategy) {
    case 'standard':
      return config.everyNEpochs !== null && (epoch + 1) % config.everyNEpochs === 0 ? 'periodic' : null;
    case 'best':
      return better ? 'best' : null;
    case 'epoch':
      return 'epoch';
    case 'interval':
      return epoch % config.saveInterval === 0 ? 'interval' : null;
    case 'all':
      return better ? 'best' : 'regular';
    case 'adaptive':
      if (better) return 'best';
      return measured ? adaptive(outcome) : null;
    case 'performance':
      if (better) return 'best';
      return measured && isNear(value, outcome) ? 'good' : null;
    case 'time':
      if (better) return 'best';
      return measured && (milestones.includes(epoch) || epoch % 50 === 0) ? 'milestone' : null;
  }
}

function isBetter(value: number, { best, direction }: EpochOutcome): boolean {
  return best === null || (direction === 'min' ? value < best : value > best);
}

function adaptive({ epoch, sinceBest }: EpochOutcome): CheckpointKind | null {
  if (sinceBest >= 10 && epoch % 5 === 0) return 'plateau';
  return epoch > 50 && epoch % 20 === 0 ? 'interval' : null;
}

/**
 * Worse than the best by at most 5 % of the best's size. For a positive best that is `value ≤ 1.05·best` (or
 * `value ≥ 0.95·best`); for a negative one those products lie on the wrong side of it, so the factors change places. Of
 * a best of 0, only 0 is near.
 */
function isNear(value: number, { best, direction }: EpochOutcome): boolean {
  if (best === null) return false;
  const factor = best >= 0 === (direction === 'min') ? 1.05 : 0.95;
  return direction === 'min' ? value <= factor * best : value >= factor * best;
}

/**
 * The decision that a saved state was kept for, from the state itself: a folder of files need not say it.
 * @returns null for a state from the middle of an epoch, and where the strategy would not have kept it.
 */
export function decisionOf({
  config,
  epoch,
  step,
  stepInEpoch,
  value,
  best,
}: CheckpointState): CheckpointKind | null {
  if (stepInEpoch > 0 || epoch === 0) return null;
  const isBest = best?.step === step;
  return decide(config.checkpoint, {
    epoch: epoch - 1,
    value,
    best: isBest || best === null ? null : best.value,
    sinceBest: best === null ? 0 : epoch - best.epoch,
    direction: directionOf(config.checkpoint.mode, value, best?.value ?? null),
  });
}

/** A state that is not the best is worse than the best or equal to it, which tells which way is better. */
function directionOf(
  mode: CheckpointConfig['mode'],
  value: number | null,
  best: number | null,
): 'min' | 'max' {
  if (mode !== 'auto') return mode;
  return value !== null && best !== null && value < best ? 'max' : 'min';
}
