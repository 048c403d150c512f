/** Which of a dataset's arrays a field of the form can name: images and masks are chosen, not typed. */
import type { DatasetRecord } from '../../../protocol/datasets';
import type { Draft } from '../../../store/draft';
import { choiceOf, imageOptions } from '../imageData';

export function arrayNames(
  { config }: Draft,
  dataset: DatasetRecord,
): ReadonlyMap<string, readonly string[]> {
  const options = imageOptions(dataset, choiceOf(config));
  return new Map([
    ['dataset.images', options.images],
    ['dataset.masks', options.masks],
  ]);
}
