/** Which samples of a session are trained on and which validated: whole trials, or the end of the recording. */
import { randomStream } from '../../../engine/random';
import { AnnealError } from '../../../protocol/errors';
import type { SessionFacts } from './session';

export interface SplitSettings {
  split: 'auto' | 'trials' | 'end';
  validationFraction: number;
  seed: number;
}

export interface SessionParts {
  /** Bins, ascending. Those that no sample may be taken of are in none. */
  train: Uint32Array;
  validation: Uint32Array;
  /** Both. */
  all: Uint32Array;
  /** Whether trials were asked for where there is a single one, so that the end is validated. */
  hasFewTrials: boolean;
}

/** @throws AnnealError `data-not-found` where trials are asked for and not numbered; `data-mismatch` where there is but one. */
export function splitSession(
  { name, bins, trials, usable }: Pick<SessionFacts, 'name' | 'bins' | 'trials' | 'usable'>,
  { split, validationFraction, seed }: SplitSettings,
): SessionParts {
  if (split === 'trials' && !trials) {
    throw new AnnealError('data-not-found', `Session ${name} has no trial numbers to be split by.`, {
      place: 'dataset.split',
      received: 'trials',
      remedy: 'Give them as trial_inds [time bins], or set dataset.split to auto or end.',
    });
  }
  const numbers = trials && split !== 'end' ? distinct(trials) : [];
  if (split === 'trials' && numbers.length < 2) {
    throw new AnnealError('data-mismatch', `Session ${name} has a single trial.`, {
      place: 'dataset.split',
      received: `trial ${numbers[0]}`,
      remedy: 'Set dataset.split to auto or end: then the end of the recording is validated.',
    });
  }
  const validates =
    trials && numbers.length > 1
      ? byTrial(trials, numbers, name, validationFraction, seed)
      : byTime(bins, validationFraction);
  const all = new Uint32Array(bins);
  const train = new Uint32Array(bins);
  const validation = new Uint32Array(bins);
  let [count, trained, validated] = [0, 0, 0];
  for (let bin = 0; bin < bins; bin++) {
    if (!usable[bin]) continue;
    all[count++] = bin;
    if (validates(bin)) validation[validated++] = bin;
    else train[trained++] = bin;
  }
  return {
    train: train.slice(0, trained),
    validation: validation.slice(0, validated),
    all: all.slice(0, count),
    hasFewTrials: numbers.length === 1,
  };
}

function distinct(trials: ArrayLike<number | bigint>): number[] {
  const numbers = new Set<number>();
  for (let bin = 0; bin < trials.length; bin++)
    if (bin === 0 || trials[bin] !== trials[bin - 1]) numbers.add(Number(trials[bin]));
  return [...numbers];
}

/** The last bins. */
function byTime(bins: number, fraction: number): (bin: number) => boolean {
  const first = bins - Math.floor(bins * fraction);
  return (bin) => bin >= first;
}

/** Whole trials by the seed, floor(fraction · trials) of them and at least one. */
function byTrial(
  trials: ArrayLike<number | bigint>,
  numbers: number[],
  name: string,
  fraction: number,
  seed: number,
): (bin: number) => boolean {
  const all = numbers.sort((a, b) => a - b);
  const count = fraction > 0 ? Math.max(1, Math.floor(fraction * all.length)) : 0;
  const chosen = new Set(randomStream(seed, `trials/${name}`).shuffle(all).slice(0, count));
  return (bin) => chosen.has(Number(trials[bin]));
}
