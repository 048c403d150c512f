/** Which of a dataset's arrays a field of the form can name: images and masks are chosen, not typed. */
import type { DatasetRecord } from '../../../protocol/datasets';
import type { Draft } from '../../../store/draft';
import { valueAt } from '../../../store/jsonPath';
import type { Form } from '../../../views/configure/form';
import { imageOptions } from '../imageData';

export function arrayNames(draft: Draft, dataset: DatasetRecord): Form['names'] {
  if (draft.task !== 'segmentation') return new Map();
  const chosen = (path: string) => {
    const value = valueAt(draft.config, path);
    return typeof value === 'string' ? value : '';
  };
  const images = chosen('dataset.images');
  const masks = chosen('dataset.masks');
  const options = imageOptions(dataset, { images, masks });
  return new Map([
    ['dataset.images', options.images],
    ['dataset.masks', options.masks],
  ]);
}
