/**
 * The part of a run's configuration that every task shares; a task adds its own sections `dataset`, `model` and `loss`.
 * Every field has a default, so `{}` is a valid section. Labels and help: `settingWords.ts`.
 */
import { z } from 'zod';
import { optimizerSchema } from './optimizerConfig';
import { regularizerSchema } from './regularizerConfig';
import { scheduleSchema } from './scheduleConfig';

const weightDecay = z.number().min(0);

const parameterGroupSchema = z.strictObject({
  pattern: z.string().min(1).meta({
    title: 'Parameters',
    description:
      'A name such as input.kernel; * stands for anything, and a later group overrules an earlier one.',
    also: 'pattern name',
  }),
  learningRateScale: z
    .number()
    .min(0)
    .meta({ title: 'Learning-rate factor', also: 'lr scale multiplier' })
    .default(1),
  weightDecay: weightDecay
    .nullable()
    .meta({ title: 'Weight decay', description: 'Of this group; empty leaves it as for all.' })
    .default(null),
  proximalL1: z
    .number()
    .min(0)
    .meta({
      title: 'Proximal L1',
      description: 'Strength of an L1 penalty that sets small weights to exactly zero.',
      also: 'lasso sparsity',
    })
    .default(0),
  frozen: z.boolean().meta({ title: 'Frozen', also: 'freeze requires_grad' }).default(false),
  optional: z
    .boolean()
    .meta({ title: 'Optional', description: 'A model without such parameters is no error then.' })
    .default(false),
});
export type ParameterGroup = z.infer<typeof parameterGroupSchema>;

/** Weights that a new run starts from. The tensors come beside the configuration, which says which ones they were. */
const pretrainedSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .nullable()
    .meta({ title: 'Weights', description: 'The file or checkpoint; empty starts anew.' })
    .default(null),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .meta({ title: 'SHA-256', description: 'Of the bytes of the weights, in lower-case hexadecimal.' })
    .default(null),
  only: z
    .array(z.string().min(1))
    .meta({
      title: 'Only these parameters',
      description: 'Names to load; * stands for anything, and an empty list loads all that fit.',
      also: 'pattern shared part',
    })
    .default([]),
  freeze: z
    .boolean()
    .meta({
      title: 'Freeze what is loaded',
      description: 'Trains only the parameters that start anew.',
      also: 'frozen requires_grad',
    })
    .default(false),
});
export type PretrainedConfig = z.infer<typeof pretrainedSchema>;

const optionalCount = z.number().int().positive().nullable();

