/** Values of a session's arrays as plain numbers. */
import type { DatasetReader } from '../../../engine/data/datasetReader';
import type { ArrayOutline, NumericArray } from '../../../formats/arrays';

/** Big integers become doubles, all else stays as it is stored. */
export type Numbers = Exclude<NumericArray, BigInt64Array | BigUint64Array>;

export async function readNumbers(
  data: DatasetReader,
  { name }: Pick<ArrayOutline, 'name'>,
): Promise<Numbers> {
  const values = await data.read(name);
  return values instanceof BigInt64Array || values instanceof BigUint64Array
    ? Float64Array.from(values, Number)
    : values;
}

/** The rate of a recording in Hz, by the names that files give it. */
const rateNames: Readonly<Record<string, (value: number) => number>> = {
  rate_hz: (rate) => rate,
  fps: (rate) => rate,
  sampling_rate: (rate) => rate,
  /** Seconds. */
  dt: (seconds) => 1 / seconds,
};

/** Hz; null where the session does not say it in one number. */
export async function recordedRate(
  data: DatasetReader,
  named: ReadonlyMap<string, ArrayOutline>,
): Promise<number | null> {
  for (const [name, toRate] of Object.entries(rateNames)) {
    const array = named.get(name);
    if (!array || array.categories || array.shape.some((length) => length !== 1)) continue;
    const rate = toRate(Number((await readNumbers(data, array))[0]));
    if (rate > 0 && Number.isFinite(rate)) return rate;
  }
  return null;
}
