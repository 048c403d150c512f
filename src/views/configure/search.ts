/** Finding a setting by its label, its help, its key in the JSON, or another of its names. Pure. */
import type { FormField } from './formFields';

/** Whether a field is found by what was typed; null while nothing is. */
export type Search = (field: FormField) => boolean;

/**
 * Every word that was typed must be found. A word is found where words begin with it, however they are set apart:
 * `weight_decay`, `weightdecay` and "weight decay" are the same, and `lr` is not in "all rows".
 */
export function searchFor(text: string): Search | null {
  const typed = text
    .split(/\s+/)
    .map((word) => wordsOf(word).join(''))
    .filter((word) => word !== '');
  if (typed.length === 0) return null;
  return ({ searched }) => {
    const words = wordsOf(searched);
    return typed.every((word) => words.some((_, start) => words.slice(start).join('').startsWith(word)));
  };
}

/** `gradientClipNorm` → gradient clip norm; `T₀` → t0. */
function wordsOf(text: string): string[] {
  const apart = text.normalize('NFKC').replace(/([a-z0-9])([A-Z])/g, '$1 $2');
  return apart.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