export const trainingSchema = z.strictObject({
  epochs: z
    .number()
    .int()
    .positive()
    .meta({ title: 'Epochs', essential: true, also: 'max_epochs iterations' })
    .default(300),
  maxSteps: optionalCount
    .meta({ title: 'Max steps', description: 'Ends the run after so many optimizer steps.' })
    .default(null),
  maxMinutes: z
    .number()
    .positive()
    .nullable()
    .meta({ title: 'Max minutes', description: 'Ends the run after so long.', also: 'time limit max_time' })
    .default(null),
  fitScheduleToMinutes: z
    .boolean()
    .meta({
      title: 'Fit schedule to max minutes',
      description:
        'Plans after the first epoch how many fit into the time, so that the schedule ends with it.',
      also: 'time budget time_budget_minutes',
    })
    .default(false),
  batchSize: z.number().int().positive().meta({ title: 'Batch size', essential: true }).default(64),
  learningRate: z
    .number()
    .positive()
    .meta({ title: 'Learning rate', essential: true, also: 'lr' })
    .default(1e-3),
  optimizer: optimizerSchema.prefault({ name: 'adamw' }),
  weightDecay: weightDecay
    .meta({
      title: 'Weight decay',
      description:
        'Pulls weights towards zero: decoupled from the gradient in AdamW, part of it in the others.',
      also: 'wd l2 regularization',
    })
    .default(1e-4),
  weightDecayOn: z
    .enum(['kernels', 'all'])
    .meta({ title: 'Weight decay on', description: 'Kernels leaves out biases and the parameters of norms.' })
    .default('kernels'),
  parameterGroups: z.array(parameterGroupSchema).meta({ title: 'Parameter groups' }).default([]),
  // Chosen together with the weights themselves, so no field of the form by itself.
  pretrained: pretrainedSchema
    .meta({ title: 'Start from weights', also: 'pretrained transfer fine-tune', readOnly: true })
    .prefault({}),
  regularizers: z
    .array(regularizerSchema)
    .meta({
      title: 'Regularizers',
      description: 'Penalties and bounds of parameters by name, each with a schedule of its own.',
      also: 'regularization penalty l1 l2 lasso clamp proximal',
    })
    .default([]),
  schedule: scheduleSchema.prefault({ name: 'cosineWarmRestarts' }),
  gradientAccumulationSteps: z
    .number()
    .int()
    .positive()
    .meta({
      title: 'Gradient accumulation',
      description: 'Averages the gradients of so many batches before each optimizer step.',
      also: 'accumulate_grad_batches',
    })
    .default(1),
  gradientClipNorm: z
    .number()
    .positive()
    .nullable()
    .meta({
      title: 'Gradient clipping (norm)',
      description: 'Scales the whole gradient down where its norm is larger than this.',
      also: 'max_norm clip_grad_norm',
    })
    .default(1),
  gradientClipValue: z
    .number()
    .positive()
    .nullable()
    .meta({
      title: 'Gradient clipping (value)',
      description: 'Cuts each element of the gradient off at ± this.',
      also: 'clip_grad_value',
    })
    .default(null),
  emaDecay: z
    .number()
    .gt(0)
    .lt(1)
    .nullable()
    .meta({
      title: 'EMA decay',
      description:
        'Validates and predicts with an exponential moving average of the weights; 0.999 is usual.',
      also: 'swa polyak weight averaging',
    })
    .default(null),
  emaWarmup: z
    .boolean()
    .meta({
      title: 'EMA warm-up',
      description:
        'Lets the average follow fast at first: the decay rises as (1 + t) / (10 + t) with step t, up to the EMA decay.',
      also: 'num_updates bias correction',
    })
    .default(false),
  earlyStopping: z.boolean().meta({ title: 'Early stopping', essential: true }).default(true),
  patience: z
    .number()
    .int()
    .positive()
    .meta({
      title: 'Patience',
      description:
        'Early stopping ends the run after so many epochs without improvement of the monitored metric.',
      essential: true,
    })
    .default(30),
  minDelta: z
    .number()
    .min(0)
    .meta({
      title: 'min_delta',
      description:
        'A change of the monitored metric must be larger to count as an improvement for early stopping.',
    })
    .default(0),
  nonFinite: z
    .enum(['stop', 'skip', 'rollback'])
    .meta({
      title: 'On NaN or infinite loss',
      description:
        'Skip leaves out the batch or step; Rollback returns to the last checkpoint at half the learning rate.',
      also: 'non-finite inf overflow',
    })
    .default('stop'),
  maxSkippedInARow: optionalCount
    .meta({
      title: 'Skipped steps in a row',
      description:
        'Under Skip the run ends as failed after so many skipped steps in a row; empty never ends it.',
      also: 'non-finite nan limit',
    })
    .default(20),
  shuffle: z
    .boolean()
    .meta({ title: 'Shuffle', description: 'Brings training data into a new order in each epoch.' })
    .default(true),
  seed: z
    .number()
    .int()
    .min(0)
    .max(0xffffffff)
    .meta({
      title: 'Seed',
      description: 'Decides initial weights, split, order and dropout; the same seed gives the same run.',
      also: 'random_state',
    })
    .default(42),
  logEveryNSteps: z
    .number()
    .int()
    .positive()
    .meta({
      title: 'Log every n steps',
      description: 'How often losses are read back for the curves; rarer is faster on a GPU.',
      also: 'log interval',
    })
    .default(10),
  logBatches: z
    .boolean()
    .meta({
      title: 'Log batches',
      description: 'Writes a line into the log each time losses are read back, every n steps.',
      also: 'log_every_n_batches verbose',
    })
    .default(false),
  logTensorsEveryNEpochs: optionalCount
    .meta({
      title: 'Log tensors every n epochs',
      description:
        'Writes a summary of each weight, gradient, moment and activation into the log; Analyse shows their histograms.',
      also: 'histogram summary watch lovely',
    })
    .default(null),
});
export type TrainingConfig = z.infer<typeof trainingSchema>;

/** What each strategy keeps: `engine/checkpoints/strategies.ts`. Best and latest are kept besides, always. */
const checkpointStrategySchema = z.enum([
  'standard',
  'best',
  'epoch',
  'interval',
  'all',
  'adaptive',
  'performance',
  'time',
]);

