/** Datasets of images: which arrays are images and masks, and how well a dataset suits. Pure. */
import { z } from 'zod';
import type { ArraySheet, DescribedDataset } from '../../protocol/datasets';
import type { JsonObject } from '../../protocol/json';
import type { Fit } from '../description';
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
  { arrays }: DescribedDataset,
  choice?: ImageChoice,
): { images: ArraySheet | null; masks: ArraySheet | null } {
  return chosenImageArrays(arrays, choice);
}

/** Names of the arrays that can be images, and of those that can be masks of the chosen ones. */
export function imageOptions(
  { arrays }: DescribedDataset,
  choice: ImageChoice,
): Record<'images' | 'masks', string[]> {
  const { images } = chosenImageArrays(arrays, { ...choice, masks: '' });
  return {
    images: imageCandidates(arrays).map(({ name }) => name),
    masks: images ? maskCandidates(arrays, images).map(({ name }) => name) : [],
  };
}

/** How well a dataset suits: pictures for certain, arrays of labels likely, what might be images possibly; else null. */
export function imageFit({ arrays, format }: DescribedDataset): Fit | null {
  if (format === 'images') return 'certain';
  const { masks } = chosenImageArrays(arrays);
  // Fractions are rather quantities than labels.
  if (masks && isPicture(masks) && !masks.dtype.startsWith('float')) return 'certain';
  const canBeMasks = imageCandidates(arrays).some(
    (images) => isPicture(images) && maskCandidates(arrays, images).length > 0,
  );
  return canBeMasks ? 'possible' : null;
}

/** How many images a dataset holds. */
export function countImages(dataset: DescribedDataset, choice?: ImageChoice): number {
  const { images } = imageArraysOf(dataset, choice);
  return images ? imageCount(images, dataset.arrays) : 0;
}

/** The arrays that a configuration names; '' where the task chooses. */
export function choiceOf(config: JsonObject | undefined): ImageChoice {
  return choiceSchema.safeParse(config?.dataset).data ?? { images: '', masks: '' };
}

const choiceSchema = z.object({
  images: z.string(),
  masks: z.string(),
  ignoreLabel: z.number().nullable().optional(),
});

/** Names of the images in their order; null where the dataset has none for them. */
export function imageNamesOf({ arrays }: DescribedDataset, count: number): string[] | null {
  const names = arrays.find(({ name }) => name === 'names');
  // Names that occur once are counted in the order of the images.
  return names?.categories?.length === count && names.shape[0] === count ? names.categories : null;
}

function isPicture({ shape }: ArraySheet): boolean {
  const [, height = 0, width = 0] = shape;
  return shape.length > 2 && height >= minSide && width >= minSide;
}
