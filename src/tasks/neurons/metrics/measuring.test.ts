import { describe, expect, it } from 'vitest';
import type { Session } from '../data/session';
import { measuring } from './measuring';
import { unitSumNames } from './unitSums';

/** Bins 100 to 119 of all rows, two units that spike in turns; the second is masked in bin 3. */
const session: Session = {
  ...{ name: 'm_a', subject: 'm', bins: 20, units: 2, start: 100, frames: null, frameSize: null },
  ...{ behavior: null, behaviors: 0, trials: null, rate: null },
  repeats: Int32Array.from({ length: 20 }, (_, bin) => (bin < 6 ? bin % 3 : -1)),
  cids: Float64Array.of(7, 8),
  usable: new Uint8Array(20).fill(1),
  robs: Uint8Array.from({ length: 40 }, (_, i) => ((i >> 1) + i) % 2),
  dfs: Uint8Array.from({ length: 40 }, (_, i) => (i === 7 ? 0 : 1)),
};

const ones = (count: number) => new Float32Array(unitSumNames.length * 2).fill(count);
const ratesOf = (rows: Int32Array) =>
  Float32Array.from(rows.length === 0 ? [] : [...rows].flatMap((row) => [row, -row]));

describe('what is gathered of a session', () => {
  it('adds up over batches, with a stretch of the first that keeps the places of bins left out', () => {
    const gathered = measuring(session);
    const first = Int32Array.of(104, 105, 108);
    expect(gathered.wantsRates(first)).toBe(true);
    gathered.add(first, ones(3), ratesOf(first));
    const second = Int32Array.of(112, 113);
    expect(gathered.wantsRates(second)).toBe(false);
    gathered.add(second, ones(2), null);
    const { sums, stretch } = gathered.finish();
    expect([...sums]).toEqual(new Array(14).fill(5));
    expect(stretch!.start).toBe(4);
    const { NaN: none } = Number;
    expect([...stretch!.rates]).toEqual([104, -104, 105, -105, none, none, none, none, 108, -108]);
  });

  it('compares repeats of a moment where each unit counts', () => {
    const gathered = measuring(session);
    const rows = Int32Array.from({ length: 6 }, (_, i) => 100 + i);
    gathered.add(rows.subarray(0, 2), ones(2), ratesOf(rows.subarray(0, 2)));
    expect(gathered.wantsRates(rows.subarray(2))).toBe(true);
    gathered.add(rows.subarray(2), ones(4), ratesOf(rows.subarray(2)));
    const [whole, masked] = gathered.finish().repeats!;
    expect(whole).toMatchObject({ repeats: 2, moments: 3 });
    // Its first moment came once where the unit counts.
    expect(masked).toMatchObject({ repeats: 2, moments: 2 });
  });
});
