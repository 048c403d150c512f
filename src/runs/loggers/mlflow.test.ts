/** Logging to MLflow against a strict server: its limits, its failures, lines cut in the middle; nothing twice, nothing lost. */
import { expect, test } from 'vitest';
import type { TrainEvent } from '../../protocol/events';
import type { Outbox } from '../../protocol/outbox';
import { stepColumns } from '../../protocol/steps';
import { configJson } from '../textFiles';
import {
  finishedEvent,
  heardRun,
  lossAt,
  session,
  startedEvent,
  tensor,
  trainingEvents,
} from './loggedRun.fixture';
import { type MlflowOptions, mlflowLogger } from './mlflow';
import { memoryOutbox } from './mlflow/outbox.fixture';
import { sendWaiting } from './mlflow/sendWaiting';
import { testServer } from './mlflow/server.fixture';
import type { StoredRun, TestServer } from './mlflow/strictServer.fixture';

function logger(server: TestServer, outbox: Outbox, more: Partial<MlflowOptions> = {}) {
  const said: string[] = [];
  const waits: number[] = [];
  const listener = mlflowLogger({
    url: server.url,
    outbox,
    say: (message) => void said.push(message),
    // No test waits for a server that comes back, and each gives the network its turn.
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      await new Promise((resolve) => setTimeout(resolve, 1));
    },
    // However slow the machine is: the end of a run waits until all is told.
    patience: 100_000,
    ...more,
  });
  return { listener, said, waits };
}

const only = (server: TestServer): StoredRun => {
  expect(server.runs.size).toBe(1);
  return [...server.runs.values()][0]!;
};

const stepsOf = (run: StoredRun, key: string) =>
  run.metrics.filter((metric) => metric.key === key).map(({ step }) => step);

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

const whole = { from: null, to: 15, ends: finishedEvent(15) };

/** All of the whole run, each once. */
function expectWhole(run: StoredRun): void {
  expect(stepsOf(run, 'step/loss').sort((a, b) => a - b)).toEqual(upTo(15));
  expect(stepsOf(run, 'train/loss')).toEqual([5, 10, 15]);
  expect(stepsOf(run, 'validation/loss')).toEqual([5, 10, 15]);
  expect(stepsOf(run, 'test/loss')).toEqual([15]);
  expect(new Set(run.metrics.map(({ key, step }) => `${key} ${step}`)).size).toBe(run.metrics.length);
  expect(run.status).toBe('FINISHED');
}

test('a run arrives with its settings, every value of its metrics, and how it has ended', async () => {
  const server = await testServer();
  const { listener, said } = logger(server, memoryOutbox(), { experiment: 'vessels' });
  await session(listener, whole);
  const run = only(server);
  expectWhole(run);
  expect([...server.experiments.keys()]).toEqual(['vessels']);
  expect(run).toMatchObject({ name: 'first run', experimentId: '1' });
  expect(run.metrics.find(({ key, step }) => key === 'step/loss' && step === 7)?.value).toBe(lossAt(7));
  expect(run.metrics.find(({ key, step }) => key === 'step/gradient_norm' && step === 3)?.value).toBe('NaN');
  expect(stepsOf(run, 'validation/__proto__')).toEqual([5, 10, 15]);
  expect(run.params.get('training.batchSize')).toBe(String(heardRun().config.training.batchSize));
  expect(run.tags.get('anneal.dataset_fingerprint')).toBe('ab');
  expect(run.endTime).toBeGreaterThan(0);
  expect([...run.files]).toEqual([['config.json', configJson(heardRun().config)]]);
  expect(said).toEqual([]);
});

test('a server that keeps files elsewhere, or takes none, gets all the rest, with a word where it refuses', async () => {
  const elsewhere = await testServer();
  elsewhere.artifacts = 'elsewhere';
  const quiet = logger(elsewhere, memoryOutbox());
  await session(quiet.listener, whole);
  expectWhole(only(elsewhere));
  expect(quiet.said).toEqual([]);
  const refusing = await testServer();
  refusing.unknown.add('runs/get');
  const told = logger(refusing, memoryOutbox());
  await session(told.listener, whole);
  expectWhole(only(refusing));
  expect(told.said).toEqual([
    expect.stringMatching(/^MLflow takes no files, so that config\.json is not there: /),
  ]);
});

