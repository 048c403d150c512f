/** Molecules in the words of chemistry: symbols of elements, sums of atoms. */
import { elementSymbols } from '../../formats/elements';

/** "H"; "X" for a number that no element has. */
export function symbolOf(atomicNumber: number): string {
  return elementSymbols[atomicNumber] || 'X';
}

/** In Hill's order: carbon, hydrogen, then the alphabet; without carbon the alphabet alone. "C6H6". */
export function formulaOf(atomicNumbers: ArrayLike<number>): string {
  const counts = new Map<string, number>();
  for (const number of Array.from(atomicNumbers))
    counts.set(symbolOf(number), (counts.get(symbolOf(number)) ?? 0) + 1);
  const first = counts.has('C') ? ['C', 'H'] : [];
  const rank = (symbol: string) => (first.includes(symbol) ? first.indexOf(symbol) : first.length);
  return [...counts]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([symbol, count]) => (count === 1 ? symbol : `${symbol}${count}`))
    .join('');
}
