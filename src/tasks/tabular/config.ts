/** Configuration of the tabular task: its own sections, their defaults (those of the HDF5 regression system) and presets. */
import { z } from 'zod';
import { runConfigSchema } from '../../protocol/config';

const tabularDatasetSchema = z.strictObject({
  inputs: z.array(z.string()).default([]).describe('Inputs (arrays or columns); empty: choose for me'),
  targets: z.array(z.string()).default([]).describe('Targets; empty: choose for me'),
  targetKind: z.enum(['auto', 'regression', 'classification']).default('auto').describe('Predict'),
  missing: z.enum(['refuse', 'drop', 'mean', 'median']).default('drop').describe('Rows with missing values'),
  transpose: z.boolean().default(false).describe('Samples are columns: transpose'),
  /** `auto`: stratified for classes, else chronological. */
  split: z.enum(['auto', 'chronological', 'random', 'stratified']).default('auto').describe('Split'),
  validationFraction: z.number().min(0).lt(1).default(0.1).describe('Validation part'),
  testFraction: z.number().min(0).lt(1).default(0.1).describe('Test part'),
  inputScaling: z.enum(['zscore', 'none']).default('zscore').describe('Scale inputs'),
  targetScaling: z.enum(['medianIqr', 'zscore', 'none']).default('medianIqr').describe('Scale targets'),
  fitScalingOn: z.enum(['train', 'all']).default('train').describe('Fit the scaling on'),
});

const tabularModelSchema = z.strictObject({
  hiddenSize: z.number().int().positive().max(16384).default(512).describe('Width'),
  numLayers: z.number().int().min(0).max(256).default(4).describe('Residual blocks'),
  dropout: z.number().min(0).lt(1).default(0.1).describe('Dropout'),
  activation: z.enum(['gelu', 'geluTanh', 'relu', 'silu']).default('gelu').describe('Activation'),
  head: z.enum(['auto', 'gated', 'plain']).default('auto').describe('Head'),
});

const tabularLossSchema = z.strictObject({
  name: z.enum(['auto', 'mse', 'mae', 'huber', 'smoothL1']).default('auto').describe('Loss of a plain head'),
  huberDelta: z.number().positive().default(1).describe('Huber: linear beyond'),
  smoothL1Beta: z.number().min(0).default(1).describe('Smooth L1: linear beyond'),
  labelSmoothing: z.number().min(0).lt(1).default(0).describe('Classes: label smoothing'),
  classWeights: z
    .union([z.enum(['none', 'balanced']), z.array(z.number().min(0))])
    .default('none')
    .describe('Classes: weights'),
});

export const tabularConfigSchema = runConfigSchema.extend({
  task: z.literal('tabular').default('tabular'),
  dataset: tabularDatasetSchema.prefault({}),
  model: tabularModelSchema.prefault({}),
  loss: tabularLossSchema.prefault({}),
});
export type TabularConfig = z.infer<typeof tabularConfigSchema>;

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
