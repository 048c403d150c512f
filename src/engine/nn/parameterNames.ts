/** Finding parameters by patterns of their names. */
import { editDistance } from '../../config/nearestName';

/** Whether a name is the pattern, in which * stands for anything. */
export function matchesPattern(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}

/** The names with parts most like the words of what was looked for, the nearest first. */
export function nearestNames(wanted: string, names: readonly string[], count = 3): string[] {
  const words = wordsOf(wanted);
  const distanceTo = (name: string) => {
    const parts = wordsOf(name);
    return words.reduce((sum, word) => sum + Math.min(...parts.map((part) => editDistance(word, part))), 0);
  };
  return names
    .map((name) => ({ name, distance: distanceTo(name) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ name }) => name);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/[./*]+/);
}
