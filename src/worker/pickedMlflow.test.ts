/** Runs of the page are logged to MLflow over the browser's database, and what is amiss becomes warnings of the run. */
import { beforeEach, expect, test, vi } from 'vitest';
import {
  finishedEvent,
  heardRun,
  session,
  startedEvent,
  trainingEvents,
} from '../runs/loggers/loggedRun.fixture';
import { testServer } from '../runs/loggers/mlflow/server.fixture';
import { createListeners } from '../runs/runListener';
import { standInLocks } from '../storage/locks.fixture';
import { runsWithLetters, storedOutbox } from '../storage/outbox';
import { ifOutboxFree, takeOutbox } from '../storage/outboxLocks';
import { clearDatabase } from '../storage/storedRun.fixture';
import { pickedMlflow } from './pickedMlflow';

beforeEach(clearDatabase);

const whole = { from: null, to: 10, ends: finishedEvent(10) };
const { id } = heardRun();
const noProblem = async () => null;

test('all steps arrive, and nothing is left in the database', async () => {
  const server = await testServer();
  const listener = pickedMlflow(`${server.url}#vessels`, noProblem);
  await session(listener, whole);
  const [run] = [...server.runs.values()];
  const steps = run!.metrics.filter(({ key }) => key === 'step/loss').map(({ step }) => step);
  expect(steps).toEqual(Array.from({ length: 10 }, (_, i) => i + 1));
  expect([...server.experiments.keys()]).toEqual(['vessels']);
  expect([listener.remarks!(), await runsWithLetters()]).toEqual([[], []]);
});

test('a server that is down costs warnings alone, and the run is among those with letters', async () => {
  const server = await testServer();
  server.isDown = true;
  const listeners = createListeners([pickedMlflow(server.url, async () => 'It is not there.')]);
  const warnings = await listeners.started(heardRun());
  warnings.push(...(await listeners.heard(startedEvent())));
  for (const event of trainingEvents(0, 10)) warnings.push(...(await listeners.heard(event)));
  warnings.push(...(await listeners.heard(finishedEvent(10))), ...(await listeners.ended()));
  expect(warnings.map(({ message }) => message)).toEqual([
    'It is not there.',
    expect.stringMatching(
      /^\d+ batches wait for http.*once it answers, also after this page is opened again\.$/,
    ),
  ]);
  expect(await runsWithLetters()).toEqual([id]);
});

test('a run stays with its server, and says so where another one is named', async () => {
  const [first, second] = [await testServer(), await testServer()];
  await session(pickedMlflow(first.url, noProblem), whole);
  const listener = pickedMlflow(second.url, noProblem);
  await session(listener, { from: 10, to: 15, ends: finishedEvent(15) });
  expect(second.requests).toEqual([]);
  expect(listener.remarks!()).toEqual([
    `This run is logged to ${first.url}, and nothing of it to ${second.url}: enter the other address again to go on there, or train a duplicate.`,
  ]);
});

test('a training takes the outbox from whoever sends what waits in it', async () => {
  vi.stubGlobal('navigator', { locks: standInLocks() });
  const server = await testServer();
  const gaveWay: string[] = [];
  const sending = ifOutboxFree(
    id,
    (signal) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          gaveWay.push('sender');
          resolve();
        }),
      ),
  );
  await session(pickedMlflow(server.url, noProblem), whole);
  await sending;
  vi.unstubAllGlobals();
  expect(gaveWay).toEqual(['sender']);
  expect([server.runs.size, await storedOutbox(id).count()]).toEqual([1, 0]);
});

test('a logger that fails lets go of the outbox, for this worker may train the run again', async () => {
  vi.stubGlobal('navigator', { locks: standInLocks() });
  const server = await testServer();
  const listener = pickedMlflow(server.url, noProblem);
  await listener.started!(heardRun());
  await listener.heard!(startedEvent());
  const epoch = [...trainingEvents(0, 5)].find((event) => event.type === 'epoch')!;
  await expect(listener.heard!({ ...epoch, train: null as never })).rejects.toThrow();
  (await takeOutbox(id))();
  vi.unstubAllGlobals();
});
