/** What is to be said of a dataset once its values are known: what its likeliest task, its columns and its readers remark. */
import { datasetWarnings } from '../engine/data/warnings';
import type { DatasetWarning, DescribedDataset } from '../protocol/datasets';
import { describedTask } from './runConfig';
import { suitableTasks } from './suitable';

/**
 * @param dataset its own warnings are not looked at.
 * @param isImages whether it is pictures alone.
 * @param notes of the readers.
 */
export function importWarnings(
  dataset: DescribedDataset,
  isImages: boolean,
  notes: readonly DatasetWarning[],
): DatasetWarning[] {
  const [likeliest] = suitableTasks(dataset);
  return [
    ...((likeliest && describedTask(likeliest.kind).warnings?.(dataset.arrays)) ?? []),
    // Columns of pixels are no columns of a table; what is to be said of pictures their reader says.
    ...(isImages ? [] : datasetWarnings(dataset.arrays)),
    ...notes,
  ];
}
