/** Molecules with the potential around them: point charges for every atom. */
import { z } from 'zod';
import type { DescribedDataset } from '../../protocol/datasets';
import type { TaskDescription } from '../description';
import { moleculesConfigSchema, moleculesPresets } from './config';
import { arraysByKey, knownOf, looksLikeMolecules } from './data/arrays';
import { moleculeMetricInfos } from './metrics/metricInfos';

export const molecules: TaskDescription = {
  title: 'Molecules and their charges',
  reading: 'Molecules',
  example: { one: 'molecule', many: 'molecules' },
  schema: moleculesConfigSchema,
  presets: moleculesPresets,
  keptByPresets: ['dataset.espGridUnits', 'dataset.groupBy'],
  optionNames: { angstrom: 'Å', bohr: 'bohr' },
  suggest({ arrays }) {
    if (!looksLikeMolecules(arrays)) return null;
    const { potential, monopoles, dipole } = knownOf(arraysByKey(arrays));
    if (!potential && dipole) return { fit: 'certain', preset: 'dipoleOnly', settings: {} };
    const settings =
      !potential && monopoles ? { loss: { espWeight: 0 }, checkpoint: { monitor: 'mono_rmse' } } : {};
    return { fit: 'certain', preset: 'espAndMonopoles', settings };
  },
  countExamples: ({ arrays }: DescribedDataset) => arraysByKey(arrays).R?.shape[0] ?? 0,
  ignoredWarnings: ['constant-column', 'outliers', 'many-categories'],
  metricInfos: (_config, names) =>
    moleculeMetricInfos({ potential: true, monopoles: true, dipole: true }).filter(({ name }) =>
      names.includes(name),
    ),
  predictionFormats: [],
  predictionOptions: z.strictObject({}),
};
