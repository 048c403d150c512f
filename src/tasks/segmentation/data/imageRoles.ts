/**
 * Which arrays of a dataset are images and which are their masks, by name and shape alone: the page, which holds no
 * values, offers what the task would take. What the arrays hold: `images.ts`.
 */

import type { ColumnedArray } from '../../../engine/data/flatColumns';
import { sizeOf } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';

const imageNames = ['images', 'image', 'x', 'inputs', 'input', 'imgs', 'img', 'data'];
const maskNames = ['masks', 'mask', 'y', 'targets', 'target', 'labels', 'label', 'segmentations', 'gt'];

/** More are no colours: rather an axis in the wrong place. */
export const MAX_IMAGE_CHANNELS = 16;

/** Names of arrays, as a configuration has them; '' leaves the choice to the task. */
export interface ImageChoice {
  images: string;
  masks: string;
  /** Value of mask pixels that count nowhere, −1 for none; null, or left out, lets the masks decide. */
  ignoreLabel?: number | null | undefined;
}

/**
 * The array of a name, or of a usual name where it is ''.
 * @returns undefined where nothing has a usual name. @throws AnnealError `data-not-found` for a name that is not there.
 */
export function findImageArray<Named extends Pick<ColumnedArray, 'name' | 'categories'>>(
  arrays: Iterable<Named>,
  what: 'images' | 'masks',
  name: string,
): Named | undefined {
  const all = [...arrays];
  if (name !== '') {
    const array = all.find((candidate) => candidate.name === name);
    if (array) return array;
    throw new AnnealError('data-not-found', `There is no array \`${name}\` to take the ${what} from.`, {
      place: `dataset.${what}`,
      received: name,
      remedy: `There are: ${all
        .slice(0, 20)
        .map((candidate) => candidate.name)
        .join(', ')}.`,
    });
  }
  const lastPart = (array: Named) => array.name.toLowerCase().split('/').at(-1)!;
  for (const usual of what === 'images' ? imageNames : maskNames) {
    const found = all.filter((array) => lastPart(array) === usual && !array.categories);
    if (found.length === 1) return found[0];
  }
  return undefined;
}

/** Arrays that can be images: [N, H, W], [N, H, W, C], or [P, C] where an array `sizes` [N, 2] lies beside them. */
export function imageCandidates<Shaped extends ColumnedArray>(arrays: Iterable<Shaped>): Shaped[] {
  const all = [...arrays];
  return all.filter((array) => !array.categories && (isStack(array) || isRagged(array, all)));
}

/** Arrays that can be the masks of these images: one label a pixel. */
export function maskCandidates<Shaped extends ColumnedArray>(
  arrays: Iterable<Shaped>,
  images: ColumnedArray,
): Shaped[] {
  const wanted = images.shape.length === 2 ? images.shape.slice(0, 1) : images.shape.slice(0, 3);
  return [...arrays].filter(({ name, shape, categories }) => {
    const one = shape.length > wanted.length && shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
    return name !== images.name && !categories && one.join() === wanted.join();
  });
}

/**
 * The images and masks that would be taken, and null for what is not there.
 * @param choice as a configuration has it; names that are not there count as null.
 */
export function chosenImageArrays<Shaped extends ColumnedArray>(
  arrays: readonly Shaped[],
  choice: ImageChoice = { images: '', masks: '' },
): { images: Shaped | null; masks: Shaped | null } {
  const candidates = imageCandidates(arrays);
  const images = named(candidates, 'images', choice.images);
  if (!images) return { images: null, masks: null };
  return { images, masks: named(maskCandidates(arrays, images), 'masks', choice.masks) };
}

/** How many images an array of images holds. */
export function imageCount(images: ColumnedArray, arrays: Iterable<ColumnedArray>): number {
  if (images.shape.length !== 2) return images.shape[0] ?? 0;
  return [...arrays].find(({ name }) => name === 'sizes')?.shape[0] ?? 0;
}

function named<Shaped extends ColumnedArray>(
  arrays: readonly Shaped[],
  what: 'images' | 'masks',
  name: string,
): Shaped | null {
  if (name !== '') return arrays.find((array) => array.name === name) ?? null;
  return findImageArray(arrays, what, '') ?? null;
}

function isStack({ shape }: ColumnedArray): boolean {
  const [, height = 0, width = 0, channels = 1] = shape;
  if (shape.length !== 3 && shape.length !== 4) return false;
  return height > 0 && width > 0 && channels > 0 && channels <= MAX_IMAGE_CHANNELS;
}

function isRagged(array: ColumnedArray, all: readonly ColumnedArray[]): boolean {
  const { shape, name } = array;
  const sizes = all.find((candidate) => candidate.name === 'sizes')?.shape;
  const areSizes = sizes?.length === 2 && sizes[1] === 2 && sizeOf(sizes) > 0;
  return areSizes === true && name !== 'sizes' && shape.length === 2 && shape[1]! <= MAX_IMAGE_CHANNELS;
}
