/**
 * The part of a run's configuration that every task shares, as zod schemas with their defaults.
 * A task adds the schemas of its own sections `dataset`, `model` and `loss` (see `tasks/catalogue.ts`).
 * Every field has a default, so `{}` is a valid section; `describe` texts become the labels of the form.
 */
import { z } from 'zod';

export const optimizerSchema = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('sgd'),
    momentum: z.number().min(0).max(1).default(0).describe('Momentum'),
    nesterov: z.boolean().default(false).describe('Nesterov look-ahead'),
  }),
  z.strictObject({
    name: z.literal('adam'),
    beta1: z.number().min(0).lt(1).default(0.9).describe('Decay of the first moment'),
    beta2: z.number().min(0).lt(1).default(0.999).describe('Decay of the second moment'),
    epsilon: z.number().positive().default(1e-8).describe('Added to the denominator'),
    amsgrad: z.boolean().default(false).describe('Keep the largest second moment'),
  }),
  z.strictObject({
    name: z.literal('adamw'),
    beta1: z.number().min(0).lt(1).default(0.9).describe('Decay of the first moment'),
    beta2: z.number().min(0).lt(1).default(0.999).describe('Decay of the second moment'),
    epsilon: z.number().positive().default(1e-8).describe('Added to the denominator'),
    amsgrad: z.boolean().default(false).describe('Keep the largest second moment'),
  }),
  z.strictObject({
    name: z.literal('rmsprop'),
    alpha: z.number().min(0).lt(1).default(0.99).describe('Decay of the squared gradient'),
    epsilon: z.number().positive().default(1e-8).describe('Added to the denominator'),
    momentum: z.number().min(0).max(1).default(0).describe('Momentum'),
  }),
  z.strictObject({
    name: z.literal('adagrad'),
    epsilon: z.number().positive().default(1e-10).describe('Added to the denominator'),
    learningRateDecay: z.number().min(0).default(0).describe('Rate divided by 1 + decay · step'),
    initialAccumulator: z.number().min(0).default(0).describe('Start of the squared sum'),
  }),
]);
export type OptimizerConfig = z.infer<typeof optimizerSchema>;

const unit = z.enum(['epoch', 'step']).default('epoch').describe('What the schedule counts');
const warmup = z.number().int().min(0).default(0).describe('Linear warm-up, in the same unit');
const minLearningRate = z.number().min(0).default(1e-6).describe('Lowest rate');

/** Lengths left at null mean "the whole run". Formulas: `engine/schedules/`. */
export const scheduleSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('constant'), unit, warmup }),
  z.strictObject({
    name: z.literal('linear'),
    unit,
    warmup,
    endFactor: z.number().min(0).default(0.01).describe('Last rate as a part of the first'),
    length: z.number().int().positive().nullable().default(null).describe('Length of the ramp'),
  }),
  z.strictObject({
    name: z.literal('step'),
    unit,
    warmup,
    stepSize: z.number().int().positive().default(30).describe('Every so many'),
    gamma: z.number().positive().default(0.5).describe('Multiply by'),
  }),
  z.strictObject({
    name: z.literal('multiStep'),
    unit,
    warmup,
    milestones: z.array(z.number().int().positive()).default([30, 60]).describe('At'),
    gamma: z.number().positive().default(0.1).describe('Multiply by'),
  }),
  z.strictObject({
    name: z.literal('exponential'),
    unit,
    warmup,
    gamma: z.number().positive().max(1).default(0.97).describe('Multiply by, each'),
  }),
  z.strictObject({
    name: z.literal('polynomial'),
    unit,
    warmup,
    power: z.number().positive().default(1).describe('Power'),
    minLearningRate,
    length: z.number().int().positive().nullable().default(null).describe('Length'),
  }),
  z.strictObject({
    name: z.literal('cosine'),
    unit,
    warmup,
    minLearningRate,
    length: z.number().int().positive().nullable().default(null).describe('Length of the half wave'),
  }),
  z.strictObject({
    name: z.literal('cosineWarmRestarts'),
    unit,
    warmup,
    minLearningRate,
    period: z.number().int().positive().default(20).describe('First period'),
    periodFactor: z.number().int().min(1).default(2).describe('Each period longer by'),
  }),
  z.strictObject({
    name: z.literal('oneCycle'),
    unit: z.enum(['epoch', 'step']).default('step').describe('What the schedule counts'),
    warmup,
    riseFraction: z.number().gt(0).lt(1).default(0.3).describe('Part of the run that rises'),
    startDivisor: z.number().positive().default(25).describe('First rate = peak / this'),
    endDivisor: z.number().positive().default(1e4).describe('Last rate = first rate / this'),
    length: z.number().int().positive().nullable().default(null).describe('Length of the cycle'),
  }),
  z.strictObject({
    name: z.literal('plateau'),
    warmup,
    factor: z.number().gt(0).lt(1).default(0.5).describe('Multiply by'),
    patience: z.number().int().min(0).default(5).describe('Epochs without improvement'),
    threshold: z.number().min(0).default(1e-4).describe('Relative improvement that counts'),
    minLearningRate: z.number().min(0).default(0).describe('Lowest rate'),
  }),
]);
export type ScheduleConfig = z.infer<typeof scheduleSchema>;

