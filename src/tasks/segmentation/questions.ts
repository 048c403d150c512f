/** What the page of segmentations asks, with the answers: pictures of a dataset, crops as a model sees them, an analysis. */
import { z } from 'zod';
import type { Importance } from '../../protocol/diagnostics';
import type { AnalysisArgument } from '../engine';
import type { SegmentationAnalysis } from './analysis/imageAnalysis';
import type { CropPreviews, ImagePreviews, MaskPreviews } from './pictures';

const row = z.number().int().min(0);

/** Images of a dataset with their masks. */
export const picturesArgument = z.strictObject({
  images: z.string(),
  masks: z.string(),
  ignoreLabel: z.number().nullable().optional(),
  rows: z.array(row),
  /** Longest side of a picture, pixels. */
  maxSide: z.number().int().positive(),
});

/** Crops of a dataset's images, augmented as a configuration says. */
export const cropsArgument = z.strictObject({
  /** A row that occurs twice gives two crops. */
  rows: z.array(row).max(64),
  /** Another one gives other crops. */
  seed: row,
});

/** Masks that a checkpoint makes of some images, with their objects. */
export const masksArgument = z.strictObject({
  rows: z.array(row).max(64),
  /** null as the model was trained. */
  threshold: z.number().gt(0).lt(1).nullable(),
  /** Smaller objects are not counted, pixels. */
  minSize: z.number().int().min(1),
});

export type SegmentationQuestions = {
  masks: { argument: z.infer<typeof masksArgument>; answer: MaskPreviews };
  pictures: { argument: z.infer<typeof picturesArgument>; answer: ImagePreviews };
  crops: { argument: z.infer<typeof cropsArgument>; answer: CropPreviews };
  analysis: { argument: AnalysisArgument; answer: SegmentationAnalysis };
  /** Of the channels, where there are several. */
  importance: { argument: AnalysisArgument; answer: Importance };
};
