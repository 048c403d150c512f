/**
 * Configuration of the segmentation task: its own sections, its own defaults of the shared ones, and presets. The
 * defaults are a recipe for a few dozen images: a U-Net 16 wide, 128² crops, 0.7 Dice + 0.3 cross-entropy, Adam.
 */
import { z } from 'zod';
import {
  checkpointSchema,
  optimizerSchema,
  runConfigSchema,
  scheduleSchema,
  trainingSchema,
} from '../../protocol/config';
import { augmentationSchema } from './data/augmentationConfig';
import { segmentationLossSchema } from './losses/config';
import { unetSchema } from './model/unetShape';

const segmentationDatasetSchema = z.strictObject({
  images: z.string().max(200).default('').describe('Images (array); empty: choose for me'),
  masks: z.string().max(200).default('').describe('Masks (array); empty: choose for me'),
  /** `order`: the first images train, then come those to validate, then those to test. */
  split: z.enum(['order', 'random']).default('order').describe('Split'),
  validationFraction: z.number().min(0).lt(1).default(0.2).describe('Validation part'),
  testFraction: z.number().min(0).lt(1).default(0).describe('Test part'),
  /** `unit`: divided by the type's largest value; `zscore`: mean 0 and deviation 1 of each channel over training images. */
  normalization: z.enum(['unit', 'zscore']).default('unit').describe('Intensities'),
  cropSize: z.number().int().min(8).max(2048).default(128).describe('Training crop (pixels)'),
  cropsPerImage: z
    .number()
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('Crops of an image in an epoch; empty: as many as cover it'),
});

const inferenceSchema = z.strictObject({
  /** Of a probability, for masks and metrics of two classes; more classes take the likeliest. */
  threshold: z.number().gt(0).lt(1).default(0.5).describe('Threshold'),
  windowSize: z
    .number()
    .int()
    .min(32)
    .max(4096)
    .default(512)
    .describe('Larger images in windows of (pixels)'),
  overlap: z.number().min(0).max(0.9).default(0.25).describe('Overlap of windows'),
});

export const segmentationConfigSchema = runConfigSchema.extend({
  task: z.literal('segmentation').default('segmentation'),
  dataset: segmentationDatasetSchema.prefault({}),
  augmentation: augmentationSchema.prefault({}),
  model: unetSchema.prefault({}),
  loss: segmentationLossSchema.prefault({}),
  inference: inferenceSchema.prefault({}),
  training: trainingSchema
    .extend({
      epochs: trainingSchema.shape.epochs.unwrap().default(100).describe('Epochs'),
      batchSize: trainingSchema.shape.batchSize.unwrap().default(8).describe('Batch size'),
      optimizer: optimizerSchema.prefault({ name: 'adam' }).describe('Optimizer'),
      weightDecay: trainingSchema.shape.weightDecay.unwrap().default(0).describe('Weight decay'),
      schedule: scheduleSchema.prefault({ name: 'constant' }).describe('Learning-rate schedule'),
      gradientClipNorm: trainingSchema.shape.gradientClipNorm
        .unwrap()
        .default(null)
        .describe('Clip the global gradient norm at'),
      earlyStopping: z.boolean().default(false).describe('Stop early'),
      logEveryNSteps: trainingSchema.shape.logEveryNSteps
        .unwrap()
        .default(1)
        .describe('Read losses every so many steps'),
    })
    .prefault({}),
  checkpoint: checkpointSchema
    .extend({
      monitor: z.string().min(1).default('dice').describe('Metric that decides which is best'),
      everyNEpochs: checkpointSchema.shape.everyNEpochs
        .unwrap()
        .default(null)
        .describe('Keep every so many epochs'),
    })
    .prefault({}),
});
export type SegmentationConfig = z.infer<typeof segmentationConfigSchema>;

/** Partial configurations to start from, laid over the defaults. */
export const segmentationPresets = {
  standard: {
    title: 'Standard',
    description:
      'U-Net 16 wide, 4 levels, 128² crops, 0.7 Dice + 0.3 cross-entropy: good for a few dozen images.',
    config: {},
  },
  quick: {
    title: 'Quick',
    description: '8 wide, 3 levels, 64² crops, 10 epochs: a first look within minutes, also without a GPU.',
    config: {
      dataset: { cropSize: 64, cropsPerImage: 4 },
      model: { baseWidth: 8, levels: 3 },
      training: { epochs: 10 },
    },
  },
  wide: {
    title: 'Wide',
    description: 'U-Net 64 wide, batch 32, random split, early stopping.',
    config: {
      dataset: { split: 'random' },
      model: { baseWidth: 64 },
      training: { batchSize: 32, earlyStopping: true, patience: 10, minDelta: 1e-4 },
    },
  },
};
