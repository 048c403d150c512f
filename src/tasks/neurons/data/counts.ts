/** Spike counts of the units that are used: checked, summed to the rate that is used, as small as they can be kept. */
import { AnnealError } from '../../../protocol/errors';

export interface Counts {
  /** [bins, units], finite. */
  robs: Uint8Array | Float32Array;
  /** [bins, units] 0 where a count is missing; null where none is. */
  recorded: Uint8Array | null;
  missing: number;
  /** Counts that are no whole numbers. */
  fractions: number;
}

export interface CountShape {
  session: string;
  /** Units of the array. */
  units: number;
  /** Positions of those that are used; null for all. */
  columns: Int32Array | null;
  /** Bins that become one. */
  factor: number;
}

/** @throws AnnealError `data-type` for counts below 0. */
export function readCounts(
  values: ArrayLike<number>,
  { session, units, columns, factor }: CountShape,
): Counts {
  // Bytes can be nothing but counts.
  if (values instanceof Uint8Array && !columns && factor === 1)
    return { robs: values, recorded: null, missing: 0, fractions: 0 };
  const width = columns?.length ?? units;
  const bins = Math.floor(values.length / units / factor);
  const robs = new Float32Array(bins * width);
  let recorded: Uint8Array | null = null;
  let missing = 0;
  let fractions = 0;
  let most = 0;
  for (let bin = 0; bin < bins; bin++) {
    for (let k = 0; k < width; k++) {
      const unit = columns ? columns[k]! : k;
      let sum = 0;
      for (let i = 0; i < factor; i++) {
        const at = (bin * factor + i) * units + unit;
        const value = values[at]!;
        if (value < 0) throw negative(session, values, units, at);
        sum += value;
      }
      if (!Number.isFinite(sum)) {
        recorded ??= new Uint8Array(bins * width).fill(1);
        recorded[bin * width + k] = 0;
        missing++;
        continue;
      }
      if (!Number.isInteger(sum)) fractions++;
      if (sum > most) most = sum;
      robs[bin * width + k] = sum;
    }
  }
  const small = fractions === 0 && most <= 255;
  return { robs: small ? Uint8Array.from(robs) : robs, recorded, missing, fractions };
}

function negative(session: string, values: ArrayLike<number>, units: number, at: number): AnnealError {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! < 0) count++;
  return new AnnealError('data-type', `Session ${session} has spike counts below 0: ${count} of them.`, {
    place: `robs of ${session}, bin ${Math.floor(at / units)}, unit ${at % units}`,
    received: String(values[at]),
    remedy: 'Counts are 0 or more; where none was recorded, set NaN, or 0 in dfs.',
  });
}