const parameterGroupSchema = z.strictObject({
  pattern: z.string().min(1).describe('Parameter names, * matches anything'),
  learningRateScale: z.number().min(0).default(1).describe('Learning-rate factor'),
  weightDecay: z.number().min(0).nullable().default(null).describe('Own weight decay'),
  proximalL1: z.number().min(0).default(0).describe('Pull towards exact zero (L1)'),
  frozen: z.boolean().default(false).describe('Do not train'),
});
export type ParameterGroup = z.infer<typeof parameterGroupSchema>;

const optionalCount = z.number().int().positive().nullable().default(null);

export const trainingSchema = z.strictObject({
  epochs: z.number().int().positive().default(300).describe('Epochs'),
  maxSteps: optionalCount.describe('Stop after so many optimizer steps'),
  maxMinutes: z.number().positive().nullable().default(null).describe('Stop after so many minutes'),
  batchSize: z.number().int().positive().default(64).describe('Batch size'),
  learningRate: z.number().positive().default(1e-3).describe('Learning rate'),
  optimizer: optimizerSchema.prefault({ name: 'adamw' }).describe('Optimizer'),
  weightDecay: z.number().min(0).default(1e-4).describe('Weight decay'),
  weightDecayOn: z.enum(['kernels', 'all']).default('kernels').describe('Weight decay applies to'),
  parameterGroups: z.array(parameterGroupSchema).default([]).describe('Parameter groups'),
  schedule: scheduleSchema.prefault({ name: 'cosineWarmRestarts' }).describe('Learning-rate schedule'),
  gradientAccumulationSteps: z.number().int().positive().default(1).describe('Batches per optimizer step'),
  gradientClipNorm: z.number().positive().nullable().default(1).describe('Clip the global gradient norm at'),
  gradientClipValue: z.number().positive().nullable().default(null).describe('Clip each gradient at'),
  emaDecay: z.number().gt(0).lt(1).nullable().default(null).describe('Average of the weights, decay'),
  earlyStopping: z.boolean().default(true).describe('Stop early'),
  patience: z.number().int().positive().default(30).describe('Epochs without improvement before stopping'),
  minDelta: z.number().min(0).default(0).describe('Improvement that counts'),
  nonFinite: z.enum(['stop', 'skip', 'rollback']).default('stop').describe('When a loss is not finite'),
  shuffle: z.boolean().default(true).describe('New order each epoch'),
  seed: z.number().int().min(0).max(0xffffffff).default(42).describe('Seed'),
  logEveryNSteps: z.number().int().positive().default(10).describe('Read losses every so many steps'),
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
  monitor: z.string().min(1).default('loss').describe('Metric that decides which is best'),
  mode: z.enum(['auto', 'min', 'max']).default('auto').describe('Best is the'),
  strategy: checkpointStrategySchema.default('standard').describe('Strategy'),
  saveTopK: z.number().int().min(1).default(1).describe('Standard: keep the best so many epochs'),
  everyNEpochs: z
    .number()
    .int()
    .positive()
    .nullable()
    .default(50)
    .describe('Standard: keep every so many epochs'),
  maxCheckpoints: z.number().int().positive().default(5).describe('Other strategies: keep at most'),
  pruneBest: z.boolean().default(true).describe('Other strategies: earlier bests count, too'),
  saveInterval: z.number().int().positive().default(5).describe('Interval: every so many epochs'),
  saveOptimizer: z.boolean().default(true).describe('Save the state of the optimizer'),
  everyNSteps: optionalCount.describe('Save the latest every so many steps'),
  everyNMinutes: z
    .number()
    .positive()
    .nullable()
    .default(1)
    .describe('Save the latest every so many minutes'),
});
export type CheckpointConfig = z.infer<typeof checkpointSchema>;

const experimentSchema = z.strictObject({
  name: z.string().max(200).default('').describe('Name'),
  description: z.string().default('').describe('Description'),
  notes: z.string().default('').describe('Notes'),
  tags: z.array(z.string()).default([]).describe('Tags'),
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
