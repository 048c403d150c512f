/**
 * Configuration of the molecular task: its own sections, its own defaults of the shared ones, and presets. The defaults
 * are a recipe for about a thousand small molecules: two charges an atom, Adam with a cosine over the whole run.
 */
import { z } from 'zod';
import { checkpointSchema, runConfigSchema, trainingSchema } from '../../protocol/config';
import { optimizerSchema } from '../../protocol/optimizerConfig';
import { scheduleSchema } from '../../protocol/scheduleConfig';
import { dcmnetSchema } from './model/dcmnetShape';

const fraction = z.number().min(0).lt(1);
const optionalCount = z.number().int().positive().nullable();

const datasetSchema = z.strictObject({
  espGridUnits: z
    .enum(['auto', 'angstrom', 'bohr'])
    .meta({
      title: 'Grid units',
      description: 'Of the grid; Auto is Å, and stops where distances to the atoms tell of bohr.',
      essential: true,
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

const weight = z.number().min(0);

const lossSchema = z.strictObject({
  espWeight: weight
    .meta({
      title: 'ESP weight',
      description: 'Of the error of the potential.',
      essential: true,
      also: 'esp_w',
    })
    .default(1e4),
  monopoleWeight: weight
    .meta({
      title: 'Monopole weight',
      description: 'Of the error of the charges of each atom together, against the reference.',
      essential: true,
      also: 'chg_w mono',
    })
    .default(0.1),
  chargeConservationWeight: weight
    .meta({
      title: 'Charge conservation weight',
      description: 'Of the square of what the charges of a molecule miss of its total charge.',
      also: 'charge_conservation_w',
    })
    .default(1),
  dipoleWeight: weight
    .meta({
      title: 'Dipole weight',
      description: 'Of the error of the dipole.',
      essential: true,
      also: 'dip_w',
    })
    .default(0),
  neutralize: z
    .boolean()
    .meta({
      title: 'Shift to the total charge',
      description: 'Subtracts from all charges of a molecule what they are too much together.',
      also: 'neutral mean',
    })
    .default(false),
  weighting: z
    .enum(['none', 'magnitude', 'distance'])
    .meta({
      title: 'Weighting of points',
      description:
        'In training: Magnitude gives large potentials less weight, Distance gives far points more.',
      also: 'use_magnitude_weighting use_distance_weighting',
    })
    .default('none'),
  distanceScale: z
    .number()
    .positive()
    .meta({ title: 'Distance scale (Å)', description: 'Of the weighting by distance.' })
    .default(2),
  distanceMin: z
    .number()
    .min(0)
    .meta({ title: 'Distance minimum (Å)', description: 'Of the weighting by distance.' })
    .default(0.5),
  mask: z
    .enum(['covalent', 'file', 'none'])
    .meta({
      title: 'Mask of points',
      description: 'Covalent leaves out points near an atom; File takes the array espMask of the data.',
      also: 'espMask',
    })
    .default('covalent'),
  radiiCutoffMultiplier: weight
    .meta({
      title: 'Mask radius (covalent radii)',
      description: 'A point counts when it is outside so many covalent radii of every atom.',
      also: 'radii_cutoff_multiplier',
    })
    .default(2),
  espMinDistance: weight
    .meta({
      title: 'Min distance (Å)',
      description: 'Points nearer to an atom do not count.',
      also: 'esp_min_distance',
    })
    .default(0),
  espMaxValue: z
    .number()
    .positive()
    .meta({
      title: 'Max potential (Hartree/e)',
      description: 'Points of a larger reference potential do not count.',
      also: 'esp_max_value',
    })
    .default(1e10),
});
export type DcmLossConfig = z.infer<typeof lossSchema>;

export const moleculesConfigSchema = runConfigSchema.extend({
  task: z.literal('molecules').default('molecules'),
  dataset: datasetSchema.prefault({}),
  model: dcmnetSchema.prefault({}),
  loss: lossSchema.prefault({}),
  training: trainingSchema
    .extend({
      epochs: trainingSchema.shape.epochs.default(220),
      batchSize: trainingSchema.shape.batchSize.default(16),
      learningRate: trainingSchema.shape.learningRate.default(5e-3),
      optimizer: optimizerSchema.prefault({ name: 'adam' }),
      weightDecay: trainingSchema.shape.weightDecay.default(0),
      schedule: scheduleSchema.prefault({ name: 'cosine', unit: 'step' }),
      gradientClipNorm: trainingSchema.shape.gradientClipNorm.default(2),
      emaDecay: trainingSchema.shape.emaDecay.default(0.999),
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
      training: { learningRate: 5e-4, optimizer: { name: 'adamw' }, weightDecay: 1e-4, emaDecay: null },
      checkpoint: { monitor: 'loss' },
    },
  },
};
