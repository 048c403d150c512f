/** What is odd about the values of a session, as remarks. */
import type { NumericArray } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';
import type { Behavior } from './behavior';
import type { Frames } from './frames';
import { firstFew, type Remarks } from './sessionRemarks';

/** Behaviour above this makes a remark: it is hardly in units in which a network learns well. */
const LARGE_BEHAVIOR = 100;
/** The same for frames, of which so many are looked at. */
const LARGE_FRAME = 20;
const FRAMES_LOOKED_AT = 64;

/** @param lag of the behaviour: as many bins at the beginning have none. @throws AnnealError `data-missing` where it is known nowhere. */
export function checkBehavior(
  name: string,
  { values, width }: Behavior,
  lag: number,
  remark: Remarks['add'],
): void {
  let most = 0;
  let unknown = 0;
  const bins = values.length / width;
  for (let bin = lag; bin < bins; bin++) {
    let isKnown = true;
    for (let i = bin * width; i < (bin + 1) * width; i++) {
      if (!Number.isFinite(values[i])) isKnown = false;
      else if (Math.abs(values[i]!) > most) most = Math.abs(values[i]!);
    }
    if (!isKnown) unknown++;
  }
  if (unknown === bins - lag) {
    throw new AnnealError('data-missing', `The behaviour of session ${name} is known in no bin.`, {
      place: `behavior of ${name}`,
      received: `${bins} bins with values that are no number`,
      remedy: 'Mend the array, leave the session out of dataset.use, or choose no modulator.',
    });
  }
  if (unknown > 0) remark('behavior-unknown', name, `${unknown} of ${bins}`);
  if (most > LARGE_BEHAVIOR) remark('behavior-large', name, `up to ${Number(most.toPrecision(3))}`);
}

/** Frames are best about one: bytes are centred, others are not unless a transform says so. NaN is met in training. */
export async function checkFrames(
  name: string,
  { pixelType, shift, scale, read }: Frames,
  bins: number,
  remark: Remarks['add'],
): Promise<void> {
  if (pixelType === 'uint8') return;
  let most = 0;
  for (const value of await read(0, Math.min(bins, FRAMES_LOOKED_AT))) {
    const seen = Math.abs((value - shift) * scale);
    if (seen > most) most = seen;
  }
  if (most > LARGE_FRAME) remark('frames-large', name, `up to ${Number(most.toPrecision(3))}`);
}

export interface CountedUnits {
  name: string;
  bins: number;
  units: number;
  robs: NumericArray;
  dfs: NumericArray | null;
  cids: Float64Array;
}

/** Remarks units without a spike, or without a bin, where the session is trusted. */
export function remarkUnits(
  { name, bins, units, robs, dfs, cids }: CountedUnits,
  trusted: Uint8Array,
  remark: Remarks['add'],
): void {
  if (trusted.every((one) => one === 0)) return;
  const trust = new Uint8Array(units);
  // Units of which no spike was met yet: soon there are few.
  let pending = [...cids.keys()];
  for (let bin = 0; bin < bins && pending.length > 0; bin++) {
    if (!trusted[bin]) continue;
    let met = false;
    for (const unit of pending) {
      const at = bin * units + unit;
      if (dfs && !(dfs[at]! > 0)) continue;
      trust[unit] = 1;
      if (robs[at]! > 0) met = true;
    }
    if (met) pending = pending.filter((unit) => !trust[unit] || !spikesAt(bin, unit));
  }
  const named = (some: number[]) => firstFew(some.map((unit) => cids[unit]!));
  const untrusted = pending.filter((unit) => !trust[unit]);
  const silent = pending.filter((unit) => trust[unit]);
  if (untrusted.length > 0) remark('units-untrusted', name, named(untrusted));
  if (silent.length > 0) remark('units-silent', name, named(silent));

  function spikesAt(bin: number, unit: number): boolean {
    const at = bin * units + unit;
    return robs[at]! > 0 && (!dfs || dfs[at]! > 0);
  }
}
