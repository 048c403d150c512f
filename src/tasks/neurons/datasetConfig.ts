/** Which part of the recordings is used, and in which order samples are drawn, as settings. */
import { z } from 'zod';
import { ownTransformSchema, transformSchema } from './transformConfig';

const count = z.number().int().positive();

const validationFraction = z.number().min(0).lt(1);
const split = z.enum(['auto', 'trials', 'end']);
const rate = z.number().positive();
const lag = z.number().int().min(0).max(1023);
const unitNames = z.array(z.number().int().min(0));

/** What a session says of itself, laid over the dataset's settings: objects key by key, all else whole. */
export const ownSettingsSchema = z.strictObject({
  /** Units that are used; all when not given. */
  cids: unitNames.min(1).optional(),
  /** Of these, units that see the stimulus, and units whose recording is good. */
  visual: unitNames.optional(),
  qc: unitNames.optional(),
  sampling: z.strictObject({ sourceRate: rate, targetRate: rate }).partial().nullable().optional(),
  behaviorLag: lag.optional(),
  transforms: z.record(z.string(), ownTransformSchema).optional(),
  validLags: count.nullable().optional(),
  missingThreshold: z.number().nullable().optional(),
  split: split.optional(),
  validationFraction: validationFraction.optional(),
  /** Refused by name, since the core is shared (`data/sessionSettings.ts`). */
  lags: z.json().optional(),
});
export type OwnSettings = z.infer<typeof ownSettingsSchema>;

export const neuronsDatasetSchema = z.strictObject({
  use: z
    .array(z.string())
    .meta({
      title: 'Sessions',
      description:
        'Empty takes all; what single ones have of their own (units, rates) stands in the JSON, in dataset.sessions.',
      also: 'max_datasets session_dir',
    })
    .default([]),
  sessions: z
    .record(z.string(), ownSettingsSchema)
    .meta({ title: 'Settings of single sessions', description: 'By name, laid over those of the dataset.' })
    .default({}),
  units: z
    .enum(['all', 'visual', 'qc', 'visualAndQc'])
    .meta({
      title: 'Units',
      description: 'All that a session lists, or of these only the ones in its lists visual and qc.',
      also: 'cids',
    })
    .default('all'),
  lags: z
    .array(z.number().int().min(0).max(1023))
    .min(1)
    .meta({
      title: 'Lags',
      description: 'Frames that a sample sees, counted back from its own: 0 is the newest.',
      also: 'keys_lags num_lags history',
    })
    .default([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
  behavior: z
    .enum(['recorded', 'eye'])
    .meta({
      title: 'Behaviour',
      description:
        'Eye makes VisionCore’s 42 values of the array eyepos: velocity through raised cosines, and position.',
      also: 'transforms eye_vel eye_pos eyepos',
    })
    .default('recorded'),
  behaviorLag: lag
    .meta({
      title: 'Lag of behaviour',
      description: 'Bins that behaviour is older than the spikes.',
      also: 'keys_lags',
    })
    .default(0),
  sampling: z
    .strictObject({
      sourceRate: rate.meta({ title: 'Recorded (Hz)' }),
      targetRate: rate.meta({ title: 'Used (Hz)' }),
    })
    .nullable()
    .meta({
      title: 'Resampling',
      description:
        'To a lower rate: spikes are summed, frames left out, behaviour averaged; empty keeps the rate.',
      also: 'sampling source_rate target_rate',
    })
    .default(null),
  transforms: z
    .record(z.string(), transformSchema)
    .meta({
      title: 'Transforms',
      description:
        'What frames and behaviour are made of, by names of one’s own. Empty takes them as they are.',
    })
    .default({}),
  validLags: count
    .max(1024)
    .nullable()
    .meta({
      title: 'Valid lags',
      description:
        'Frames up to its own that must lie in a trial, not its first, with the eye tracked; empty asks for none.',
      also: 'valid_nlags n_lags datafilters',
    })
    .default(null),
  missingThreshold: z
    .number()
    .nullable()
    .meta({
      title: 'Missing spikes below (%)',
      description:
        'A unit counts where missing_pct is below; units above it half of the time are many neurons at once and always count.',
      also: 'missing_pct threshold datafilters',
    })
    .default(null),
  split: split
    .meta({
      title: 'Validation part',
      description:
        'Whole trials by the seed, or the end of each session; Auto takes trials where the data name them.',
      also: 'train_val_split',
    })
    .default('auto'),
  validationFraction: validationFraction
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
        'Contrast draws frames of high contrast more often at first; Upstream does so by weights of a whole epoch, as VisionCore.',
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
