import { eventually } from '../eventually.fixture';
import { stepColumns } from '../protocol/steps';
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DatasetRecord } from '../protocol/datasets';
import { AnnealError } from '../protocol/errors';
import type { TrainEvent } from '../protocol/events';
import { withRunLock } from '../storage/locks';
import { standInLocks } from '../storage/locks.fixture';
import { getRun, updateRun } from '../storage/runs';
import { clearDatabase, newRun } from '../storage/storedRun.fixture';
import type { TrainListener } from '../worker/trainClient';
import { changeDraft, openDraft, openDraftOfRun } from './drafting';
import { tellInterrupted } from './interruptions';
import { seriesOf } from './runSeries';
import { refreshRuns } from './runs';
import { initialStudioState, studio } from './studio';
import { trainClient } from './trainClient';
import {
  finishedTwin,
  interruptTraining,
  listenToTraining,
  resumeRun,
  stopRun,
  trainAgain,
  trainDraft,
} from './training';

vi.mock('./trainClient', () => ({
  trainClient: { train: vi.fn(), stop: vi.fn(), subscribe: vi.fn(), terminate: vi.fn() },
}));

const client = vi.mocked(trainClient);

const fingerprint = 'a'.repeat(64);
const sheet = { dtype: 'float32' as const, categories: null, columns: [], firstRows: [] };
const dataset: DatasetRecord = {
  version: 2,
  fingerprint,
  name: 'regression',
  format: 'hdf5',
  files: ['regression.h5'],
  bytes: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  location: { kind: 'arrays' },
  arrays: [
    { name: 'X', shape: [100, 4], ...sheet },
    { name: 'Y', shape: [100, 2], ...sheet },
  ],
  warnings: [],
};

const batch: TrainEvent = {
  type: 'batch',
  epoch: 0,
  step: 2,
  steps: stepColumns([
    { step: 1, epoch: 0.5, loss: 3, learningRate: 1e-3, gradientNorm: 1 },
    { step: 2, epoch: 1, loss: 2, learningRate: 1e-3, gradientNorm: 1 },
  ]),
  examplesPerSecond: 1000,
  stepMilliseconds: 5,
  etaSeconds: 7,
};

/** Ends the `train` that was begun last. */
let end: { resolve: () => void; reject: (error: AnnealError) => void };
/** Ends every `train`, so that each test finds the pool empty. */
let endAll: (() => void)[] = [];
let say: TrainListener;

beforeEach(async () => {
  interruptTraining(Promise.resolve());
  await clearDatabase();
  studio.setState({ ...initialStudioState(), datasets: [dataset] }, true);
  openDraft(dataset);
  client.train.mockReset();
  client.train.mockImplementation(
    () =>
      new Promise((resolve, reject) => {
        end = { resolve: () => resolve(), reject };
        endAll.push(resolve);
      }),
  );
  client.subscribe.mockImplementation((listener) => {
    say = listener;
    return () => {};
  });
  listenToTraining();
});

afterEach(() => {
  // What is left writes nothing into the next test.
  interruptTraining(new Promise(() => {}));
  for (const resolve of endAll) resolve();
  endAll = [];
});

test('a draft becomes a stored run that trains on the chosen backend', async () => {
  studio.setState({ backendPreference: 'wasm' });
  changeDraft(fingerprint, 'training.epochs', 4);
  const id = await trainDraft(fingerprint);
  expect(await getRun(id!)).toMatchObject({ totalEpochs: 4, dataset: { fingerprint } });
  expect(client.train).toHaveBeenCalledWith(id, { backend: 'wasm' });
  expect(studio.getState()).toMatchObject({ activeRunId: id, live: { [id!]: { status: 'waiting' } } });
});

test('what the worker says reaches the page, and the points go to the curves', async () => {
  const id = await trainDraft(fingerprint);
  say(id!, batch);
  expect(studio.getState().live[id!]).toMatchObject({ examplesPerSecond: 1000, etaSeconds: 7 });
  expect(seriesOf(id!).length).toBe(2);
});

