/**
 * A task of 120 lines goes through import, draft, training, live examples, analysis and prediction: nothing but the three
 * lists has heard of it, so whatever is not generic breaks here.
 */
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { MemoryRouter } from 'react-router';
import { beforeEach, expect, it, vi } from 'vitest';
import { selectBackend } from '../engine/backend';
import { decodeCheckpoint } from '../engine/checkpoints/encode';
import { train } from '../engine/trainer';
import type { DatasetRecord } from '../protocol/datasets';
import type { TrainEvent } from '../protocol/events';
import { loadLatest } from '../storage/checkpoints';
import { openDataset } from '../storage/datasets';
import { createRun, getRun } from '../storage/runs';
import { clearDatabase } from '../storage/storedRun.fixture';
import { draftConfig, openDraft } from '../store/drafting';
import { initialStudioState, studio } from '../store/studio';
import { TooltipProvider } from '../ui/controls/Tooltip';
import { ConfigForm } from '../views/configure/ConfigForm';
import { DatasetSheet } from '../views/data/DatasetSheet';
import { answerQuestion } from '../worker/answerQuestion';
import { describeRun } from '../worker/describeRun';
import { importFiles } from '../worker/importFiles';
import { trainRun } from '../worker/trainRun';
import type { BatchesAnswer } from './commonQuestions';
import { engines } from './engines';
import { pages } from './pages';
import { predictionsFile } from './predictionsFile';
import { taskKind, taskKinds } from './runConfig';
import { offeredTasks, suitableTasks } from './suitable';
import { type ToyAnalysis, toyEngine } from './toy.fixture';

vi.mock('./catalogue', async (original) => ({
  catalogue: {
    ...(await original<typeof import('./catalogue')>()).catalogue,
    toy: (await import('./toy.fixture')).toyDescription,
  },
}));
vi.mock('./engines', async (original) => ({
  engines: {
    ...(await original<typeof import('./engines')>()).engines,
    toy: (await import('./toy.fixture')).toyEngine,
  },
}));
vi.mock('./pages', async (original) => ({
  pages: {
    ...(await original<typeof import('./pages')>()).pages,
    toy: (await import('./toy.fixture')).toyPage,
  },
}));

const values = Array.from({ length: 24 }, (_, row) => 3 + Math.sin(row));
const watch = { progress() {}, signal: new AbortController().signal };
let dataset: DatasetRecord;

beforeEach(async () => {
  await clearDatabase();
  studio.setState(initialStudioState(), true);
  const file = new File([`toy\n${values.join('\n')}\n`], 'toys.csv');
  dataset = await importFiles({ files: [file] }, {}, () => {});
});

it('is what a file of its kind is imported for, with its own warning, sheet and words', () => {
  expect(dataset.warnings[0]?.message).toBe('It is only a toy.');
  expect(suitableTasks(dataset).map(({ kind }) => String(kind))[0]).toBe('toy');
  const sheet = renderToStaticMarkup(
    createElement(MemoryRouter, null, createElement(DatasetSheet, { dataset })),
  );
  expect(sheet).toContain('The toy toys.csv');
  expect(sheet).toContain('24 toys');
});

it('can be gone back to from a draft of a task that would not be suggested', () => {
  const suitable = suitableTasks(dataset).map(({ kind }) => kind);
  const task = taskKinds.find((kind) => !suitable.includes(kind))!;
  expect(offeredTasks(dataset, task)).toEqual([...suitable, task]);
  expect(offeredTasks(dataset, suitable[0])).toEqual(suitable);
});

it('is drafted, configured and described', async () => {
  openDraft(dataset);
  const draft = studio.getState().drafts[dataset.fingerprint]!;
  expect(draft).toMatchObject({ task: 'toy', preset: 'plain', config: { dataset: { column: 'toy' } } });
  const form = renderToStaticMarkup(
    createElement(TooltipProvider, null, createElement(ConfigForm, { draft, dataset })),
  );
  expect(form).toContain('Column to learn the mean of');
  expect(form).toContain('Aside of toy');
  const description = await describeRun(draftConfig(dataset.fingerprint), dataset.fingerprint);
  expect(description).toMatchObject({ parameterCount: 1, rows: { train: 20, validation: 4, test: 2 } });
});

