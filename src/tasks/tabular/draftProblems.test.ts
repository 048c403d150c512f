import { expect, test } from 'vitest';
import { configProblems } from '../../config/draftProblems';
import { catalogue } from '../catalogue';

const { schema } = catalogue.tabular;

test('each mistake is one short sentence at its place', () => {
  expect(
    configProblems(schema, {
      model: { hiddenSize: 2.5, numLayers: 'two', dropout: 1 },
      dataset: { split: 'sorted' },
      training: { epochs: 0, learningRate: 0, shuffle: 1, parameterGroups: [{ pattern: '' }] },
      checkpoint: { monitor: null },
    }),
  ).toEqual([
    { path: 'dataset.split', message: 'Must be one of auto, chronological, random, stratified' },
    { path: 'model.hiddenSize', message: 'Must be a whole number of at least 1 and at most 16384' },
    { path: 'model.numLayers', message: 'Must be a whole number of at least 0 and at most 256' },
    { path: 'model.dropout', message: 'Must be a number of at least 0 and below 1' },
    { path: 'training.epochs', message: 'Must be a whole number of at least 1' },
    { path: 'training.learningRate', message: 'Must be a number above 0' },
    { path: 'training.parameterGroups.0.pattern', message: 'Must be text that is not empty' },
    { path: 'training.shuffle', message: 'Must be true or false' },
    { path: 'checkpoint.monitor', message: 'Must be text that is not empty' },
  ]);
});

test('a right configuration has no problems, and an unknown name is not one', () => {
  expect(configProblems(schema, { model: { hiddenSize: 8 } })).toEqual([]);
  expect(configProblems(schema, { model: { hidenSize: 8 } })).toEqual([]);
});
