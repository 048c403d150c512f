/** Molecules with the potential around them: point charges for every atom. */
import { valueAt } from '../../config/jsonPath';
import type { DescribedDataset } from '../../protocol/datasets';
import type { JsonObject } from '../../protocol/json';
import type { TaskDescription } from '../description';
import { moleculesConfigSchema, moleculesPresets } from './config';
import { arraysByKey, knownOf, looksLikeMolecules } from './data/arrays';
import { moleculeMetricInfos } from './metrics/metricInfos';
import { moleculeFormats } from './predictions/formats';
import { moleculeOptionsSchema } from './predictions/options';

/** With a warm-up of five epochs, the first two down to a hundredth of the rate. */
const scheduleTypes = {
  cosine: { name: 'cosine', unit: 'epoch', warmup: 5, minFactor: 0.01 },
  exponential: { name: 'exponential', unit: 'epoch', warmup: 5, minFactor: 0.01 },
  step: { name: 'step', unit: 'epoch', warmup: 5, stepSize: null },
};

export const molecules: TaskDescription = {
  title: 'Molecules and their charges',
  reading: 'Molecules',
  example: { one: 'molecule', many: 'molecules' },
  schema: moleculesConfigSchema,
  presets: moleculesPresets,
  keptByPresets: ['dataset.espGridUnits', 'dataset.groupBy'],
  flags: {
    'num-epochs': 'training.epochs',
    'batch-size': 'training.batchSize',
    'gradient-accumulation-steps': 'training.gradientAccumulationSteps',
    'learning-rate': 'training.learningRate',
    'use-lr-schedule': { place: 'training.schedule', value: scheduleTypes.cosine },
    'lr-schedule-type': { place: 'training.schedule', choices: scheduleTypes },
    'esp-w': 'loss.espWeight',
    'chg-w': 'loss.monopoleWeight',
    'n-dcm': 'model.nDcm',
    features: 'model.features',
    'num-train': 'dataset.numTrain',
    'num-valid': 'dataset.numValid',
  },
  optionNames: { angstrom: 'Å', bohr: 'bohr' },
  suggest({ arrays }) {
    if (!looksLikeMolecules(arrays)) return null;
    const { potential, monopoles, dipole } = knownOf(arraysByKey(arrays));
    if (!potential && dipole) return { fit: 'certain', preset: 'dipoleOnly', settings: {} };
    const settings: JsonObject =
      !potential && monopoles ? { loss: { espWeight: 0 }, checkpoint: { monitor: 'mono_rmse' } } : {};
    return { fit: 'certain', preset: 'espAndMonopoles', presetWithoutGpu: 'quick', settings };
  },
  idleSettings: (config) =>
    valueAt(config, 'loss.weighting') === 'distance' ? [] : ['loss.distanceScale', 'loss.distanceMin'],
  countExamples: ({ arrays }: DescribedDataset) => arraysByKey(arrays).R?.shape[0] ?? 0,
  ignoredWarnings: ['constant-column', 'outliers', 'many-categories', 'identifiers'],
  metricInfos: (_config, names) =>
    moleculeMetricInfos({ potential: true, monopoles: true, dipole: true }).filter(({ name }) =>
      names.includes(name),
    ),
  keras: () => ({ lacking: 'equivariant tensor products' }),
  predictionFormats: moleculeFormats,
  predictionOptions: moleculeOptionsSchema,
};