it('is trained, watched, analysed and predicted with', async () => {
  openDraft(dataset);
  const config = draftConfig(dataset.fingerprint);
  const quick = {
    ...config,
    training: { ...config.training, learningRate: 0.2, batchSize: 5, weightDecay: 0 },
  };
  const { id } = await createRun({
    config: quick,
    dataset: { fingerprint: dataset.fingerprint, name: 'toys' },
  });
  const backend = await selectBackend('cpu');
  const control = { request: 'run' as const };
  const events: TrainEvent[] = [];
  await trainRun({
    runId: id,
    resumeFrom: null,
    moreEpochs: null,
    tab: 'test',
    control,
    emit: (event) => events.push(event),
    async open(run) {
      const { data } = await openDataset(dataset.fingerprint);
      const task = engines[taskKind(run.config.task)];
      return train({ config: run.config, task, data, fingerprint: dataset.fingerprint, backend, control });
    },
  });

  const run = await getRun(id);
  expect(run).toMatchObject({ status: 'finished', best: { monitor: 'spread' } });
  expect(run.metrics.map(({ title }) => title)).toEqual(['loss', 'spread']);
  const examples = events.filter((event) => event.type === 'examples');
  expect(examples).toHaveLength(8);
  const { TrainingPanels } = pages[taskKind('toy')];
  const panel = TrainingPanels!({ run, examples: examples[0]!, metrics: run.metrics, training: true });
  expect(renderToStaticMarkup(panel)).toContain('Epoch 1: 3,3.84');

  const { record, payload } = (await loadLatest(id))!;
  const about = {
    task: 'toy',
    fingerprint: null,
    config: null,
    checkpointId: record.id,
    backend: 'cpu',
  } as const;
  const asked = { ...about, question: 'analysis', argument: { split: 'validation' } };
  const analysis = (await answerQuestion(asked, { ...watch, transfer: [] })) as ToyAnalysis;
  expect(analysis.rows).toBe(4);
  expect(Math.abs(analysis.mean - 3)).toBeLessThan(0.6);
  await expect(
    answerQuestion({ ...asked, question: 'smallest' }, { ...watch, transfer: [] }),
  ).rejects.toMatchObject({ details: { remedy: 'It answers: batches, analysis, largest.' } });
  const largest = { ...about, question: 'largest', argument: {}, fingerprint: dataset.fingerprint };
  expect(await answerQuestion(largest, { ...watch, transfer: [] })).toBeCloseTo(4, 1);

  // One row a batch of so few: the loss of each is its squared distance from the mean.
  const batches = {
    ...{ ...about, config: run.config, question: 'batches' },
    argument: { split: 'validation', steps: [1, 2, 3, 4, 5] },
  };
  const found = (await answerQuestion(batches, { ...watch, transfer: [] })) as BatchesAnswer;
  const stored = await (await openDataset(dataset.fingerprint)).data.read('toy');
  expect(found.rows).toEqual([[0], [1], [2], [3]]);
  for (const [i, loss] of found.loss.entries()) {
    expect(loss).toBeCloseTo((Number(stored[i]) - analysis.mean) ** 2, 5);
  }
  // Four steps of five rows are an epoch of the twenty; the fifth begins the next one in another order.
  const [first, , , , next] = found.stepRows;
  expect(
    found.stepRows
      .slice(0, 4)
      .flat()
      .sort((a, b) => a - b),
  ).toEqual(Array.from({ length: 20 }, (_, i) => i + 4));
  expect(next).toHaveLength(5);
  expect(next).not.toEqual(first);

  const { loadModel } = await import('../engine/training/evaluate');
  const { data } = await openDataset(dataset.fingerprint);
  const model = await loadModel(toyEngine, decodeCheckpoint(payload), data);
  const bytes = await predictionsFile(
    'toy',
    model,
    { ending: 'txt', options: { digits: 1 }, own: true },
    watch,
  );
  model.dispose();
  const lines = new TextDecoder().decode(bytes).trim().split('\n');
  expect(lines).toEqual(new Array(24).fill(analysis.mean.toFixed(1)));
});
