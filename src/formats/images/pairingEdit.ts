/**
 * Images and their masks while somebody mends the pairs, before anything is read: what each row of the table says, and
 * what a change makes of it. Pure; what will be read is the reader's own plan.
 */

import type { ImagePair } from '../../protocol/datasets';
import { type ImageContents, type ImageFile, type ImageHeader, masksOf } from '../imageFiles';
import { naturalOrder } from './names';
import { planImages } from './plan';

export interface PairingEdit {
  /** One for each image, those that are left out as well. */
  pairs: ImagePair[];
  /** Images that are left out by hand. */
  leftOut: ReadonlySet<string>;
}

export type PairState =
  | 'paired'
  | 'image' // of a set without masks
  | 'no-mask'
  | 'no-image'
  | 'ambiguous' // several masks of its name
  | 'sizes-differ'
  | 'unreadable'
  | 'left-out';

export interface PairRow {
  /** Null for a picture that belongs to no image. */
  image: string | null;
  mask: string | null;
  /** Further masks of the image that are united with it. */
  more: readonly string[];
  state: PairState;
  /** What is wrong, where the state does not say it all. */
  detail: string | null;
  /** Of the image, else of the mask. */
  header: ImageHeader | null;
}

export interface PairingTable {
  rows: PairRow[];
  /** What will be imported. */
  count: number;
  /** Whether the images have masks; those without are left out then. */
  labelled: boolean;
}

/**
 * As the names suggest, or as they were paired before: images that had no part in it then are left out.
 * @param earlier the pairs that were read; of them counts what these pictures hold. The same folder may have been opened
 * from further outside, or packed: paths need to agree in their ends only.
 */
export function startPairing(contents: ImageContents, earlier?: readonly ImagePair[]): PairingEdit {
  if (!earlier) return { pairs: contents.pairs, leftOut: new Set() };
  const find = pathFinder(contents.files.map(({ path }) => path));
  const pairs = earlier.flatMap((pair): ImagePair[] => {
    const image = find(pair.image);
    const [mask = null, ...more] = masksOf(pair).flatMap((path) => find(path) ?? []);
    return image === null ? [] : [{ image, mask, ...(more.length > 0 && { more }) }];
  });
  const used = new Set(pairs.flatMap((pair) => [pair.image, ...masksOf(pair)]));
  const others = contents.pairs.filter(({ image }) => !used.has(image));
  const left = others.map(({ image, mask, more }): ImagePair => {
    const isFree = mask !== null && [mask, ...(more ?? [])].every((path) => !used.has(path));
    return isFree ? { image, mask, ...(more && { more }) } : { image, mask: null };
  });
  return {
    pairs: [...pairs, ...left].toSorted((a, b) => naturalOrder(a.image, b.image)),
    leftOut: new Set(left.map(({ image }) => image)),
  };
}

/** A path as these pictures have it, else the only one that ends as it does, or that it ends as. */
function pathFinder(paths: readonly string[]): (path: string) => string | null {
  const known = new Set(paths);
  const byName = new Map<string, string[]>();
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  for (const path of paths) byName.set(nameOf(path), [...(byName.get(nameOf(path)) ?? []), path]);
  return (path) => {
    if (known.has(path)) return path;
    const fitting = (byName.get(nameOf(path)) ?? []).filter(
      (one) => one.endsWith(`/${path}`) || path.endsWith(`/${one}`),
    );
    return fitting.length === 1 ? fitting[0]! : null;
  };
}

export function pairingTable(contents: ImageContents, edit: PairingEdit): PairingTable {
  const { files } = contents;
  const byPath = new Map(files.map((file) => [file.path, file]));
  const active = edit.pairs.filter(({ image }) => !edit.leftOut.has(image));
  const { pairs, labelled, problems } = planImages(files, active);
  const found = new Map(problems.flatMap((problem) => problem.paths.map((path) => [path, problem])));
  const strays = strayFiles(contents, edit);
  const ambiguous = ambiguousImages(contents, new Set(strays.map(({ path }) => path)));
  const rowOf = (pair: ImagePair): PairRow => {
    const { image, mask, more = [] } = pair;
    const problem = [image, ...masksOf(pair)].map((path) => found.get(path)).find(Boolean);
    const row = { image, mask, more, header: byPath.get(image)?.header ?? null };
    if (edit.leftOut.has(image)) return { ...row, state: 'left-out', detail: null };
    if (!problem) return { ...row, state: labelled ? 'paired' : 'image', detail: null };
    if (problem.code === 'no-mask') {
      const rivals = ambiguous.get(image);
      const detail = rivals ? `${rivals.join(', ')} have its name` : null;
      return { ...row, state: rivals ? 'ambiguous' : 'no-mask', detail };
    }
    if (problem.code === 'other-mask') return { ...row, state: 'ambiguous', detail: problem.message };
    return { ...row, state: problem.code, detail: problem.message };
  };
  const strayRows = strays.map(
    ({ path, header, problem }): PairRow => ({
      image: null,
      mask: path,
      more: [],
      header,
      state: problem === null ? 'no-image' : 'unreadable',
      detail: problem,
    }),
  );
  return { rows: [...edit.pairs.map(rowOf), ...strayRows], count: pairs.length, labelled };
}

