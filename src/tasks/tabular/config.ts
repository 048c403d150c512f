/** Configuration of the tabular task: its own sections, their defaults (those of the HDF5 regression system) and presets. */
import { z } from 'zod';
import { runConfigSchema } from '../../protocol/config';

const fraction = z.number().min(0).lt(1);

const tabularDatasetSchema = z.strictObject({
  inputs: z
    .array(z.string())
    .meta({
      title: 'Inputs',
      description:
        'Arrays or columns that predict, such as X or X[3]; empty leaves the choice to the names of the data.',
      essential: true,
      also: 'features x predictors',
    })
    .default([]),
  targets: z
    .array(z.string())
    .meta({
      title: 'Targets',
      description: 'What is predicted, such as Y; empty leaves the choice to the names of the data.',
      essential: true,
      also: 'y labels outputs',
    })
    .default([]),
  targetKind: z
    .enum(['auto', 'regression', 'classification'])
    .meta({
      title: 'Target kind',
      description: 'Auto takes text, and a column of few different whole numbers, for classes.',
    })
    .default('auto'),
  missing: z
    .enum(['refuse', 'drop', 'mean', 'median'])
    .meta({
      title: 'Missing values',
      description: 'Drop leaves such rows out; Mean and Median fill inputs from the training rows.',
      also: 'nan imputation',
    })
    .default('drop'),
  transpose: z
    .boolean()
    .meta({ title: 'Transpose', description: 'For arrays in which each column is a sample.' })
    .default(false),
  split: z
    .enum(['auto', 'chronological', 'random', 'stratified'])
    .meta({
      title: 'Split',
      description:
        'Auto is stratified for classes, else chronological, test first; a column `split` of the data decides before it.',
    })
    .default('auto'),
  validationFraction: fraction.meta({ title: 'Validation fraction', also: 'val_split' }).default(0.1),
  testFraction: fraction.meta({ title: 'Test fraction', also: 'test_size' }).default(0.1),
  folds: z
    .number()
    .int()
    .min(2)
    .max(100)
    .nullable()
    .meta({
      title: 'Folds',
      description:
        'Divides the rows into so many parts, one of which is the test part in place of the test fraction.',
      also: 'cross-validation k-fold cv',
    })
    .default(null),
  fold: z
    .number()
    .int()
    .min(1)
    .max(100)
    .meta({ title: 'Fold', description: 'Which of the folds is the test part, from 1.', also: 'k-fold cv' })
    .default(1),
  inputScaling: z
    .enum(['zscore', 'none'])
    .meta({ title: 'Input scaling', also: 'standardization normalization' })
    .default('zscore'),
  targetScaling: z
    .enum(['medianIqr', 'zscore', 'none'])
    .meta({
      title: 'Target scaling',
      description: 'Predictions are in the units of the data all the same; the loss is one of scaled values.',
      also: 'robust normalization',
    })
    .default('medianIqr'),
  metricUnits: z
    .enum(['target', 'scaled'])
    .meta({
      title: 'Metrics in',
      description:
        "The target's own units, or the scaled values that the network learns, as the loss always is.",
      also: 'units rmse mae standardized',
    })
    .default('target'),
  fitScalingOn: z
    .enum(['train', 'all'])
    .meta({ title: 'Fit scaling on', description: 'All lets validation and test leak into the scaling.' })
    .default('train'),
});

const tabularModelSchema = z.strictObject({
  hiddenSize: z
    .number()
    .int()
    .positive()
    .max(16384)
    .meta({ title: 'Hidden size', essential: true, also: 'width units hidden_dim d_model' })
    .default(512),
  numLayers: z
    .number()
    .int()
    .min(0)
    .max(256)
    .meta({ title: 'Residual blocks', essential: true, also: 'depth num_layers' })
    .default(4),
  dropout: z.number().min(0).lt(1).meta({ title: 'Dropout' }).default(0.1),
  activation: z
    .enum(['gelu', 'geluTanh', 'relu', 'silu'])
    .meta({ title: 'Activation', also: 'nonlinearity swish' })
    .default('gelu'),
  head: z
    .enum(['auto', 'gated', 'plain'])
    .meta({
      title: 'Head',
      description: 'Auto is gated for quantities, with a loss of its own, and plain for classes.',
      essential: true,
    })
    .default('auto'),
  normalization: z
    .enum(['layer', 'none'])
    .meta({
      title: 'Normalization',
      description:
        'None keeps the lengths of hidden vectors, which small networks need for products of inputs.',
      also: 'layer norm layernorm',
    })
    .default('layer'),
  linearPath: z
    .boolean()
    .meta({
      title: 'Linear path',
      description:
        'Adds a linear model of the inputs to the network, which begins as the ridge or logistic regression of the training rows.',
      also: 'skip shortcut ridge',
    })
    .default(false),
});

