/**
 * New data read as those that a model was trained on, where their readers took a column for something else: a category whose
 * new values are all digits is still one, and a quantity among whose new values is a text is still a number.
 */
import type { ArrayOutline } from '../../formats/arrays';

/**
 * From a value of an array to its place among the texts; −1 for what is missing or none of them.
 * @param known texts of the training; left out, the array's own.
 */
export function codeReader(
  { categories, dtype }: Pick<ArrayOutline, 'categories' | 'dtype'>,
  known?: readonly string[],
): (value: number | bigint) => number {
  if (!known) return Number;
  if (categories) {
    const codes = categories.map((text) => known.indexOf(text));
    return (code) => codes[Number(code)] ?? -1;
  }
  const spelt = new Map(known.map((text, code) => [spelling(text, dtype), code]));
  const meant = new Map<number, number>();
  known.forEach((text, code) => {
    const value = numberOf(text);
    if (!Number.isNaN(value) && !meant.has(value)) meant.set(value, code);
  });
  return (value) => spelt.get(wordOf(value, dtype)) ?? meant.get(Number(value)) ?? -1;
}

/** The numbers that texts mean, by their codes; NaN for what is none. */
export function numberTable(texts: readonly string[]): Float64Array {
  return Float64Array.from(texts, numberOf);
}

/**
 * Why a value cannot be used, as a clause.
 * @param known texts of the training, where the column was one of texts.
 */
export function gapReason(
  name: string,
  { categories, dtype }: Pick<ArrayOutline, 'categories' | 'dtype'>,
  value: number | bigint,
  known: readonly string[] | undefined,
): string {
  const text = categories ? categories[Number(value)] : wordOf(value, dtype);
  if (text === undefined || text === 'NaN') return `\`${name}\` is empty`;
  if (known) return `\`${name}\` is ${JSON.stringify(text)}, which training did not have`;
  if (categories) return `\`${name}\` is ${JSON.stringify(text)}, which is no number`;
  return `\`${name}\` is infinite`;
}

function numberOf(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Of truth values the case of the letters is not told from the bits. */
function spelling(text: string, dtype: ArrayOutline['dtype']): string {
  return dtype === 'bool' ? text.toLowerCase() : text;
}

function wordOf(value: number | bigint, dtype: ArrayOutline['dtype']): string {
  return dtype === 'bool' ? String(Number(value) === 1) : String(value);
}
