/**
 * From the rate of a recording to a lower one: so many bins become one. Spikes are summed, behaviour averaged, of frames
 * and of numbers of trials the first is taken, and a mask is as low as its lowest. Bins at the end that fill none are left out.
 */
import { AnnealError } from '../../../protocol/errors';
import type { SessionSettings } from './sessionSettings';

/**
 * Bins that become one.
 * @param recorded rate that the data state, Hz; null where they do not.
 * @throws AnnealError `config-invalid` for rates that do not divide; `data-mismatch` for a recording of another rate.
 */
export function binsTogether(
  session: string,
  sampling: SessionSettings['sampling'],
  recorded: number | null,
): number {
  if (!sampling) return 1;
  const { sourceRate, targetRate } = sampling;
  const factor = sourceRate / targetRate;
  if (!Number.isInteger(factor)) {
    throw new AnnealError('config-invalid', `${sourceRate} Hz cannot be resampled to ${targetRate} Hz.`, {
      place: 'dataset.sampling',
      received: `${sourceRate} / ${targetRate} = ${factor}`,
      remedy: 'Choose rates of which the first is a whole multiple of the second.',
    });
  }
  if (recorded !== null && Math.abs(recorded / sourceRate - 1) > 0.01) {
    throw new AnnealError('data-mismatch', `Session ${session} was recorded at ${recorded} Hz.`, {
      place: 'dataset.sampling.sourceRate',
      received: `${sourceRate} Hz`,
      remedy: `Set dataset.sessions.${session}.sampling.sourceRate to ${recorded}.`,
    });
  }
  return factor;
}

type Values = ArrayLike<number>;

/** @param width values a bin. @returns [bins / factor, width]. */
export function averaged(values: Values, width: number, factor: number): Float32Array {
  if (factor === 1) return values instanceof Float32Array ? values : Float32Array.from(values);
  return summed(values, width, factor).map((sum) => sum / factor);
}

/** The lowest of the bins that become one; what is not a number counts as 0. */
export function lowest(values: Values, width: number, factor: number): Uint8Array | Float32Array {
  if (factor === 1 && values instanceof Uint8Array) return values;
  const bins = Math.floor(values.length / width / factor);
  const small = values instanceof Uint8Array || values instanceof Int8Array;
  const out = small ? new Uint8Array(bins * width) : new Float32Array(bins * width);
  for (let bin = 0; bin < bins; bin++) {
    for (let k = 0; k < width; k++) {
      let low = Infinity;
      for (let i = 0; i < factor; i++) {
        const value = values[(bin * factor + i) * width + k]!;
        low = Math.min(low, value > 0 ? value : 0);
      }
      out[bin * width + k] = low;
    }
  }
  return out;
}

/** The first of the bins that become one. */
export function firstOf(values: Values, factor: number): Float64Array {
  const first = new Float64Array(Math.floor(values.length / factor));
  for (let bin = 0; bin < first.length; bin++) first[bin] = values[bin * factor]!;
  return first;
}

function summed(values: Values, width: number, factor: number): Float32Array {
  const bins = Math.floor(values.length / width / factor);
  const out = new Float32Array(bins * width);
  for (let bin = 0; bin < bins; bin++) {
    for (let k = 0; k < width; k++) {
      let sum = 0;
      for (let i = 0; i < factor; i++) sum += values[(bin * factor + i) * width + k]!;
      out[bin * width + k] = sum;
    }
  }
  return out;
}
