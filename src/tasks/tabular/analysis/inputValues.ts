/** Inputs back from what the network sees: in the data's units, and texts as their codes. */
import type { Fitted } from '../fitted';
import type { InputValues } from './tableAnalysis';

/** Of a wider table nobody looks through a list of inputs, and its values would be the larger part of the answer. */
const MOST_INPUTS = 100;

/**
 * @param values [rows × columns] as the network sees them.
 * @returns one entry an input; none where there are more than a hundred.
 */
export function inputValues(
  {
    fitted,
    sources,
  }: {
    fitted: Pick<Fitted, 'inputScaling' | 'texts'>;
    sources: readonly { name: string; columns: number[] }[];
  },
  values: Float32Array,
  rows: number,
): InputValues[] {
  if (sources.length > MOST_INPUTS) return [];
  const { center, scale } = fitted.inputScaling;
  const width = center.length;
  return sources.map(({ name, columns }) => {
    const texts = columns.length > 1 || fitted.texts[name] ? (fitted.texts[name] ?? null) : null;
    const at = (row: number, column: number) => values[row * width + column]!;
    const value = (row: number) => {
      const [first = 0] = columns;
      if (!texts) return at(row, first) * scale[first]! + center[first]!;
      // Of the indicators the largest is the one that is set.
      return columns.reduce(
        (best, column, code) => (at(row, column) * scale[column]! + center[column]! > 0.5 ? code : best),
        0,
      );
    };
    return { name, values: Array.from({ length: rows }, (_, row) => value(row)), texts };
  });
}
