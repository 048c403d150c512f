/** Which part of the recordings is used, and in which order samples are drawn, as settings. */
import { z } from 'zod';

const count = z.number().int().positive();

export const neuronsDatasetSchema = z.strictObject({
  lags: z
    .array(z.number().int().min(0).max(1023))
    .min(1)
    .meta({
      title: 'Lags',
      description: 'Frames that a sample sees, counted back from its own: 0 is the newest.',
      also: 'keys_lags num_lags history',
    })
    .default([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
  split: z
    .enum(['auto', 'trials', 'end'])
    .meta({
      title: 'Validation part',
      description:
        'Whole trials by the seed, or the end of each session; Auto takes trials where the data name them.',
      also: 'train_val_split',
    })
    .default('auto'),
  validationFraction: z
    .number()
    .min(0)
    .lt(1)
    .meta({ title: 'Validation fraction', also: 'val_split train_val_split' })
    .default(0.2),
  batches: z
    .enum(['mixed', 'byDataset'])
    .meta({
      title: 'Batches',
      description: 'Mixed holds every session in its share; By dataset takes one session, drawn by size.',
      essential: true,
      also: 'ByDatasetBatchSampler sampler',
    })
    .default('mixed'),
  stepsPerEpoch: count
    .nullable()
    .meta({
      title: 'Steps per epoch',
      description: 'Empty has as many as one pass over the training samples takes.',
      also: 'limit_train_batches',
    })
    .default(null),
  curriculum: z
    .enum(['none', 'contrast', 'upstream'])
    .meta({
      title: 'Curriculum',
      description:
        'Contrast draws frames of high contrast more often at first; Upstream does it as VisionCore: weights of an epoch, by the number of the frame.',
      also: 'enable_curriculum contrast weighted sampler',
    })
    .default('none'),
  curriculumWarmup: count
    .meta({
      title: 'Curriculum (steps)',
      description: 'Steps until all samples are equal.',
      also: 'warmup_steps',
    })
    .default(8000),
});
export type NeuronsDatasetConfig = z.infer<typeof neuronsDatasetSchema>;