test('files that never get through hold nothing back', async () => {
  const server = await testServer();
  server.artifacts = 'cut';
  const { listener, said } = logger(server, memoryOutbox());
  await session(listener, whole);
  expectWhole(only(server));
  expect(said).toEqual([expect.stringMatching(/^MLflow takes no files, .* lets no files through\.$/)]);
});

test('a file whose line was cut after it had arrived is there once', async () => {
  const server = await testServer();
  const { listener, said } = logger(server, memoryOutbox());
  server.faults.push({ path: 'runs/get', times: 2, cut: 'after' });
  await session(listener, whole);
  expectWhole(only(server));
  expect([...only(server).files.keys()]).toEqual(['config.json']);
  expect(said).toEqual([]);
});

test('batches stay within the limits, and what is longer than MLflow takes is cut with a word', async () => {
  const server = await testServer();
  const { listener, said } = logger(server, memoryOutbox());
  const config = structuredClone(heardRun().config);
  config.dataset = {
    long: 'ä'.repeat(7000),
    ...Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`setting ${i}`, 'x'.repeat(6000)])),
  };
  await listener.started?.(heardRun({ config }));
  await listener.heard?.(startedEvent());
  const rows = upTo(3000).map((step) => ({
    step,
    epoch: 1,
    loss: step,
    learningRate: 0.1,
    gradientNorm: Number.POSITIVE_INFINITY,
  }));
  const batch: TrainEvent = {
    type: 'batch',
    epoch: 1,
    step: 3000,
    steps: stepColumns(rows),
    examplesPerSecond: 1,
    stepMilliseconds: 1,
    etaSeconds: 1,
  };
  await listener.heard?.(batch);
  await listener.heard?.({ type: 'tensors', epoch: 1, step: 3000, tensors: [tensor] });
  await listener.ended?.(batch);
  const run = only(server);
  expect(stepsOf(run, 'step/loss')).toEqual(upTo(3000));
  expect(run.metrics.filter(({ value }) => value === 'Infinity')).toHaveLength(3000);
  expect([...run.params.keys()].filter((key) => key.startsWith('dataset.setting '))).toHaveLength(250);
  expect(run.params.get('dataset.long')).toMatch(/^ä{5999}…$/);
  expect(said).toEqual([
    'MLflow takes 6000 characters of a param: dataset.long has 7000, and its end was left out.',
  ]);
  expect(Math.max(...server.requests.map(({ metrics }) => metrics))).toBe(1000);
});

test('names that MLflow refuses are written otherwise, and two names stay two', async () => {
  const server = await testServer();
  const { listener, said } = logger(server, memoryOutbox());
  await listener.started?.(heardRun());
  await listener.heard?.(startedEvent());
  const metrics = { '<img onerror=x>': 1, '[img onerror=x]': 2, '../../etc': 3, größe: 4, 'a//b': 5 };
  const [, ...events] = [...trainingEvents(4, 5)];
  const epoch = events.find((event) => event.type === 'epoch')!;
  await listener.heard?.({ ...epoch, train: metrics, validation: null });
  await listener.ended?.(epoch);
  const values = only(server).metrics.filter(({ key }) => key.startsWith('train/'));
  expect(values.map(({ key, value }) => [key, value])).toEqual([
    ['train/_img onerror_x_', 1],
    ['train/_img onerror_x__2', 2],
    ['train/___/___/etc', 3],
    ['train/größe', 4],
    ['train/a/_/b', 5],
  ]);
  expect(said).toEqual([]);
});

