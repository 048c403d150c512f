/**
 * Colours of the elements after Corey, Pauling and Koltun, as chemists know them, at a lightness that stands out
 * from a light and from a dark surface; hydrogen is told from a light one by its outline.
 */
import { elementSymbols } from '../../../../formats/elements';
import type { Rgb } from './structure';

const bySymbol: Readonly<Record<string, string>> = {
  H: '#e6e9ec',
  He: '#7fc9cf',
  Li: '#9a66c4',
  Be: '#7f9a2e',
  B: '#dd9a86',
  C: '#68717a',
  N: '#3f6fdc',
  O: '#dc3a2c',
  F: '#5fae3e',
  Ne: '#7fc9cf',
  Na: '#9a66c4',
  Mg: '#5f9a2e',
  Al: '#a99ba0',
  Si: '#c9a374',
  P: '#e8872b',
  S: '#e0bb2a',
  Cl: '#2fa04a',
  Ar: '#7fc9cf',
  K: '#9a66c4',
  Ca: '#5f9a2e',
  Fe: '#cf6a3c',
  Co: '#d57f98',
  Ni: '#5ba468',
  Cu: '#c47a3f',
  Zn: '#7f84ad',
  Se: '#d79222',
  Br: '#a5432f',
  Pd: '#2f7d92',
  Ag: '#a6adb4',
  I: '#8a45a8',
  Pt: '#9a9fb8',
  Au: '#d9a92c',
  Hg: '#8d93b5',
};

/** Elements without a colour of their own. */
const others = '#c57fb0';

const colours: readonly Rgb[] = elementSymbols.map((symbol) => fromHex(bySymbol[symbol] ?? others));

export function elementColour(atomicNumber: number): Rgb {
  return colours[atomicNumber] ?? fromHex(others);
}

/** @param hex #rrggbb. */
export function fromHex(hex: string): Rgb {
  const part = (from: number) => Number.parseInt(hex.slice(from, from + 2), 16) / 255;
  return [part(1), part(3), part(5)];
}
