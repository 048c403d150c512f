/** How bits per spike are spread over units. Pure. */
import { roundUp } from '../../../../ui/charts/axis';
import type { UnitRow } from '../../metrics/unitRows';

/** In some 20 bins from 0 on; those below 0 in the first, and how many they are. */
export function bitsHistogram(units: readonly Pick<UnitRow, 'bitsPerSpike'>[]): {
  counts: number[];
  width: number;
  below: number;
} {
  const bits = units.map(({ bitsPerSpike }) => bitsPerSpike).filter(Number.isFinite);
  const largest = bits.reduce((most, value) => Math.max(most, value), 0);
  const width = largest > 0 ? roundUp(largest / 20) : 0.05;
  const counts = new Array<number>(Math.max(1, Math.floor(largest / width) + 1)).fill(0);
  for (const value of bits) counts[Math.max(0, Math.floor(value / width))]! += 1;
  return { counts, width, below: bits.filter((value) => value < 0).length };
}