/**
 * Gives an image a mask, or takes it away. One that another image has is swapped: that image gets the masks that this one
 * had. A picture that was an image by itself stops being one, and an image that gets a mask is no longer left out.
 */
export function setMask(edit: PairingEdit, image: string, mask: string | null): PairingEdit {
  const masksNow = (pair: ImagePair | undefined) => ({
    mask: pair?.mask ?? null,
    ...(pair?.more && { more: pair.more }),
  });
  const own = edit.pairs.find((pair) => pair.image === image);
  const other = mask === null ? undefined : edit.pairs.find((pair) => pair !== own && pair.mask === mask);
  const pairs = edit.pairs
    .filter((pair) => pair.image !== mask)
    .map((pair) => {
      if (pair === own) return { image, ...(other ? masksNow(other) : { mask }) };
      return pair === other ? { image: pair.image, ...masksNow(own) } : pair;
    });
  const edited = { ...edit, pairs };
  return mask === null ? edited : setLeftOut(edited, image, false);
}

export function setLeftOut(edit: PairingEdit, image: string, on: boolean): PairingEdit {
  const leftOut = new Set(edit.leftOut);
  if (on) leftOut.add(image);
  else leftOut.delete(image);
  return { ...edit, leftOut };
}

/** Makes an image of a picture that was taken for a mask. */
export function addImage(edit: PairingEdit, path: string): PairingEdit {
  return { ...edit, pairs: [...edit.pairs, { image: path, mask: null }] };
}

/** What an image's mask can be. */
export interface MaskChoices {
  /** Pictures that belong to nothing. */
  strays: string[];
  /** Images that have no mask themselves. */
  images: string[];
  /** Masks of other images, which get this image's in exchange. */
  used: { mask: string; image: string }[];
}

export function maskChoices(contents: ImageContents, edit: PairingEdit): MaskChoices {
  return {
    strays: strayFiles(contents, edit)
      .filter(({ problem }) => problem === null)
      .map(({ path }) => path),
    images: edit.pairs.filter(({ mask }) => mask === null).map(({ image }) => image),
    used: edit.pairs.flatMap(({ image, mask }) => (mask === null ? [] : [{ mask, image }])),
  };
}

/** The pairs to read, in the order of their images; undefined where nothing was mended. */
export function mendedPairs(contents: ImageContents, edit: PairingEdit): ImagePair[] | undefined {
  if (edit.pairs === contents.pairs && edit.leftOut.size === 0) return undefined;
  return edit.pairs
    .filter(({ image }) => !edit.leftOut.has(image))
    .toSorted((a, b) => naturalOrder(a.image, b.image));
}

/** "60 pairs", "2 images without a mask", …: what there is of each state. */
export function pairingCounts({ rows }: PairingTable): { state: PairState; text: string }[] {
  const states: [PairState, string, string][] = [
    ['paired', 'pair', 'pairs'],
    ['image', 'image', 'images'],
    ['no-mask', 'image without a mask', 'images without a mask'],
    ['ambiguous', 'image with several masks', 'images with several masks'],
    ['no-image', 'mask without an image', 'masks without an image'],
    ['sizes-differ', 'pair of different sizes', 'pairs of different sizes'],
    ['unreadable', 'file that cannot be read', 'files that cannot be read'],
    ['left-out', 'left out', 'left out'],
  ];
  return states.flatMap(([state, one, many]) => {
    const count = rows.filter((row) => row.state === state).length;
    return count === 0 ? [] : [{ state, text: `${count.toLocaleString('en')} ${count === 1 ? one : many}` }];
  });
}

/** Pictures that belong to no image. */
function strayFiles({ files }: ImageContents, { pairs }: PairingEdit): ImageFile[] {
  const used = new Set(pairs.flatMap((pair) => [pair.image, ...masksOf(pair)]));
  return files.filter(({ path }) => !used.has(path));
}

/** Images that several masks have the name of, while at least one of these is free. */
function ambiguousImages({ problems }: ImageContents, free: ReadonlySet<string>): Map<string, string[]> {
  const rivals = problems.flatMap(({ code, paths }) => {
    const masks = paths.filter((path) => free.has(path));
    if (code !== 'ambiguous' || masks.length === 0) return [];
    return paths.filter((path) => !free.has(path)).map((image): [string, string[]] => [image, masks]);
  });
  return new Map(rivals);
}
