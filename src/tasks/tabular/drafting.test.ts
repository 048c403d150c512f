import { beforeEach, expect, test } from 'vitest';
import { valueAt } from '../../config/jsonPath';
import type { ArraySheet, DatasetRecord } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import {
  applyPreset,
  changeDraft,
  changeDraftText,
  changeSettings,
  changeTask,
  draftConfig,
  openDraft,
  openDraftOfRun,
} from '../../store/drafting';
import { initialStudioState, studio } from '../../store/studio';
import { taskKinds } from '../runConfig';

const fingerprint = 'a'.repeat(64);

function sheet(name: string, shape: number[]): ArraySheet {
  return { name, shape, dtype: 'float32', categories: null, columns: [], firstRows: [] };
}

const dataset: DatasetRecord = {
  version: 2,
  fingerprint,
  name: 'regression',
  format: 'hdf5',
  files: ['regression.h5'],
  bytes: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  location: { kind: 'arrays' },
  arrays: [sheet('X', [100, 4]), sheet('Y', [100, 2])],
  warnings: [],
};

const draft = () => studio.getState().drafts[fingerprint]!;
const at = (path: string) => valueAt(draft().config, path);

beforeEach(() => {
  studio.setState(initialStudioState(), true);
  openDraft(dataset);
});

test('a new draft has the preset that fits, complete, with the suggested columns', () => {
  expect(draft()).toMatchObject({ preset: 'quick', problems: [], warnings: [] });
  expect([at('model.hiddenSize'), at('training.optimizer.beta2'), at('dataset.inputs')]).toEqual([
    128,
    0.999,
    ['X'],
  ]);
  expect(studio.getState().draftOf).toBe(fingerprint);
});

test('opening a dataset again keeps what was changed', () => {
  changeDraft(fingerprint, 'training.epochs', 7);
  openDraft(dataset);
  expect(at('training.epochs')).toBe(7);
});

test('a wrong value is kept as typed, with its problem, and cannot be trained', () => {
  changeDraft(fingerprint, 'training.epochs', 'many');
  expect(at('training.epochs')).toBe('many');
  expect(draft().problems).toEqual([
    { path: 'training.epochs', message: 'Must be a whole number of at least 1' },
  ]);
  expect(() => draftConfig(fingerprint)).toThrow(AnnealError);
  changeDraft(fingerprint, 'training.epochs', 3);
  expect(draft().problems).toEqual([]);
  expect(draftConfig(fingerprint).training.epochs).toBe(3);
});

test('choosing another schedule fills in its own defaults', () => {
  changeDraft(fingerprint, 'training.schedule', { name: 'plateau' });
  expect(at('training.schedule')).toMatchObject({ name: 'plateau', patience: 5, factor: 0.5 });
});

test('text that is not JSON changes nothing but says so, and is kept', () => {
  const before = draft().config;
  changeDraftText(fingerprint, '{"training": ');
  expect(draft()).toMatchObject({ text: '{"training": ', problems: [{ path: '' }] });
  expect(draft().config).toBe(before);
  changeDraftText(fingerprint, '[]');
  expect(draft().problems[0]?.message).toContain('object');
});

test('pasted JSON is completed, and an unknown name is left out with the nearest known one', () => {
  changeDraftText(fingerprint, '{"training": {"epoch": 4, "batchSize": 16}}');
  expect(draft()).toMatchObject({ text: null, preset: null, problems: [] });
  expect(at('training.batchSize')).toBe(16);
  expect(draft().warnings).toMatchObject([{ path: 'training.epoch' }]);
  expect(draft().warnings[0]?.message).toContain('training.epochs');
});

test('a preset replaces the settings but neither the columns nor the name', () => {
  changeSettings(dataset, 'tabular', { dataset: { inputs: ['X[0]'], targets: ['Y[1]'], transpose: false } });
  changeDraft(fingerprint, 'experiment.name', 'mine');
  applyPreset(fingerprint, 'classify');
  expect(draft().preset).toBe('classify');
  expect([at('dataset.inputs'), at('dataset.split'), at('experiment.name')]).toEqual([
    ['X[0]'],
    'stratified',
    'mine',
  ]);
});

test("a run's configuration comes back as a draft of its dataset", () => {
  changeDraft(fingerprint, 'training.seed', 9);
  const config = draftConfig(fingerprint);
  applyPreset(fingerprint, 'large');
  openDraftOfRun(fingerprint, config);
  expect(draftConfig(fingerprint)).toEqual(config);
});

test('another task begins anew under the same name', () => {
  const other = taskKinds.find((kind) => kind !== 'tabular')!;
  changeDraft(fingerprint, 'experiment.name', 'mine');
  changeTask(dataset, other);
  expect(draft()).toMatchObject({ task: other, problems: [] });
  expect([at('experiment.name'), at('model.hiddenSize')]).toEqual(['mine', undefined]);
  changeTask(dataset, 'tabular');
  expect([draft().task, at('dataset.inputs'), at('experiment.name')]).toEqual(['tabular', ['X'], 'mine']);
});
