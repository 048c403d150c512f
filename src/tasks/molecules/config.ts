/**
 * Configuration of the molecular task: its own sections, its own defaults of the shared ones, and presets. The defaults
 * are a recipe for about a thousand small molecules: two charges an atom, Adam with a cosine over the whole run.
 */
import { z } from 'zod';
import { checkpointSchema, runConfigSchema, trainingSchema } from '../../protocol/config';
import { optimizerSchema } from '../../protocol/optimizerConfig';
import { scheduleSchema } from '../../protocol/scheduleConfig';
import { dcmLossSchema } from './lossConfig';
import { dcmnetSchema } from './modelConfig';

const fraction = z.number().min(0).lt(1);
const optionalCount = z.number().int().positive().nullable();

const datasetSchema = z.strictObject({
  espGridUnits: z
    .enum(['auto', 'angstrom', 'bohr'])
    .meta({
      title: 'Grid units',
      description: 'Of the grid; Auto is Å, and stops where distances to the atoms tell of bohr.',
      also: 'esp_grid_units angstrom bohr',
    })
    .default('auto'),
  groupBy: z
    .string()
    .max(200)
    .meta({
      title: 'Split by',
      description:
        'Array whose equal values stay in one part, such as smiles; Auto takes smiles, else each row alone.',
      also: 'group',
    })
    .default(''),
  validationFraction: fraction.meta({ title: 'Validation fraction', also: 'val_split' }).default(0.15),
  testFraction: fraction.meta({ title: 'Test fraction', also: 'test_size' }).default(0),
  numTrain: optionalCount
    .meta({
      title: 'Training molecules',
      description: 'Trains on so many of the training part; empty is all of them.',
      also: 'num_train',
    })
    .default(null),
  numValid: optionalCount
    .meta({
      title: 'Validation molecules',
      description: 'Validates on so many of the validation part; empty is all of them.',
      also: 'num_valid',
    })
    .default(null),
});

export const moleculesConfigSchema = runConfigSchema.extend({
  task: z.literal('molecules').default('molecules'),
  dataset: datasetSchema.prefault({}),
  model: dcmnetSchema.prefault({}),
  loss: dcmLossSchema.prefault({}),
  training: trainingSchema
    .extend({
      epochs: trainingSchema.shape.epochs.default(220),
      batchSize: trainingSchema.shape.batchSize.default(16),
      learningRate: trainingSchema.shape.learningRate.default(1e-2),
      optimizer: optimizerSchema.prefault({ name: 'adam' }),
      weightDecay: trainingSchema.shape.weightDecay.default(0),
      schedule: scheduleSchema.prefault({ name: 'cosine', unit: 'step', minLearningRate: 0 }),
      gradientClipNorm: trainingSchema.shape.gradientClipNorm.default(2),
      emaDecay: trainingSchema.shape.emaDecay.default(0.999),
      // A short run would be validated with an average that has hardly moved.
      emaWarmup: trainingSchema.shape.emaWarmup.default(true),
      earlyStopping: trainingSchema.shape.earlyStopping.default(false),
    })
    .prefault({}),
  checkpoint: checkpointSchema
    .extend({ monitor: checkpointSchema.shape.monitor.default('esp_rmse_kcal') })
    .prefault({}),
});
export type MoleculesConfig = z.infer<typeof moleculesConfigSchema>;

/** Partial configurations to start from, laid over the defaults. */
export const moleculesPresets = {
  espAndMonopoles: {
    title: 'ESP and monopoles',
    description: 'The defaults: 2 charges an atom, the potential and the charges of atoms, 220 epochs.',
    config: {},
  },
  quick: {
    title: 'Quick',
    description: 'As ESP and monopoles, 30 epochs: a first look.',
    config: { training: { epochs: 30 } },
  },
  dipoleOnly: {
    title: 'Dipole only',
    description: 'AdamW on the dipole alone, ten one-cycle schedules of 500 steps, neutral molecules.',
    config: {
      loss: {
        espWeight: 0,
        monopoleWeight: 0,
        chargeConservationWeight: 0,
        dipoleWeight: 1,
        neutralize: true,
      },
      training: {
        learningRate: 5e-4,
        optimizer: { name: 'adamw' },
        weightDecay: 1e-4,
        emaDecay: null,
        schedule: { name: 'oneCycles' },
      },
      checkpoint: { monitor: 'loss' },
    },
  },
};
