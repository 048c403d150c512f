/** Rates in words: Hz where the data say how long a bin is, else spikes a bin. Pure. */
import { evenDigits, significant } from '../../../../ui/format/quantities';

export interface RateUnit {
  name: string;
  /** What spikes a bin are multiplied by. */
  factor: number;
}

export const rateUnit = (binsPerSecond: number | null): RateUnit =>
  binsPerSecond === null ? { name: 'spikes/bin', factor: 1 } : { name: 'Hz', factor: binsPerSecond };

/** "0.2530", of a column of rates. */
export const rateText = (perBin: number | null, { factor }: RateUnit): string =>
  evenDigits(perBin === null ? null : perBin * factor, 3);

/** "0.253 spikes/bin". */
export const rateWithUnit = (perBin: number, { factor, name }: RateUnit): string =>
  `${significant(perBin * factor, 3)} ${name}`;
