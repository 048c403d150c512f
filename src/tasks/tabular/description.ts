/** Tables: columns in, columns out. */
import type { RunConfig } from '../../protocol/config';
import type { DescribedDataset } from '../../protocol/datasets';
import type { TaskDescription } from '../description';
import { tabularConfigSchema, tabularPresets } from './config';
import { identifierWarnings } from './data/identifiers';
import { rowsDiffer } from './data/rowsDiffer';
import { idleTableSettings } from './idleSettings';
import {
  classificationMetricInfos,
  plainRegressionInfos,
  recordedRegressionInfos,
} from './metrics/metricInfos';
import { predictsTable, tableRoles } from './modelRoles';
import { tableOptionsSchema } from './predictionOptions';
import { suggestedRoles } from './roles';
import { suggestedPreset, suggestedSettings } from './suggestedPreset';

export const tabular: TaskDescription = {
  title: 'Tables and regression',
  reading: 'Columns',
  example: { one: 'row', many: 'rows' },
  schema: tabularConfigSchema,
  presets: tabularPresets,
  keptByPresets: ['dataset.inputs', 'dataset.targets', 'dataset.transpose'],
  optionNames: {
    mse: 'MSE',
    mae: 'MAE',
    huber: 'Huber',
    smoothL1: 'Smooth L1',
    zscore: 'z-score',
    medianIqr: 'Median and IQR',
    target: 'Units of the target',
    scaled: 'Scaled values',
  },
  suggest(dataset) {
    if (dataset.format === 'images') return null;
    const { inputs, targets, transpose } = suggestedRoles(dataset);
    const preset = suggestedPreset(dataset, { inputs, targets });
    const roles = { dataset: { inputs, targets, transpose } };
    return { fit: 'likely', preset, settings: { ...roles, ...suggestedSettings(dataset, preset) } };
  },
  idleSettings: idleTableSettings,
  folds: {
    settings: (fold, folds) => ({ dataset: { folds, fold } }),
    of({ dataset }) {
      const { folds, fold } = tabularConfigSchema.shape.dataset.parse(dataset);
      return folds === null ? null : { fold, folds };
    },
  },
  countExamples: ({ arrays }: DescribedDataset) =>
    arrays.reduce((most, { shape }) => Math.max(most, shape[0] ?? 0), 0),
  warnings: (sheets) => [...rowsDiffer(sheets), ...identifierWarnings(sheets)],
  roles: tableRoles,
  predicts: predictsTable,
  keras: () => ({
    model: async (checkpoint) => (await import('./kerasTable')).kerasTable(checkpoint),
  }),
  metricInfos: (_config, names) =>
    names.includes('mse')
      ? plainRegressionInfos(names)
      : classificationMetricInfos.filter(({ name }) => names.includes(name)),
  recordedInfos: (config, infos) => recordedRegressionInfos(infos, learnsScaled(config)),
  predictionFormats: [
    {
      ending: 'csv',
      title: 'CSV',
      about:
        'a line for each row, empty with the reason where nothing can be said; with the error where there are targets',
    },
    { ending: 'npz', title: 'NPZ', about: 'the same as arrays' },
  ],
  predictionOptions: tableOptionsSchema,
};

function learnsScaled(config: RunConfig): boolean {
  const parsed = tabularConfigSchema.safeParse(config);
  return parsed.success && parsed.data.dataset.targetScaling !== 'none';
}
