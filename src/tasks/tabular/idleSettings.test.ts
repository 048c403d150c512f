import { expect, it } from 'vitest';
import { withValueAt } from '../../config/jsonPath';
import type { ArraySheet, DescribedDataset } from '../../protocol/datasets';
import type { Json, JsonObject } from '../../protocol/json';
import { idleSettings } from '../idleSettings';
import { defaultConfig } from '../runConfig';

function sheet(name: string, texts: string[] | null): ArraySheet {
  return {
    ...{
      name,
      shape: [30],
      dtype: texts ? 'string' : 'float32',
      categories: texts,
      firstRows: [[0.5], [1.25]],
    },
    columns: [
      {
        ...{ name, count: 30, missing: 0, mean: 1, std: 1, min: 0.5, median: 1, max: 9.25 },
        ...{ outliers: 0, histogram: [], sampled: null, distinct: null },
      },
    ],
  };
}

const dataset = (target: ArraySheet): DescribedDataset => ({
  ...{
    version: 2,
    fingerprint: 'f',
    name: 'd',
    format: 'csv',
    files: [],
    bytes: 0,
    createdAt: '',
    warnings: [],
  },
  arrays: [sheet('a', null), target],
});
const quantity = dataset(sheet('y', null));
const classes = dataset(sheet('y', ['no', 'yes']));

function config(changes: Record<string, Json> = {}): JsonObject {
  return Object.entries(changes).reduce<JsonObject>(
    (before, [path, value]) => withValueAt(before, path, value),
    defaultConfig('tabular'),
  );
}

it('asks nothing of classes where a quantity is predicted, and nothing of quantities for classes', () => {
  const ofQuantity = idleSettings('tabular', config(), quantity);
  expect(ofQuantity).toContain('loss.classWeights');
  expect(ofQuantity).toContain('loss.labelSmoothing');
  expect(ofQuantity).not.toContain('dataset.targetScaling');
  const ofClasses = idleSettings('tabular', config(), classes);
  expect(ofClasses).toContain('dataset.targetScaling');
  expect(ofClasses).not.toContain('loss.classWeights');
  expect(idleSettings('tabular', config({ 'dataset.targetKind': 'classification' }), quantity)).toEqual(
    ofClasses,
  );
});

it('asks for what a loss takes alone', () => {
  expect(idleSettings('tabular', config(), quantity)).toContain('loss.huberDelta');
  const huber = idleSettings('tabular', config({ 'model.head': 'plain', 'loss.name': 'huber' }), quantity);
  expect(huber).not.toContain('loss.huberDelta');
  expect(huber).toContain('loss.smoothL1Beta');
});

it('asks for the patience of those who stop early', () => {
  expect(idleSettings('tabular', config(), quantity)).not.toContain('training.patience');
  const endless = config({ 'training.earlyStopping': false });
  expect(idleSettings('tabular', endless, quantity)).toContain('training.patience');
  const limit = 'training.maxSkippedInARow';
  expect(idleSettings('tabular', config(), quantity)).toContain(limit);
  expect(idleSettings('tabular', config({ 'training.nonFinite': 'skip' }), quantity)).not.toContain(limit);
});
