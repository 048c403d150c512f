/**
 * Which masks belong to which image, by their paths. Several ways to name them are tried, and the one that pairs the
 * most is taken for the whole set, so that a set is never paired in two ways at once. Nothing is left out silently.
 */
import type { ImagePair } from '../../protocol/datasets';
import type { ImagePairing, ImageProblem } from '../imageFiles';
import { preferredMasks } from './maskVersions';
import { type ImageRole, naturalOrder, splitRole, splitWords } from './names';

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

/** A way that the names of the whole set decide; empty where they suggest none. */
type SetRule = (named: readonly Named[]) => Placed[];

interface Groups {
  images: Map<string, string[]>;
  masks: Map<string, string[]>;
}

/** In the order of preference when several pair as many, and use as many masks. */
const rules: Rule[] = [
  byFolder({ keepFolders: true, keepStem: true }),
  byFolder({ keepFolders: true, keepStem: false }),
  byName({ keepFolders: true }),
  byFolder({ keepFolders: false, keepStem: true }),
  byFolder({ keepFolders: false, keepStem: false }),
  byName({ keepFolders: false }),
  byWords({ keepFolders: true, keepCounter: true }),
  byWords({ keepFolders: false, keepCounter: true }),
  byWords({ keepFolders: true, keepCounter: false }),
  byWords({ keepFolders: false, keepCounter: false }),
];

const setRules: SetRule[] = [byOwnFolder, byAffixes, bySuffix];

/** @param paths of pictures, with forward slashes; hidden files are the caller's to leave out (`isHidden`). */
export function pairImages(paths: readonly string[]): ImagePairing {
  const named = splitPaths([...paths].sort(naturalOrder));
  const best = [...rules.map((rule) => named.map(rule)), ...setRules.map((rule) => rule(named))]
    .map((placed) => {
      const groups = groupsOf(placed);
      const pairs = pairsOf(groups);
      const masks = pairs.reduce((sum, { taken, others }) => sum + taken.length + others.length, 0);
      return { groups, pairs, masks };
    })
    .reduce((most, next) => {
      const isBetter = next.pairs.length - most.pairs.length || next.masks - most.masks;
      return isBetter > 0 ? next : most;
    });
  if (best.pairs.length === 0) return withoutPairs(named);
  return withLeftovers(best.groups, best.pairs);
}

/**
 * Pairs by what somebody says that masks have at the end of their names, or at its beginning: `x_gt.png` is the mask of
 * `x.png`, in whatever folder.
 */