export const checkpointSchema = z.strictObject({
  monitor: z
    .string()
    .min(1)
    .meta({
      title: 'Monitor',
      description:
        'The metric that decides which epoch is best, when to stop early, and when a plateau is reached.',
    })
    .default('loss'),
  mode: z
    .enum(['auto', 'min', 'max'])
    .meta({
      title: 'Mode',
      description: 'Whether the smallest or the largest value is best; Auto knows the metric.',
    })
    .default('auto'),
  strategy: checkpointStrategySchema
    .meta({
      title: 'Strategy',
      description: 'Which epochs are kept as checkpoints; the best and the latest always are.',
    })
    .default('standard'),
  saveTopK: z
    .number()
    .int()
    .min(1)
    .meta({ title: 'Save top k', description: 'Keeps the k best epochs under the standard strategy.' })
    .default(1),
  everyNEpochs: z
    .number()
    .int()
    .positive()
    .nullable()
    .meta({
      title: 'Every n epochs',
      description: 'Keeps each n-th epoch under the standard strategy; empty keeps none.',
      also: 'periodic save_freq',
    })
    .default(50),
  keepPeriodic: optionalCount
    .meta({
      title: 'Keep last n',
      description: 'How many of each n-th epochs stay, the newest; empty keeps all of them, however many.',
      also: 'save_total_limit retention periodic',
    })
    .default(10),
  maxCheckpoints: z
    .number()
    .int()
    .positive()
    .meta({ title: 'Max checkpoints', description: 'How many the other strategies keep.' })
    .default(5),
  pruneBest: z
    .boolean()
    .meta({
      title: 'Prune best',
      description:
        'Off, the other strategies keep every epoch that was best at its time, beyond the maximum.',
    })
    .default(true),
  saveInterval: z
    .number()
    .int()
    .positive()
    .meta({ title: 'Save interval (epochs)', description: 'How often the interval strategy saves.' })
    .default(5),
  saveOptimizer: z
    .boolean()
    .meta({
      title: 'Save optimizer state',
      description: 'Without it a checkpoint is smaller and resumes with a fresh optimizer.',
    })
    .default(true),
  everyNSteps: optionalCount
    .meta({
      title: 'Save every n steps',
      description: 'Saves the latest state between the ends of epochs, so that a crash loses less.',
    })
    .default(null),
  everyNMinutes: z
    .number()
    .positive()
    .nullable()
    .meta({
      title: 'Save every n minutes',
      description: 'Saves the latest state between the ends of epochs, so that a crash loses less.',
    })
    .default(1),
});
export type CheckpointConfig = z.infer<typeof checkpointSchema>;

const experimentSchema = z.strictObject({
  name: z.string().max(200).meta({ title: 'Name', also: 'run title' }).default(''),
  description: z.string().meta({ title: 'Description' }).default(''),
  notes: z.string().meta({ title: 'Notes' }).default(''),
  tags: z.array(z.string()).meta({ title: 'Tags' }).default([]),
});

/** A section whose schema only its task knows; parsed by the task before use. */
const section = z.record(z.string(), z.json());
const taskSection = section.prefault({});

/** A run's configuration as it is stored and sent; task sections are still plain JSON here. */
export const runConfigSchema = z.strictObject({
  version: z.literal(1).default(1),
  task: z.string().min(1),
  experiment: experimentSchema.prefault({}),
  dataset: taskSection,
  model: taskSection,
  loss: taskSection,
  /** Sections that not every task has. */
  augmentation: section.optional(),
  inference: section.optional(),
  training: trainingSchema.prefault({}),
  checkpoint: checkpointSchema.prefault({}),
});
export type RunConfig = z.infer<typeof runConfigSchema>;

/**
 * A configuration as a run or a checkpoint keeps it, which is whole: of what it does not name the run knows nothing.
 * One from before checkpoints of each n-th epoch were limited promised to keep all of them.
 */
export const storedConfigSchema = z.preprocess((stored) => {
  const before = z.looseObject({ checkpoint: z.looseObject({}) }).safeParse(stored);
  if (!before.success) return stored;
  return { ...before.data, checkpoint: { keepPeriodic: null, ...before.data.checkpoint } };
}, runConfigSchema);
