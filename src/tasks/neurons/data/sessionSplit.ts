/** Which samples of a session are trained on and which validated: whole trials, or the end of the recording. */
import { randomStream } from '../../../engine/random';
import type { Session } from './session';

export interface SplitSettings {
  split: 'auto' | 'trials' | 'end';
  validationFraction: number;
  seed: number;
}

/** Bins by part, ascending. Bins that no sample may be taken of are in none. */
export function splitSession(
  { name, bins, trials, usable }: Pick<Session, 'name' | 'bins' | 'trials' | 'usable'>,
  { split, validationFraction, seed }: SplitSettings,
): { train: number[]; validation: number[] } {
  const validates =
    trials && split !== 'end'
      ? byTrial(trials, name, validationFraction, seed)
      : byTime(bins, validationFraction);
  const parts = { train: [] as number[], validation: [] as number[] };
  for (let bin = 0; bin < bins; bin++) {
    if (usable[bin]) parts[validates(bin) ? 'validation' : 'train'].push(bin);
  }
  return parts;
}

/** The last bins. */
function byTime(bins: number, fraction: number): (bin: number) => boolean {
  const first = bins - Math.floor(bins * fraction);
  return (bin) => bin >= first;
}

/** Whole trials by the seed, floor(fraction · trials) of them and at least one. */
function byTrial(
  trials: ArrayLike<number | bigint>,
  name: string,
  fraction: number,
  seed: number,
): (bin: number) => boolean {
  const all = [...new Set(Array.from(trials, Number))].sort((a, b) => a - b);
  const count = fraction > 0 ? Math.max(1, Math.floor(fraction * all.length)) : 0;
  const chosen = new Set(randomStream(seed, `trials/${name}`).shuffle(all).slice(0, count));
  return (bin) => chosen.has(Number(trials[bin]));
}
