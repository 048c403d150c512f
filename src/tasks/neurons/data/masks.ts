/** Which counts are trusted: the recording's own mask, and VisionCore's data filters, all of which must agree. */
import { AnnealError } from '../../../protocol/errors';

/** Bins with whom a trial begins: the first of all, and those whose number differs from the one before. */
export function trialStarts(bins: number, trials: ArrayLike<number> | null): Uint8Array {
  const starts = new Uint8Array(bins);
  if (bins > 0) starts[0] = 1;
  for (let bin = 1; trials && bin < bins; bin++) if (trials[bin] !== trials[bin - 1]) starts[bin] = 1;
  return starts;
}

/** Bins since the trial began: 0 for its first. */
export function binsIntoTrial(bins: number, trials: ArrayLike<number> | null): Int32Array {
  const starts = trialStarts(bins, trials);
  const into = new Int32Array(bins);
  for (let bin = 1; bin < bins; bin++) into[bin] = starts[bin] ? 0 : into[bin - 1]! + 1;
  return into;
}

/**
 * `valid_nlags`: a bin counts if it and the lags − 1 before it are no first bin of a trial and have a tracked eye.
 * @param eyeValid [bins], above 0 where the eye is tracked; null where nobody says.
 * @returns [bins] of 0 and 1.
 */
export function validLags(
  bins: number,
  lags: number,
  trials: ArrayLike<number> | null,
  eyeValid: ArrayLike<number> | null,
): Uint8Array {
  const starts = trialStarts(bins, trials);
  const valid = new Uint8Array(bins);
  let run = 0;
  for (let bin = 0; bin < bins; bin++) {
    run = !starts[bin] && (!eyeValid || eyeValid[bin]! > 0) ? run + 1 : 0;
    if (run >= lags) valid[bin] = 1;
  }
  return valid;
}

/**
 * `missing_pct`: a count is trusted where the estimated percentage of the unit's missing spikes is below the threshold.
 * A unit whose median is not below it is taken for several neurons, and trusted everywhere (as in VisionCore).
 * @param percentages [bins, units].
 * @returns [bins, units] of 0 and 1.
 */
export function fewMissing(percentages: ArrayLike<number>, units: number, threshold: number): Uint8Array {
  const bins = percentages.length / units;
  const mask = new Uint8Array(percentages.length);
  const own = new Float64Array(bins);
  for (let unit = 0; unit < units; unit++) {
    for (let bin = 0; bin < bins; bin++) own[bin] = percentages[bin * units + unit]!;
    // The lower of two middle values, as PyTorch has it.
    const several = own.slice().sort()[Math.floor((bins - 1) / 2)]! >= threshold;
    for (let bin = 0; bin < bins; bin++) mask[bin * units + unit] = several || own[bin]! < threshold ? 1 : 0;
  }
  return mask;
}

/**
 * The product of masks.
 * @param parts [bins] or [bins, units].
 * @returns [bins, units]; null where there is none to multiply.
 */
export function allOf(
  parts: readonly ArrayLike<number>[],
  bins: number,
  units: number,
): Uint8Array | Float32Array | null {
  if (parts.length === 0) return null;
  const isPlain = parts.every((part) => part instanceof Uint8Array);
  const [only] = parts;
  if (parts.length === 1 && only instanceof Uint8Array && only.length === bins * units) return only;
  const mask = (isPlain ? new Uint8Array(bins * units) : new Float32Array(bins * units)).fill(1);
  for (const part of parts) {
    if (part.length !== bins && part.length !== bins * units)
      throw new AnnealError(
        'internal',
        `A mask has ${part.length} values for ${bins} bins of ${units} units.`,
      );
    const perUnit = part.length === bins * units;
    for (let bin = 0, at = 0; bin < bins; bin++) {
      for (let unit = 0; unit < units; unit++, at++) {
        const value = part[perUnit ? at : bin]!;
        mask[at] = value > 0 ? mask[at]! * value : 0;
      }
    }
  }
  return mask;
}
