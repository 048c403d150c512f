/** The stretch of a recording that is looked at. Pure. */

export interface Stretch {
  start: number;
  /** Not a part of it any more. */
  end: number;
}

/** Bins of the stretches that can be chosen; all of them as well. */
const lengths = [200, 1000, 5000];

/** Those that a recording is longer than. */
export const lengthsFor = (bins: number): number[] => lengths.filter((length) => length < bins);

/** As long as asked and inside the recording. */
export function stretchFrom(start: number, length: number, bins: number): Stretch {
  const most = Math.max(1, Math.min(bins, Math.round(length)));
  const first = Math.max(0, Math.min(bins - most, Math.round(start)));
  return { start: first, end: first + most };
}

/** "bins 1,000 to 1,199", and seconds where the data say how long a bin is. */
export function stretchText({ start, end }: Stretch, binsPerSecond: number | null): string {
  const bins = `bins ${start.toLocaleString('en')} to ${(end - 1).toLocaleString('en')}`;
  if (binsPerSecond === null) return bins;
  return `${bins} · ${((end - start) / binsPerSecond).toFixed(1)} s`;
}

/** In the middle of which bin a column of a picture is. */
export const middleOf = ({ start, end }: Stretch, column: number, columns: number): number =>
  start + ((column + 0.5) * (end - start)) / columns - 0.5;