test.each([
  // What was asked has happened and is found there, by the same attempt or by the next.
  { path: 'experiments/create', how: { cut: 'after' as const }, waited: 0 },
  { path: 'runs/create', how: { cut: 'after' as const }, waited: 1 },
  { path: 'runs/create', how: { cut: 'before' as const }, waited: 2 },
  { path: 'runs/log-batch', how: { cut: 'after' as const }, waited: 2 },
  { path: 'runs/log-batch', how: { cut: 'before' as const }, waited: 2 },
  { path: 'runs/log-batch', how: { status: 503 }, waited: 2 },
  { path: 'runs/log-batch', how: { status: 429, retryAfter: '7' }, waited: 2 },
  { path: 'runs/update', how: { cut: 'after' as const }, waited: 2 },
])('nothing is sent twice or lost where $path fails twice with $how', async ({ path, how, waited }) => {
  const server = await testServer();
  // Of batches, those with metrics.
  const { listener, waits } = logger(server, memoryOutbox());
  await listener.started?.(heardRun());
  await listener.heard?.(startedEvent());
  if (path === 'runs/log-batch') await until(() => server.requests.length >= 5);
  server.faults.push({ path, times: 2, ...how });
  for (const event of trainingEvents(0, 15)) await listener.heard?.(event);
  await listener.heard?.(finishedEvent(15));
  await listener.ended?.(finishedEvent(15));
  expectWhole(only(server));
  expect(waits).toHaveLength(waited);
  for (const wait of waits) expect(wait).toBeGreaterThanOrEqual('retryAfter' in how ? 7000 : 250);
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('waits grow, are not all the same, and end at a minute and a half', async () => {
  const server = await testServer();
  server.faults.push({ path: 'experiments/get-by-name', times: 12, status: 500 });
  const { listener, waits, said } = logger(server, memoryOutbox());
  await session(listener, whole);
  expectWhole(only(server));
  expect(waits).toHaveLength(12);
  for (const [i, wait] of waits.entries()) {
    const middle = Math.min(60_000, 500 * 2 ** i);
    expect(wait).toBeGreaterThanOrEqual(middle / 2);
    expect(wait).toBeLessThanOrEqual(1.5 * middle);
  }
  expect(new Set(waits.slice(7)).size).toBe(5);
  expect(said).toEqual([
    expect.stringMatching(/answered 500 to experiments\/get-by-name: Later: what is logged waits/),
  ]);
});

test('a server that cannot search or tell a history gets the very same again', async () => {
  const server = await testServer();
  server.unknown.add('metrics/get-history').add('runs/search');
  server.faults.push({ path: 'runs/log-batch', times: 1, cut: 'after' });
  const { listener } = logger(server, memoryOutbox());
  await session(listener, whole);
  const { metrics } = only(server);
  // MLflow's database keeps one of two that agree in everything.
  const kept = new Map(metrics.map((metric) => [JSON.stringify(metric), metric]));
  expectWhole({ ...only(server), metrics: [...kept.values()] });
});

test('without a network the run ends all the same, and what waits is sent when it goes on', async () => {
  const server = await testServer();
  const outbox = memoryOutbox();
  const away = logger(server, outbox, { url: 'http://127.0.0.1:9', patience: 50 });
  await session(away.listener, {
    from: null,
    to: 12,
    ends: { ...finishedEvent(12), type: 'finished', reason: 'stopped', test: null } as TrainEvent,
  });
  expect(server.runs.size).toBe(0);
  expect(away.said.at(-1)).toMatch(
    /^\d+ batches wait for http:\/\/127\.0\.0\.1:9, and will be sent when the run goes on\.$/,
  );
  // From an earlier checkpoint: steps 11 and 12 are in the outbox already.
  const back = logger(server, outbox);
  await session(back.listener, { from: 10, to: 15, ends: finishedEvent(15) });
  expectWhole(only(server));
  expect(await outbox.count()).toBe(0);
});

test('what waits is sent without a training as well, and to no other server than its own', async () => {
  const server = await testServer();
  const outbox = memoryOutbox();
  server.faults.push({ path: 'runs/log-batch', times: 1, cut: 'after' });
  const away = logger(server, outbox, { sleep: () => new Promise(() => {}), patience: 200 });
  await session(away.listener, whole);
  expect(await outbox.count()).toBeGreaterThan(0);
  const waiting = { experiment: undefined, name: 'first run', outbox, say: () => {} };
  const { signal } = new AbortController();
  const other = await testServer();
  await sendWaiting({ ...waiting, url: other.url, signal });
  expect([other.requests, (await outbox.count()) > 0]).toEqual([[], true]);
  await sendWaiting({ ...waiting, url: `${server.url}/#anneal`, signal });
  expectWhole(only(server));
  expect(await outbox.count()).toBe(0);
});

test('sending what waits ends at once where it is asked to, and loses nothing', async () => {
  const server = await testServer();
  const outbox = memoryOutbox();
  const away = logger(server, outbox, { patience: 100, sleep: () => new Promise(() => {}) });
  server.isDown = true;
  await session(away.listener, whole);
  const before = await outbox.count();
  const abort = new AbortController();
  const waiting = { url: server.url, experiment: undefined, name: 'first run', outbox, say: () => {} };
  const sending = sendWaiting({ ...waiting, signal: abort.signal });
  abort.abort();
  await sending;
  expect(await outbox.count()).toBe(before);
  server.isDown = false;
  await sendWaiting({ ...waiting, signal: new AbortController().signal });
  expectWhole(only(server));
});

test('a process that dies in the middle of a batch sends it once all in all', async () => {
  const server = await testServer();
  const outbox = memoryOutbox();
  const dying = logger(server, outbox, { sleep: () => new Promise(() => {}), patience: 200 });
  await dying.listener.started?.(heardRun());
  await dying.listener.heard?.(startedEvent());
  // All that is told of it before its first step.
  await until(() => [...server.runs.values()].some(({ tags }) => tags.has('anneal.dataset')));
  // The first batch with metrics arrives, the answer does not, and the process is gone while it waits for another attempt.
  server.faults.push({ path: 'runs/log-batch', times: 100, cut: 'after' });
  for (const event of trainingEvents(0, 12)) await dying.listener.heard?.(event);
  await until(() => only(server).metrics.length > 0);
  await dying.listener.ended?.(null);
  expect(stepsOf(only(server), 'step/loss')).toEqual(upTo(5));
  server.faults.length = 0;
  // Twice more, the last time only to say what was said already.
  await session(logger(server, outbox).listener, { from: 10, to: 15, ends: finishedEvent(15) });
  await session(logger(server, outbox).listener, { from: 15, to: 15, ends: finishedEvent(15) });
  expectWhole(only(server));
});

test('one value that the server refuses takes no other with it', async () => {
  const server = await testServer();
  server.refuse = (key) => key === 'step/gradient_norm';
  const { listener, said } = logger(server, memoryOutbox());
  await session(listener, whole);
  const run = only(server);
  expectWhole(run);
  expect(stepsOf(run, 'step/gradient_norm')).toEqual([]);
  expect(said).toHaveLength(15);
  expect(said[0]).toMatch(
    /^MLflow refuses "step\/gradient_norm" of step 1, which was left out: .*A metric is refused\.$/,
  );
});

test('a server that lets nobody in is told of once, and the training goes on', async () => {
  const server = await testServer();
  server.faults.push({ path: 'experiments/get-by-name', times: 100, status: 401 });
  const outbox = memoryOutbox();
  const { listener, said } = logger(server, outbox);
  await session(listener, whole);
  expect(said[0]).toMatch(/^Nothing more is sent to MLflow: .* answered 401 to experiments\/get-by-name/);
  expect(await outbox.count()).toBeGreaterThan(0);
});

test('a name and a password, or a token, go with each request, and into no message', async () => {
  const server = await testServer();
  const named = server.url.replace('//', '//ada:p%C3%A4ss@');
  const first = logger(server, memoryOutbox(), { url: named });
  await session(first.listener, whole);
  server.faults.push({ path: 'experiments/get-by-name', times: 1, status: 403 });
  const refused = logger(server, memoryOutbox(), { url: named });
  await session(refused.listener, whole);
  const second = logger(server, memoryOutbox(), { token: 'secret' });
  await session(second.listener, whole);
  const sent = new Set(server.requests.map(({ authorization }) => authorization));
  expect([...sent]).toEqual([`Basic ${Buffer.from('ada:päss').toString('base64')}`, 'Bearer secret']);
  expect(refused.said.join(' ')).not.toMatch(/ada|ss@|p%C3/);
});

test('a run that begins anew with other settings before its first checkpoint is another run', async () => {
  const server = await testServer();
  const outbox = memoryOutbox();
  const first = logger(server, outbox).listener;
  await session(first, { from: null, to: 3, ends: null });
  await first.ended?.(null);
  const config = structuredClone(heardRun().config);
  config.training.learningRate = 0.5;
  const { listener } = logger(server, outbox);
  await listener.started?.(heardRun({ config }));
  await listener.heard?.(startedEvent());
  for (const event of trainingEvents(0, 15)) await listener.heard?.(event);
  await listener.heard?.(finishedEvent(15));
  await listener.ended?.(finishedEvent(15));
  const [last] = [...server.runs.values()].slice(-1);
  expectWhole(last!);
  expect(last!.params.get('training.learningRate')).toBe('0.5');
});
