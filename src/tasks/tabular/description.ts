/** Tables: columns in, columns out. */
import { z } from 'zod';
import type { DescribedDataset } from '../../protocol/datasets';
import type { TaskDescription } from '../description';
import { tabularConfigSchema, tabularPresets } from './config';
import { identifierWarnings } from './data/identifiers';
import { rowsDiffer } from './data/rowsDiffer';
import { classificationMetricInfos, regressionMetricInfos } from './metrics/metricInfos';
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
  },
  suggest(dataset) {
    if (dataset.format === 'images') return null;
    const { inputs, targets, transpose } = suggestedRoles(dataset);
    const preset = suggestedPreset(dataset, { inputs, targets });
    const roles = { dataset: { inputs, targets, transpose } };
    return { fit: 'likely', preset, settings: { ...roles, ...suggestedSettings(dataset, preset) } };
  },
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
  metricInfos: (_config, names) =>
    (names.includes('mse') ? regressionMetricInfos : classificationMetricInfos).filter(({ name }) =>
      names.includes(name),
    ),
  predictionFormats: [
    {
      ending: 'csv',
      title: 'CSV',
      about:
        'a line for each row, empty with the reason where nothing can be said; with the error where there are targets',
    },
    { ending: 'npz', title: 'NPZ', about: 'the same as arrays' },
  ],
  predictionOptions: z.strictObject({}),
};