const tabularLossSchema = z.strictObject({
  name: z
    .enum(['auto', 'mse', 'mae', 'huber', 'smoothL1'])
    .meta({
      title: 'Loss (plain head)',
      description: 'For quantities with a plain head, where Auto is MSE; classes have cross-entropy.',
      essential: true,
      also: 'objective criterion',
    })
    .default('auto'),
  huberDelta: z
    .number()
    .positive()
    .meta({ title: 'Huber δ', description: 'Errors count squared up to δ, linearly beyond.', also: 'delta' })
    .default(1),
  smoothL1Beta: z
    .number()
    .min(0)
    .meta({
      title: 'Smooth L1 β',
      description: 'Errors count squared up to β, linearly beyond.',
      also: 'beta',
    })
    .default(1),
  labelSmoothing: fraction
    .meta({
      title: 'Label smoothing',
      description: 'Fraction of the probability that the truth shares out over all classes.',
    })
    .default(0),
  classWeights: z
    .union([z.enum(['none', 'balanced']), z.array(z.number().min(0))])
    .meta({
      title: 'Class weights',
      description: 'Balanced weighs each class by the inverse of its frequency.',
      also: 'imbalance',
    })
    .default('none'),
});

export const tabularConfigSchema = runConfigSchema.extend({
  task: z.literal('tabular').default('tabular'),
  dataset: tabularDatasetSchema.prefault({}),
  model: tabularModelSchema.prefault({}),
  loss: tabularLossSchema.prefault({}),
});
export type TabularConfig = z.infer<typeof tabularConfigSchema>;

/**
 * For few rows. What is not linear is learnt on top of the linear model, slowly and averaged, so that the epoch with the
 * best validation is no accident of a few rows. Numbers: docs/benchmarks.md.
 */
function smallTable(split: 'random' | 'stratified') {
  return {
    dataset: { split, validationFraction: 0.15, testFraction: 0.15, targetScaling: 'zscore' },
    model: {
      hiddenSize: 128,
      numLayers: 1,
      dropout: 0.1,
      normalization: 'none',
      head: 'plain',
      linearPath: true,
    },
    training: {
      epochs: 200,
      batchSize: 16,
      learningRate: 3e-3,
      weightDecay: 1e-2,
      emaDecay: 0.98,
      emaWarmup: true,
      schedule: { name: 'cosine' },
      patience: 50,
    },
    checkpoint: { everyNEpochs: null },
  };
}

/** With about as many inputs as rows each row counts for the linear model, and the network can add little that is not chance. */
function wideTable() {
  const { dataset, model, training, checkpoint } = smallTable('stratified');
  return {
    dataset: { ...dataset, validationFraction: 0 },
    model,
    training: { ...training, epochs: 30, learningRate: 3e-5, earlyStopping: false, emaDecay: null },
    checkpoint,
  };
}

/** Partial configurations to start from, laid over the defaults. */
export const tabularPresets = {
  large: {
    title: 'Large',
    description: 'The defaults: 512 wide, 4 blocks, 300 epochs.',
    config: {},
  },
  quick: {
    title: 'Quick',
    description: '128 wide, 2 blocks, 20 epochs: a good first look at a table.',
    config: {
      model: { hiddenSize: 128, numLayers: 2 },
      training: { epochs: 20 },
      checkpoint: { everyNEpochs: 5 },
    },
  },
  table: {
    title: 'Table',
    description: 'As Quick, with a random split: for rows that stand in no order, or are sorted.',
    config: {
      dataset: { split: 'random' },
      model: { hiddenSize: 128, numLayers: 2 },
      training: { epochs: 20 },
      checkpoint: { everyNEpochs: 5 },
    },
  },
  small: {
    title: 'Small table',
    description: 'Some 3,000 steps of a small network that begins as a linear model, with early stopping.',
    config: smallTable('random'),
  },
  smallClasses: {
    title: 'Small table, classes',
    description: 'As Small table, for a categorical target, with a stratified split.',
    config: smallTable('stratified'),
  },
  wide: {
    title: 'Few rows, many inputs',
    description: 'Hardly more than a linear model: no rows are left out of the training to validate.',
    config: wideTable(),
  },
  classify: {
    title: 'Classify',
    description: 'A small network for a categorical target, with a stratified split.',
    config: {
      dataset: { split: 'stratified', validationFraction: 0.15, testFraction: 0.15 },
      model: { hiddenSize: 64, numLayers: 2 },
      loss: { classWeights: 'balanced' },
      training: { epochs: 60, schedule: { name: 'cosine' } },
      checkpoint: { everyNEpochs: null },
    },
  },
};
