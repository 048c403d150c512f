/** From a dataset to images, class indices and splits, and the scaling that the training images ask for. On the host. */

import type { DatasetReader } from '../../engine/data/datasetReader';
import { givenSplit } from '../../engine/data/givenSplit';
import { createMoments, meanAndStd } from '../../engine/data/moments';
import { randomStream } from '../../engine/random';
import type { SplitName } from '../../engine/workload';
import { AnnealError } from '../../protocol/errors';
import { fitMaskRule } from './baseline';
import type { SegmentationConfig } from './config';
import { findImages, type ImageArrays } from './data/imageLayout';
import { type ImageSource, imageBlocks, openImages } from './data/images';
import { type MaskReading, readMaskClasses } from './data/masks';
import type { SegmentationFitted } from './fitted';

/** What is in a set of images, before a pixel is read. */
export interface SegmentationPlan {
  arrays: ImageArrays;
  /** null where the data hold no masks. */
  masks: MaskReading | null;
  splits: Record<SplitName, Uint32Array>;
  remarks: { code: string; message: string }[];
}

export interface SegmentationData {
  fitted: SegmentationFitted;
  images: ImageSource;
  splits: SegmentationPlan['splits'];
  remarks: { code: string; message: string }[];
  /** Whether pixels of the masks count nowhere. */
  ignores: boolean;
}

/**
 * @param known what a checkpoint has fitted; masks may then be absent.
 * @throws data-not-found without images, or without masks to train on; data-mismatch for images that a model cannot take.
 */
export async function planSegmentation(
  { dataset, training }: SegmentationConfig,
  data: DatasetReader,
  known?: SegmentationFitted,
): Promise<SegmentationPlan> {
  const arrays = await findImages(data, dataset);
  const { layout } = arrays;
  if (known && known.channels !== layout.channels) {
    throw new AnnealError('data-mismatch', `The model takes images with ${channels(known.channels)}.`, {
      place: 'dataset.images',
      received: channels(layout.channels),
      remedy: 'Convert the images, or train a model on images like these.',
    });
  }
  if (!arrays.masks && !known) {
    throw new AnnealError('data-not-found', 'There are no masks to learn from.', {
      place: 'dataset.masks',
      received: `${layout.count} images without masks`,
      remedy: 'Put the masks beside the images (images/x.png and masks/x.png, or x.png and x_mask.png).',
    });
  }
  const ignore = dataset.ignoreLabel ?? known?.ignored;
  const masks =
    arrays.masks && (await readMaskClasses(data, arrays.masks, { known: known?.values, ignore, layout }));
  const rows = Uint32Array.from({ length: layout.count }, (_, row) => row);
  const given = await givenSplit(data, rows, layout.count);
  if (!given) return { arrays, masks, splits: splitImages(rows, dataset, training.seed), remarks: [] };
  const { train, validation, test } = given.rows;
  // What the data name no images for is taken from those for training.
  const fractions = {
    ...dataset,
    validationFraction: validation ? 0 : dataset.validationFraction,
    testFraction: test ? 0 : dataset.testFraction,
  };
  const rest = splitImages(train ?? rows, fractions, training.seed);
  const splits = { train: rest.train, validation: validation ?? rest.validation, test: test ?? rest.test };
  return { arrays, masks, splits, remarks: [given.remark] };
}

export async function prepareSegmentation(
  config: SegmentationConfig,
  data: DatasetReader,
  known?: SegmentationFitted,
): Promise<SegmentationData> {
  const { arrays, masks, splits, remarks: said } = await planSegmentation(config, data, known);
  const { images, remarks } = await openImages(data, arrays, masks);
  const fitted = known ?? {
    channels: images.channels,
    classes: masks!.classes,
    values: masks!.values,
    ...(masks!.ignored !== null && { ignored: masks!.ignored }),
    rule: await fitMaskRule(images, splits.train, masks!.classes.length),
    ...(await normalizationOf(images, splits.train, config.dataset.normalization)),
  };
  return {
    fitted,
    images,
    splits,
    remarks: [...said, ...remarks, ...(masks?.remarks ?? [])],
    ignores: (masks?.ignored ?? null) !== null,
  };
}

function channels(count: number): string {
  return count === 1 ? 'one channel' : `${count} channels`;
}

/**
 * Validation and test get floor(fraction · images), at least one of those that are asked for where there are three
 * images or more; a single image is trained on alone.
 * @throws config-invalid for fractions that leave nothing to train on.
 */
function splitImages(
  rows: Uint32Array,
  { split, validationFraction, testFraction }: SegmentationConfig['dataset'],
  seed: number,
): SegmentationData['splits'] {
  if (validationFraction + testFraction >= 1) {
    const together = `${validationFraction} + ${testFraction}`;
    throw new AnnealError(
      'config-invalid',
      `Validation and test take all images: ${together} is not below 1.`,
      {
        place: 'dataset.validationFraction',
        received: together,
        remedy: 'Lower dataset.validationFraction or dataset.testFraction.',
      },
    );
  }
  const count = rows.length;
  const ordered = split === 'random' ? randomStream(seed, 'split').shuffle(rows.slice()) : rows;
  const part = (fraction: number) =>
    Math.max(count > 2 && fraction > 0 ? 1 : 0, Math.floor(fraction * count + 1e-9));
  const validation = part(validationFraction);
  const train = count - validation - part(testFraction);
  return {
    train: ordered.slice(0, train).sort(),
    validation: ordered.slice(train, train + validation).sort(),
    test: ordered.slice(train + validation).sort(),
  };
}

/** Pixels that are made doubles at once. */
const PART = 2 ** 16;

/** @param rows of the training images, ascending. */
async function normalizationOf(
  images: ImageSource,
  rows: Uint32Array,
  kind: SegmentationConfig['dataset']['normalization'],
): Promise<Pick<SegmentationFitted, 'mean' | 'std'>> {
  const { channels, fullScale, starts, heights, widths } = images;
  const moments = createMoments(channels);
  let next = 0;
  for (const { first, end } of kind === 'zscore' ? imageBlocks(images) : []) {
    if (next === rows.length || rows[next]! >= end) continue;
    const pixels = await images.pixels(first, end);
    for (; next < rows.length && rows[next]! < end; next++) {
      const row = rows[next]!;
      // Image by image, so that nothing depends on how many of them are read together; of large ones a part at a time.
      const start = starts[row]! - starts[first]!;
      const stop = start + heights[row]! * widths[row]!;
      for (let from = start; from < stop; from += PART) {
        const to = Math.min(from + PART, stop);
        moments.add(new Float64Array(pixels.subarray(from * channels, to * channels)));
      }
    }
  }
  const found = Array.from(moments.count, (count, channel) =>
    count > 0 ? meanAndStd(moments, channel) : { mean: 0, std: fullScale },
  );
  return {
    mean: found.map(({ mean }) => mean / fullScale),
    // A channel that is the same everywhere is not stretched.
    std: found.map(({ std }) => (std / fullScale > 1e-6 ? std / fullScale : 1)),
  };
}
