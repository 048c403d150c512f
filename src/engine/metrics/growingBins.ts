/** Counts in bins whose width doubles whenever a value lies outside, so that no range has to be known beforehand. */
import type { BinnedScatter } from '../../protocol/diagnostics';

/** Below it values share the bins around zero. */
const SMALLEST = 2 ** -24;

/** The smallest power of two times `reach` that is above a value. */
function reachAbove(value: number, reach: number): number {
  let wide = reach;
  while (value >= wide) wide *= 2;
  return wide;
}

export interface Bins {
  /** Values from 0 up; what is not finite is left out. */
  add(value: number): void;
  /** As many as 16 to 80 equal bins from 0 to `upTo`, and how many values lie above them. */
  finish(upTo: number): { width: number; counts: number[]; beyond: number };
}

const FINE = 4096;
const SHOWN = 40;

export function createBins(): Bins {
  const counts = new Float64Array(FINE);
  let reach = SMALLEST;
  let total = 0;
  return {
    add(value) {
      if (!Number.isFinite(value)) return;
      if (value >= reach) {
        const wide = reachAbove(value, reach);
        mergeTo(counts, wide / reach);
        reach = wide;
      }
      counts[Math.floor((value / reach) * FINE)]! += 1;
      total += 1;
    },
    finish(upTo) {
      const needed = Math.max(1, Math.min(FINE, Math.ceil((upTo / reach) * FINE)));
      const together = Math.max(1, Math.round(needed / SHOWN));
      const shown = Array.from({ length: Math.ceil(needed / together) }, (_, bin) =>
        counts.subarray(bin * together, (bin + 1) * together).reduce((sum, count) => sum + count, 0),
      );
      const inside = shown.reduce((sum, count) => sum + count, 0);
      return { width: (together * reach) / FINE, counts: shown, beyond: total - inside };
    },
  };
}

/** Neighbours become one bin, `factor` of them, a power of two. */
function mergeTo(counts: Float64Array, factor: number): void {
  const before = counts.slice();
  counts.fill(0);
  for (let bin = 0; bin < before.length; bin++) counts[Math.floor(bin / factor)]! += before[bin]!;
}

export interface ScatterBins {
  /** What is not finite is left out. */
  add(x: number, y: number): void;
  /** @param scale of the values, to the unit in which they are shown. */
  finish(scale: number): BinnedScatter;
}

const SIDE = 256;
const HALF = SIDE / 2;

export function createScatterBins(): ScatterBins {
  const counts = new Float64Array(SIDE * SIDE);
  let reach = SMALLEST;

  function grow(wide: number): void {
    const factor = wide / reach;
    const place = (bin: number) => Math.floor((bin - HALF) / factor) + HALF;
    const before = counts.slice();
    counts.fill(0);
    for (let i = 0; i < before.length; i++) {
      if (before[i] === 0) continue;
      counts[place(Math.floor(i / SIDE)) * SIDE + place(i % SIDE)]! += before[i]!;
    }
    reach = wide;
  }

  return {
    add(x, y) {
      if (!Number.isFinite(x + y)) return;
      const most = Math.max(Math.abs(x), Math.abs(y));
      if (most >= reach) grow(reachAbove(most, reach));
      const [column, row] = [Math.floor((x / reach) * HALF), Math.floor((y / reach) * HALF)];
      counts[(row + HALF) * SIDE + column + HALF]! += 1;
    },
    finish(scale) {
      const width = (reach / HALF) * scale;
      const filled = Array.from(counts.keys()).filter((i) => counts[i]! > 0);
      const centre = (bin: number) => (bin - HALF + 0.5) * width;
      return {
        width,
        x: Float64Array.from(filled, (i) => centre(i % SIDE)),
        y: Float64Array.from(filled, (i) => centre(Math.floor(i / SIDE))),
        count: Float64Array.from(filled, (i) => counts[i]!),
      };
    },
  };
}
