/** Bins that a sample may be taken of: where a unit counts, behaviour is known, and the lags lie in the recording and its trial. */
import type { NumericArray } from '../../../formats/arrays';
import { binsIntoTrial } from './masks';

/** [bins] 1 where a unit counts and behaviour is known. */
export function trustedBins({
  bins,
  units,
  dfs,
  behavior,
  behaviors,
}: {
  bins: number;
  units: number;
  dfs: NumericArray | null;
  behavior: Float32Array | null;
  behaviors: number;
}): Uint8Array {
  const trusted = new Uint8Array(bins).fill(1);
  for (let bin = 0; bin < bins; bin++) {
    let counts = dfs === null;
    for (let i = bin * units; dfs && !counts && i < (bin + 1) * units; i++) counts = dfs[i]! > 0;
    let isKnown = true;
    for (let i = bin * behaviors; behavior && isKnown && i < (bin + 1) * behaviors; i++)
      isKnown = Number.isFinite(behavior[i]);
    if (!counts || !isKnown) trusted[bin] = 0;
  }
  return trusted;
}

/** [bins] 1 where a sample may be taken that looks so many bins back. */
export function usableBins(
  { bins, trials, trusted }: { bins: number; trials: NumericArray | null; trusted: Uint8Array },
  history: number,
): { usable: Uint8Array; acrossTrials: number } {
  const into = binsIntoTrial(bins, trials as ArrayLike<number> | null);
  const usable = new Uint8Array(bins);
  let acrossTrials = 0;
  for (let bin = 0; bin < bins; bin++) {
    if (!trusted[bin]) continue;
    if (into[bin]! >= history) usable[bin] = 1;
    else if (bin >= history) acrossTrials++;
  }
  return { usable, acrossTrials };
}
