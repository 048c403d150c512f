/** What segmentations show in the page. */
import type { DatasetRecord } from '../../../protocol/datasets';
import type { TaskPage } from '../../page';
import { readPictures } from '../pictureSchema';
import { arrayNames } from './arrayNames';
import { CropStrip } from './CropStrip';
import { ImageSheet } from './ImageSheet';
import { MaskOptions } from './MaskOptions';
import { MaskPreviews } from './MaskPreviews';
import { SegmentationPanels } from './SegmentationPanels';
import { SegmentationResult } from './SegmentationResult';
import { configuredThreshold } from './threshold';

export const segmentation: TaskPage = {
  DatasetSheet: ImageSheet,
  TrainingPanels: SegmentationPanels,
  readExamples: readPictures,
  Analysis: SegmentationResult,
  PredictionOptions: MaskOptions,
  PredictionPreview: MaskPreviews,
  initialOptions: ({ config }) => ({ threshold: configuredThreshold(config) }),
  canPredict: holdsImages,
  asides: { augmentation: CropStrip },
  fieldChoices: arrayNames,
};

/** Pictures, or an array that may be a stack of them. */
function holdsImages({ format, arrays }: DatasetRecord): boolean {
  return format === 'images' || arrays.some(({ shape }) => shape.length >= 3);
}
