/** Several masks of one image: one for each object of it, or one and the same mask in several versions. */
import { naturalOrder } from './names';

/** Words of versions that are made to be looked at, or that say something else than the classes. */
const LESSER =
  /colou?r|rgb|instance|object|outline|contour|border|boundary|edge|overlay|vis|preview|fov|part|trainid|poly|panoptic/i;

/** Words of somebody who has drawn a whole mask. */
const SOMEBODY = /\d+(st|nd|rd|th)|manual|rater|expert|annotator|observer|reader|grader|\b(ah|vk)\b/i;

/**
 * Masks that differ by a number, or in nothing but their names in a folder of their own, are objects: all are taken. Of
 * versions the one is taken that says the classes, of several people's the first.
 * @param masks paths, at least one.
 * @returns null where it cannot be told which.
 */
export function preferredMasks(masks: readonly string[]): { taken: string[]; others: string[] } | null {
  if (masks.length === 1) return { taken: [...masks], others: [] };
  const sorted = [...masks].sort(naturalOrder);
  const stems = sorted.map((path) => path.replace(/\.[^./]*$/, '').toLowerCase());
  if (new Set(stems).size < stems.length) return null;
  const parts = distinct(stems);
  const isSomebody = parts.some((part) => SOMEBODY.test(part)) || stems.some((stem) => /manual/.test(stem));
  const wordless = new Set(parts.map((part) => part.replace(/[^a-z]/g, '')));
  const isFolder =
    new Set(sorted.map(folderOf)).size === 1 &&
    /(^|\/)[^/]*(mask|label|seg|anno|gt)[^/]*$/i.test(folderOf(sorted[0]!));
  if (!isSomebody && (wordless.size === 1 || (isFolder && !parts.some((part) => LESSER.test(part))))) {
    return { taken: sorted, others: [] };
  }
  const lessers = parts.map((part) => (LESSER.test(part) ? 1 : 0) + (isFovBeside(part, parts) ? 1 : 0));
  const least = Math.min(...lessers);
  const candidates = sorted.filter((_, index) => lessers[index] === least);
  if (candidates.length > 1 && !isSomebody) return null;
  const [chosen] = candidates;
  return { taken: [chosen!], others: sorted.filter((path) => path !== chosen) };
}

/** Where somebody has drawn what is to be found, a plain mask beside it says where the picture is (as in DRIVE). */
function isFovBeside(part: string, parts: readonly string[]): boolean {
  return !SOMEBODY.test(part) && parts.some((other) => SOMEBODY.test(other));
}

/** The stems without what all of them begin with, up to a whole word. */
function distinct(stems: readonly string[]): string[] {
  let shared = 0;
  while (stems.every((stem) => shared < stem.length && stem[shared] === stems[0]![shared])) shared++;
  while (shared > 0 && /[a-z0-9]/.test(stems[0]![shared - 1]!)) shared--;
  return stems.map((stem) => stem.slice(shared));
}

function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}
