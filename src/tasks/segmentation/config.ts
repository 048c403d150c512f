/**
 * Configuration of the segmentation task: its own sections, its own defaults of the shared ones, and presets. The
 * defaults are a recipe for a few dozen images: a U-Net 16 wide, 128² crops, 0.7 Dice + 0.3 cross-entropy, Adam.
 */
import { z } from 'zod';
import { checkpointSchema, runConfigSchema, trainingSchema } from '../../protocol/config';
import { optimizerSchema } from '../../protocol/optimizerConfig';
import { scheduleSchema } from '../../protocol/scheduleConfig';
import { augmentationSchema } from './data/augmentationConfig';
import { segmentationLossSchema } from './losses/config';
import { unetSchema } from './model/unetShape';

const segmentationDatasetSchema = z.strictObject({
  images: z
    .string()
    .max(200)
    .meta({
      title: 'Images',
      description: 'Array of the images; Auto takes the one with a usual name.',
      essential: true,
      also: 'inputs x',
    })
    .default(''),
  masks: z
    .string()
    .max(200)
    .meta({
      title: 'Masks',
      description: 'Array of the classes of pixels; Auto takes the one with a usual name.',
      essential: true,
      also: 'targets labels y',
    })
    .default(''),
  ignoreLabel: z
    .number()
    .int()
    .min(-1)
    .max(65535)
    .nullable()
    .meta({
      title: 'Ignored label',
      description:
        'Value of mask pixels that count nowhere; empty takes 255 where it stands beside class numbers, −1 none.',
      also: 'ignore_index void border unlabelled',
    })
    .default(null),
  split: z
    .enum(['order', 'random'])
    .meta({
      title: 'Split',
      description: 'In order, the first images train, then come those to validate, then those to test.',
    })
    .default('order'),
  validationFraction: z
    .number()
    .min(0)
    .lt(1)
    .meta({ title: 'Validation fraction', also: 'val_split' })
    .default(0.2),
  testFraction: z.number().min(0).lt(1).meta({ title: 'Test fraction', also: 'test_size' }).default(0),
  normalization: z
    .enum(['unit', 'zscore'])
    .meta({
      title: 'Intensity normalization',
      description:
        'Unit divides by the largest value of the type, z-score uses mean and deviation of each channel.',
      also: 'scaling standardization',
    })
    .default('unit'),
  cropSize: z
    .number()
    .int()
    .min(8)
    .max(2048)
    .meta({
      title: 'Crop size (pixels)',
      description: 'Side of the squares that are trained on; validation sees whole images.',
      essential: true,
      also: 'patch_size',
    })
    .default(128),
  cropsPerImage: z
    .number()
    .int()
    .positive()
    .nullable()
    .meta({
      title: 'Crops per image',
      description: 'In each epoch; empty takes as many as cover the image.',
      also: 'patches samples',
    })
    .default(null),
});

const inferenceSchema = z.strictObject({
  threshold: z
    .number()
    .gt(0)
    .lt(1)
    .meta({
      title: 'Threshold',
      description: 'Probability from which a pixel is foreground; of several classes the likeliest is taken.',
    })
    .default(0.5),
  windowSize: z
    .number()
    .int()
    .min(32)
    .max(4096)
    .meta({
      title: 'Window size (pixels)',
      description: 'Larger images are predicted in overlapping windows that are blended.',
      also: 'sliding window tile roi_size',
    })
    .default(512),
  overlap: z
    .number()
    .min(0)
    .max(0.9)
    .meta({ title: 'Window overlap', description: 'As a fraction of the window.', also: 'tile' })
    .default(0.25),
});

const { shape: training } = trainingSchema;

export const segmentationConfigSchema = runConfigSchema.extend({
  task: z.literal('segmentation').default('segmentation'),
  dataset: segmentationDatasetSchema.prefault({}),
  augmentation: augmentationSchema.prefault({}),
  model: unetSchema.prefault({}),
  loss: segmentationLossSchema.prefault({}),
  inference: inferenceSchema.prefault({}),
  training: trainingSchema
    .extend({
      epochs: training.epochs.unwrap().default(100),
      batchSize: training.batchSize.unwrap().default(8),
      optimizer: optimizerSchema.prefault({ name: 'adam' }),
      weightDecay: training.weightDecay.unwrap().default(0),
      schedule: scheduleSchema.prefault({ name: 'constant' }),
      gradientClipNorm: training.gradientClipNorm.unwrap().default(null),
      // Off, so it is among the rest.
      earlyStopping: training.earlyStopping.unwrap().meta({ essential: false }).default(false),
      patience: training.patience.unwrap().meta({ essential: false }).default(30),
      logEveryNSteps: training.logEveryNSteps.unwrap().default(1),
    })
    .prefault({}),
  checkpoint: checkpointSchema
    .extend({
      monitor: checkpointSchema.shape.monitor.unwrap().default('dice'),
      everyNEpochs: checkpointSchema.shape.everyNEpochs.unwrap().default(null),
    })
    .prefault({}),
});
export type SegmentationConfig = z.infer<typeof segmentationConfigSchema>;

/** The validation images choose the checkpoint: what it is worth shows on others. */
const testFraction = 0.15;

/** Partial configurations to start from, laid over the defaults. */
export const segmentationPresets = {
  standard: {
    title: 'Standard',
    description:
      'U-Net 16 wide, 4 levels, 128² crops, 0.7 Dice + 0.3 cross-entropy: good for a few dozen images. 15 % test it.',
    config: { dataset: { testFraction } },
  },
  quick: {
    title: 'Quick',
    description:
      '8 wide, 3 levels, 64² crops, 10 epochs: a first look within minutes, also without a GPU. 15 % test it.',
    config: {
      dataset: { cropSize: 64, cropsPerImage: 4, testFraction },
      model: { baseWidth: 8, levels: 3 },
      training: { epochs: 10 },
    },
  },
  small: {
    title: 'Small',
    description:
      '8 wide, 3 levels, 96² crops, 40 epochs, the last fifth to test: some four minutes for sixty images, without a GPU.',
    config: {
      dataset: { cropSize: 96, cropsPerImage: 4, testFraction: 0.2 },
      model: { baseWidth: 8, levels: 3 },
      training: { epochs: 40, schedule: { name: 'cosine' } },
    },
  },
  wide: {
    title: 'Wide',
    description: 'U-Net 64 wide, batch 32, random split, early stopping. 15 % test it.',
    config: {
      dataset: { split: 'random', testFraction },
      model: { baseWidth: 64 },
      training: { batchSize: 32, earlyStopping: true, patience: 10, minDelta: 1e-4 },
    },
  },
};