test('runs on the cores train beside one another, each with its own state, and one more waits', async () => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 8, deviceMemory: 8 });
  studio.setState({ backendPreference: 'wasm', workers: 2 });
  const first = await trainDraft(fingerprint);
  const second = await trainDraft(fingerprint);
  await eventually(() => expect(client.train).toHaveBeenCalledTimes(2));
  const third = await trainDraft(fingerprint);
  await eventually(() => expect(studio.getState().live[third!]?.waitsFor).toBe('worker'));
  say(second!, batch);
  const { live, activeRunId } = studio.getState();
  expect([live[first!]?.step, live[second!]?.step, live[third!]?.status]).toEqual([0, 2, 'waiting']);
  expect([seriesOf(first!).length, seriesOf(second!).length]).toEqual([0, 2]);
  expect(activeRunId).toBe(first);
  expect(client.train).toHaveBeenCalledTimes(2);
  end.resolve();
  await eventually(() => expect(client.train).toHaveBeenCalledTimes(3));
  expect(client.train.mock.calls[2]?.[0]).toBe(third);
  expect(studio.getState().live[third!]?.waitsFor).toBeNull();
  vi.unstubAllGlobals();
});

test('a run that waits for the GPU leaves the queue when it is stopped, and is interrupted when the page goes', async () => {
  studio.setState({ backendPreference: 'webgpu' });
  await trainDraft(fingerprint);
  const stopped = await trainDraft(fingerprint);
  const left = await trainDraft(fingerprint);
  await eventually(() => expect(studio.getState().live[left!]?.waitsFor).toBe('gpu'));
  stopRun(stopped!);
  await eventually(async () => expect((await getRun(stopped!)).status).toBe('stopped'));
  await eventually(() =>
    expect(studio.getState().live[stopped!]).toMatchObject({ status: 'stopped', waitsFor: null }),
  );
  expect(client.stop).not.toHaveBeenCalled();
  let comeBack = () => {};
  interruptTraining(new Promise((resolve) => (comeBack = resolve)));
  expect(client.terminate).toHaveBeenCalled();
  end.resolve();
  // Nothing is written by a page that may sleep before it has done so.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await getRun(left!)).status).toBe('waiting');
  comeBack();
  await eventually(async () => expect((await getRun(left!)).status).toBe('interrupted'));
  await eventually(() => expect(studio.getState().live[left!]).toMatchObject({ status: 'interrupted' }));
  expect(client.train).toHaveBeenCalledTimes(1);
});

test('the bar keeps the run that trains, and takes the next one when its turn comes', async () => {
  studio.setState({ backendPreference: 'webgpu' });
  const first = await trainDraft(fingerprint);
  const second = await trainDraft(fingerprint);
  await eventually(() => expect(studio.getState().queue).toEqual([second]));
  expect(studio.getState().activeRunId).toBe(first);
  say(first!, {
    type: 'finished',
    reason: 'completed',
    epoch: 1,
    step: 8,
    best: null,
    test: null,
    seconds: 1,
  });
  end.resolve();
  await eventually(() => expect(client.train).toHaveBeenCalledTimes(2));
  expect(studio.getState()).toMatchObject({ queue: [], activeRunId: second });
});

test('name, notes and tags of a run do not stick to the next, nor to a duplicate', async () => {
  studio.setState({ backendPreference: 'webgpu' });
  const noted = { name: 'wide', description: '', notes: 'try it', tags: ['a'] };
  changeDraft(fingerprint, 'experiment', noted);
  changeDraft(fingerprint, 'training.epochs', 4);
  const first = await getRun((await trainDraft(fingerprint))!);
  expect(first).toMatchObject({ name: 'wide', notes: 'try it', tags: ['a'] });
  const plain = { notes: '', tags: [], config: { training: { epochs: 4 } } };
  expect(await getRun((await trainDraft(fingerprint))!)).toMatchObject({ name: 'regression', ...plain });
  openDraftOfRun(fingerprint, first.config);
  expect(await getRun((await trainDraft(fingerprint))!)).toMatchObject({ name: 'regression 2', ...plain });
});

test('a run is trained again as a new one with a name of its own, and only where its data are', async () => {
  studio.setState({ backendPreference: 'webgpu' });
  changeDraft(fingerprint, 'experiment.name', 'wide');
  const first = await getRun((await trainDraft(fingerprint))!);
  const again = await getRun((await trainAgain(first, 7))!);
  expect(again).toMatchObject({ name: 'wide 2', step: 0, config: { training: { seed: 7 } } });
  expect({ ...again.config, experiment: null, training: null }).toEqual({
    ...first.config,
    experiment: null,
    training: null,
  });
  studio.setState({ datasets: [] });
  expect(await trainAgain(first, 7)).toBeNull();
  expect(studio.getState().notices).toMatchObject([{ error: { code: 'data-not-found' } }]);
});

