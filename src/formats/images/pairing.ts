/**
 * Which mask belongs to which image, by their paths. Several ways to name them are tried, and the one that pairs the
 * most is taken for the whole set, so that a set is never paired in two ways at once. Nothing is left out silently:
 * what finds no partner, or several, is listed.
 */
import type { ImagePair, ImagePairing, ImageProblem } from '../imageFiles';
import { type ImageRole, naturalOrder, splitRole } from './names';

interface Named {
  path: string;
  /** Folders, the outermost first, without those that all paths share. */
  folders: string[];
  /** File name without its extension. */
  stem: string;
}

interface Placed {
  path: string;
  role: ImageRole;
  /** Images and masks of one key belong together. */
  key: string;
}

/** A way to read names. */
type Rule = (named: Named) => Placed;

interface Groups {
  images: Map<string, string[]>;
  masks: Map<string, string[]>;
}

/** In the order of preference when several pair as many. */
const rules: Rule[] = [
  byFolder({ keepFolders: true, keepStem: true }),
  byFolder({ keepFolders: true, keepStem: false }),
  byName({ keepFolders: true }),
  byFolder({ keepFolders: false, keepStem: true }),
  byFolder({ keepFolders: false, keepStem: false }),
  byName({ keepFolders: false }),
];

/** @param paths of pictures, with forward slashes; hidden files are the caller's to leave out (`isHidden`). */
export function pairImages(paths: readonly string[]): ImagePairing {
  const named = splitPaths([...paths].sort(naturalOrder));
  const best = rules
    .map((rule) => groupsOf(named.map(rule)))
    .map((groups) => ({ groups, pairs: pairsOf(groups) }))
    .reduce((most, next) => (next.pairs.length > most.pairs.length ? next : most));
  if (best.pairs.length === 0) return withoutPairs(named);
  return withLeftovers(best.groups, best.pairs);
}

/** Files that systems leave behind in folders and archives. */
export function isHidden(path: string): boolean {
  return path
    .split('/')
    .some((part) => part.startsWith('.') || part === '__MACOSX' || /^(thumbs\.db|desktop\.ini)$/i.test(part));
}

/** Masks are what lies in a folder of masks. */
function byFolder({ keepFolders, keepStem }: { keepFolders: boolean; keepStem: boolean }): Rule {
  return ({ path, folders, stem }) => {
    const split = folders.map(splitRole);
    const role = split.findLast((folder) => folder.role !== null)?.role ?? 'image';
    const rest = split.map((folder) => folder.rest).filter((folder) => folder !== '');
    const name = keepStem ? stem : splitRole(stem).rest;
    return { path, role, key: keyOf(keepFolders ? rest : [], name) };
  };
}

/** Masks are what is called one: `x_mask.png` beside `x.png`. */
function byName({ keepFolders }: { keepFolders: boolean }): Rule {
  return ({ path, folders, stem }) => {
    const { role, rest } = splitRole(stem);
    const places = folders.map((folder) => splitRole(folder).rest).filter((folder) => folder !== '');
    return { path, role: role ?? 'image', key: keyOf(keepFolders ? places : [], rest) };
  };
}

function keyOf(folders: readonly string[], name: string): string {
  return [...folders, name].join('/').toLowerCase();
}

function splitPaths(paths: readonly string[]): Named[] {
  const all = paths.map((path) => path.split('/'));
  const shared = sharedFolders(all);
  return all.map((parts, index) => ({
    path: paths[index]!,
    folders: parts.slice(shared, -1),
    stem: parts.at(-1)!.replace(/(?<=.)\.[^.]*$/, ''),
  }));
}

/** How many folders lead to all of the paths. */
function sharedFolders(all: readonly string[][]): number {
  const first = all[0] ?? [];
  let shared = 0;
  while (
    shared < first.length - 1 &&
    all.every((parts) => parts.length > shared + 1 && parts[shared] === first[shared])
  ) {
    shared++;
  }
  return shared;
}

function groupsOf(placed: readonly Placed[]): Groups {
  const groups: Groups = { images: new Map(), masks: new Map() };
  for (const { path, role, key } of placed) {
    const group = role === 'image' ? groups.images : groups.masks;
    group.set(key, [...(group.get(key) ?? []), path]);
  }
  return groups;
}

/** One image and one mask of a key; more of either are no pair. */
function pairsOf({ images, masks }: Groups): ImagePair[] {
  return [...images].flatMap(([key, [image, ...more]]) => {
    const [mask, ...others] = masks.get(key) ?? [];
    return mask !== undefined && more.length + others.length === 0 ? [{ image: image!, mask }] : [];
  });
}

function withLeftovers(groups: Groups, paired: readonly ImagePair[]): ImagePairing {
  const { images, masks } = groups;
  const problems: ImageProblem[] = [];
  const pairs = [...paired];
  const unpairedMasks: string[] = [];
  for (const [key, found] of images) {
    const partners = masks.get(key) ?? [];
    if (found.length === 1 && partners.length === 1) continue;
    pairs.push(...found.map((image) => ({ image, mask: null })));
    if (partners.length === 0) {
      problems.push(...found.map((image) => problem('no-mask', [image], `${image} has no mask`)));
    } else {
      const paths = [...found, ...partners];
      unpairedMasks.push(...partners);
      problems.push(problem('ambiguous', paths, `${paths.join(', ')} have one name: which belong together?`));
    }
  }
  for (const [key, found] of masks) {
    if (images.has(key)) continue;
    unpairedMasks.push(...found);
    problems.push(...found.map((mask) => problem('no-image', [mask], `${mask} has no image`)));
  }
  return {
    pairs: pairs.sort((a, b) => naturalOrder(a.image, b.image)),
    unpairedMasks: unpairedMasks.sort(naturalOrder),
    problems,
  };
}

/** Without a single pair there are only images, but for what lies in a folder of masks beside other folders. */
function withoutPairs(named: readonly Named[]): ImagePairing {
  const groups = groupsOf(named.map(rules[0]!));
  if (groups.images.size > 0 && groups.masks.size > 0) return withLeftovers(groups, []);
  return { pairs: named.map(({ path }) => ({ image: path, mask: null })), unpairedMasks: [], problems: [] };
}

function problem(code: ImageProblem['code'], paths: string[], message: string): ImageProblem {
  return { code, paths, message };
}
