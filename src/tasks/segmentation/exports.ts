/** `anneal/tasks/segmentation`: its losses and metrics, for use without the rest. */

export type { SegmentationConfig } from './config';
export {
  type SegmentationLossConfig,
  segmentationLossSchema,
} from './losses/config';
export { type SegmentationLoss, segmentationLoss } from './losses/loss';
export { boundary, lovasz } from './losses/parts';
export { hausdorff95 } from './metrics/hausdorff';
export { type ImageScores, imageScores, meanScores, predictedClasses } from './metrics/image';