test('a finished run is continued for more epochs; without its data it stays finished', async () => {
  const { id } = await newRun();
  await updateRun(id, { status: 'finished', dataset: { fingerprint, name: 'regression' } });
  void resumeRun(id, { moreEpochs: 5 });
  await eventually(() => expect(client.train).toHaveBeenCalledWith(id, { backend: 'auto', moreEpochs: 5 }));
  end.resolve();
  await eventually(async () => expect((await getRun(id)).status).toBe('finished'));
  studio.setState({ datasets: [], live: {} });
  await resumeRun(id, { moreEpochs: 5 });
  expect(client.train).toHaveBeenCalledTimes(1);
  expect((await getRun(id)).status).toBe('finished');
  expect(studio.getState().notices).toMatchObject([{ error: { code: 'data-not-found' } }]);
});

test('runs that were interrupted one after the other are told of in one notice', async () => {
  const [queued, trained] = [await newRun('queued'), await newRun('trained')];
  tellInterrupted([queued]);
  expect(studio.getState().notices).toMatchObject([
    { title: 'queued was closed before it began', action: { to: `/train/${queued.id}` } },
  ]);
  tellInterrupted([{ ...trained, step: 8 }]);
  expect(studio.getState().notices).toMatchObject([
    { title: 'trained and 1 more were interrupted', action: { to: '/runs' } },
  ]);
  expect(studio.getState().activeRunId).toBe(trained.id);
});

test('a run is not begun twice', async () => {
  const id = await trainDraft(fingerprint);
  await resumeRun(id!);
  expect(client.train).toHaveBeenCalledTimes(1);
});

test('a wrong configuration is told and makes no run', async () => {
  changeDraft(fingerprint, 'training.epochs', 0);
  expect(await trainDraft(fingerprint)).toBeNull();
  expect(studio.getState().runs).toEqual([]);
  expect(studio.getState().notices).toMatchObject([{ error: { code: 'config-invalid' } }]);
});

test('a run whose worker dies is interrupted, with the reason, and can be resumed', async () => {
  const id = await trainDraft(fingerprint);
  await updateRun(id!, { status: 'training' });
  end.reject(new AnnealError('worker-crashed', 'The worker stopped'));
  await eventually(() => expect(studio.getState().live[id!]?.status).toBe('interrupted'));
  await eventually(async () => expect((await getRun(id!)).status).toBe('interrupted'));
  expect(studio.getState().notices).toMatchObject([{ error: { code: 'worker-crashed' } }]);
  void resumeRun(id!, { resumeFrom: 'checkpoint 7' });
  await eventually(() => expect(client.train).toHaveBeenCalledTimes(2));
  expect(client.train.mock.calls[1]?.[1]).toMatchObject({ resumeFrom: 'checkpoint 7' });
});

test('a run that another tab trains is left to it, and this tab is free for others', async () => {
  vi.stubGlobal('navigator', { locks: standInLocks() });
  const { id } = await newRun();
  await refreshRuns();
  let end = () => {};
  const other = withRunLock(id, 'another tab', async () => {
    await updateRun(id, { status: 'training' });
    await new Promise<void>((resolve) => (end = resolve));
  });
  client.train.mockRejectedValueOnce(new AnnealError('busy', 'This run is being trained in another tab'));
  await resumeRun(id);
  expect(studio.getState()).toMatchObject({
    live: {},
    activeRunId: null,
    runs: [{ id, status: 'training' }],
  });
  end();
  await other;
  await eventually(() => expect(studio.getState().runs).toMatchObject([{ id, status: 'interrupted' }]));
  // Told once its checkpoints and curves are read, too.
  await eventually(() =>
    expect(studio.getState().notices.at(-1)).toMatchObject({ action: { to: `/train/${id}` } }),
  );
  vi.unstubAllGlobals();
});

test('the same configuration of a finished run is found again, whatever it is called', async () => {
  const id = await trainDraft(fingerprint);
  expect(finishedTwin(fingerprint)).toBeNull();
  await updateRun(id!, { status: 'finished' });
  await refreshRuns();
  changeDraft(fingerprint, 'experiment.name', 'another name');
  expect(finishedTwin(fingerprint)?.id).toBe(id);
  changeDraft(fingerprint, 'training.seed', 43);
  expect(finishedTwin(fingerprint)).toBeNull();
});
