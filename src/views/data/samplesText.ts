/** How many rows or images a dataset has, in words: "60 images". */
import type { DatasetRecord } from '../../protocol/datasets';
import { samplesOf } from '../../tasks/segmentation/imageData';
import { count } from '../../ui/format/quantities';

export function samplesText(dataset: DatasetRecord): string {
  const { count: samples, unit } = samplesOf(dataset);
  return `${count(samples)} ${samples === 1 ? unit.slice(0, -1) : unit}`;
}