export function pairByAffix(paths: readonly string[], affix: string): ImagePairing {
  const named = splitPaths([...paths].sort(naturalOrder));
  const groups = groupsOf(
    named.map(({ path, stem }) => {
      const lower = stem.toLowerCase();
      const mark = affix.toLowerCase();
      if (lower.endsWith(mark)) return { path, role: 'mask', key: lower.slice(0, -mark.length) };
      if (lower.startsWith(mark)) return { path, role: 'mask', key: lower.slice(mark.length) };
      return { path, role: 'image', key: lower };
    }),
  );
  return withLeftovers(groups, pairsOf(groups));
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

/** Masks are what has a word for them anywhere in its name, or lies in a folder of masks; numbers are compared as such. */
function byWords({ keepFolders, keepCounter }: { keepFolders: boolean; keepCounter: boolean }): Rule {
  return ({ path, folders, stem }) => {
    const { role, rest, counted } = splitWords(stem);
    const split = folders.map(splitRole);
    const folderRole = split.findLast((folder) => folder.role !== null)?.role;
    const places = split.map((folder) => folder.rest).filter((folder) => folder !== '');
    const name = keepCounter ? rest : counted;
    return {
      path,
      role: role ?? folderRole ?? 'image',
      key: keyOf(keepFolders ? places : [], name.join(' ')),
    };
  };
}

/** A folder for each image: `c0/images/c0.png` with `c0/masks/a.png`, `c0/masks/b.png`, …, one an object. */
function byOwnFolder(named: readonly Named[]): Placed[] {
  const placed = named.map(({ path, folders }): Placed => {
    const split = folders.map(splitRole);
    const role = split.findLast((folder) => folder.role !== null)?.role ?? 'image';
    return { path, role, key: keyOf(split.map(({ rest }) => rest).filter(Boolean), '') };
  });
  const { images, masks } = groupsOf(placed);
  const isOwn = [...masks].every(
    ([key]) => key !== '/' && key !== '' && (images.get(key)?.length ?? 1) === 1,
  );
  const areSeveral = [...masks.values()].some((group) => group.length > 1);
  return isOwn && areSeveral ? placed : [];
}

/** Images and masks are told apart by words; what all images, or all masks, begin or end with is left away. */
function byAffixes(named: readonly Named[]): Placed[] {
  const byRole = named.map((one) => ({
    one,
    role: byWords({ keepFolders: false, keepCounter: true })(one).role,
  }));
  const parts = (['image', 'mask'] as const).map((role) => {
    const stems = byRole.filter((entry) => entry.role === role).map(({ one }) => one.stem);
    return { role, stems: stems.map((stem) => stem.split(/[_\- .]+/)) };
  });
  if (parts.some(({ stems }) => stems.length < 2)) return [];
  const bare = parts.map(({ role, stems }) => {
    const [ahead, behind] = [sharedLength(stems), sharedLength(stems.map((stem) => stem.toReversed()))];
    return { role, keyOf: (stem: string[]) => stem.slice(ahead, stem.length - behind).join(' ') };
  });
  return byRole.map(({ one, role }) => {
    const { keyOf: bareKey } = bare.find((part) => part.role === role)!;
    return { path: one.path, role, key: bareKey(one.stem.split(/[_\- .]+/)).toLowerCase() };
  });
}

/** How many words all of these begin with; one word of each stays. */
function sharedLength(all: readonly string[][]): number {
  const shortest = Math.min(...all.map(({ length }) => length));
  let shared = 0;
  while (shared < shortest - 1 && all.every((words) => words[shared] === all[0]![shared])) shared++;
  return shared;
}

/** What an image is called once it was changed, which is no mask of it. */
const CHANGED =
  /flip|rot|aug|crop|copy|small|large|thumb|resiz|scaled|blur|noise|left|right|before|after|orig|depth|rgb/i;

/**
 * No word tells them apart, but images have a namesake with the same letters behind its name: `x_L.png` of `x.png`. Where
 * that is so of most and not of all, one ending has to be common to all namesakes.
 */
function bySuffix(named: readonly Named[]): Placed[] {
  const stems = new Set(named.map(({ stem }) => stem));
  const split = named.map((one) => {
    for (let end = one.stem.length - 1; end > 0; end--) {
      const suffix = one.stem.slice(end);
      if (/^[_\- .(]/.test(suffix) && /[a-z]/i.test(suffix) && stems.has(one.stem.slice(0, end))) {
        return { one, key: one.stem.slice(0, end), suffix };
      }
    }
    return { one, key: one.stem, suffix: '' };
  });
  const masks = split.filter(({ suffix }) => suffix !== '');
  const suffixes = new Set(masks.map(({ suffix }) => suffix.replace(/\d+/g, '')));
  const withMask = new Set(masks.map(({ key }) => key));
  const placed = split.map(({ one, key, suffix }): Placed => {
    const role = suffix === '' ? (splitWords(one.stem).role ?? 'image') : 'mask';
    return { path: one.path, role, key: key.toLowerCase() };
  });
  const images = split.filter(({ one, suffix }) => suffix === '' && splitWords(one.stem).role !== 'mask');
  const paired = images.filter(({ key }) => withMask.has(key)).length;
  const isWhole = paired === images.length && suffixes.size <= 2;
  const isMost = paired * 2 > images.length && suffixes.size === 1;
  if (paired < 3 || !(isWhole || isMost)) return [];
  return [...suffixes].some((suffix) => CHANGED.test(suffix)) ? [] : placed;
}

/** Systems write a letter with its accent as one sign or as two. */
function keyOf(folders: readonly string[], name: string): string {
  return [...folders, name].join('/').normalize('NFC').toLowerCase();
}

function splitPaths(paths: readonly string[]): Named[] {
  const all = paths.map((path) => path.split('/'));
  const shared = sharedFolders(all);
  return all.map((parts, index) => ({
    path: paths[index]!,
    folders: parts.slice(shared, -1),
    stem: parts.at(-1)!.replace(/(?<=.)(\.ome)?\.[^.]*$/i, ''),
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

/** An image with its masks; others of its masks say the same in another way. */
interface FoundPair {
  image: string;
  taken: string[];
  others: string[];
}

/** The masks of a key's one image; where they are rivals, or the images are several, it is no pair. */
function pairsOf({ images, masks }: Groups): FoundPair[] {
  return [...images].flatMap(([key, [image, ...more]]) => {
    const found = masks.get(key);
    const preferred = found && more.length === 0 ? preferredMasks(found) : null;
    return preferred ? [{ image: image!, ...preferred }] : [];
  });
}

function withLeftovers(groups: Groups, found: readonly FoundPair[]): ImagePairing {
  const { images, masks } = groups;
  const problems: ImageProblem[] = [];
  const paired = new Set(found.map(({ image }) => image));
  const pairs = found.map(
    ({ image, taken: [mask, ...more] }): ImagePair => ({
      image,
      mask: mask!,
      ...(more.length > 0 && { more }),
    }),
  );
  const unpairedMasks: string[] = [];
  for (const { image, others } of found) {
    unpairedMasks.push(...others);
    problems.push(...others.map((mask) => problem('other-mask', [mask], `${image} has another mask`)));
  }
  for (const [key, found] of images) {
    const partners = masks.get(key) ?? [];
    if (found.length === 1 && paired.has(found[0]!)) continue;
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
