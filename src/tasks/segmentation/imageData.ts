/** Datasets of images: which arrays are images and masks, and which tasks a dataset can be for. Pure. */

import type { ArraySheet, DatasetRecord } from '../../protocol/datasets';
import {
  chosenImageArrays,
  type ImageChoice,
  imageCandidates,
  imageCount,
  maskCandidates,
} from './data/imageRoles';

/** Shorter sides belong to tables of small matrices. */
const minSide = 8;

/** The arrays that are images and masks; null for what a dataset does not have. */
export function imageArraysOf(
  { arrays }: DatasetRecord,
  choice?: ImageChoice,
): { images: ArraySheet | null; masks: ArraySheet | null } {
  return chosenImageArrays(arrays, choice);
}

/** Names of the arrays that can be images, and of those that can be masks of the chosen ones. */
export function imageOptions(
  { arrays }: DatasetRecord,
  choice: ImageChoice,
): Record<keyof ImageChoice, string[]> {
  const { images } = chosenImageArrays(arrays, { ...choice, masks: '' });
  return {
    images: imageCandidates(arrays).map(({ name }) => name),
    masks: images ? maskCandidates(arrays, images).map(({ name }) => name) : [],
  };
}

/** Kinds of the tasks that a dataset can be for, the likeliest first. */
export function tasksFor({ arrays, format }: DatasetRecord): string[] {
  if (format === 'images') return ['segmentation'];
  const { masks } = chosenImageArrays(arrays);
  // Fractions are rather quantities than labels.
  if (masks && isPicture(masks) && !masks.dtype.startsWith('float')) return ['segmentation', 'tabular'];
  const canBeMasks = imageCandidates(arrays).some(
    (images) => isPicture(images) && maskCandidates(arrays, images).length > 0,
  );
  return canBeMasks ? ['tabular', 'segmentation'] : ['tabular'];
}

/**
 * What a dataset is counted in, and how many of it there are.
 * @param choice given where it is read as images; left out: as its likeliest task reads it.
 */
export function samplesOf(
  dataset: DatasetRecord,
  choice?: ImageChoice,
): { count: number; unit: 'images' | 'rows' } {
  const { images } = imageArraysOf(dataset, choice);
  const isImages = images !== null && (choice || tasksFor(dataset)[0] === 'segmentation');
  return isImages
    ? { count: imageCount(images, dataset.arrays), unit: 'images' }
    : { count: Math.max(0, ...dataset.arrays.map(({ shape }) => shape[0] ?? 0)), unit: 'rows' };
}

/** Names of the images in their order; null where the dataset has none for them. */
export function imageNamesOf({ arrays }: DatasetRecord, count: number): string[] | null {
  const names = arrays.find(({ name }) => name === 'names');
  // Names that occur once are counted in the order of the images.
  return names?.categories?.length === count && names.shape[0] === count ? names.categories : null;
}

function isPicture({ shape }: ArraySheet): boolean {
  const [, height = 0, width = 0] = shape;
  return shape.length > 2 && height >= minSide && width >= minSide;
}
