import { afterEach, describe, expect, it, vi } from 'vitest';
import { AnnealError } from '../protocol/errors';
import type { TrainEvent } from '../protocol/events';
import type { ReplyMessage, RequestMessage, WorkerPort } from './requests';
import { openTrainClient, type WorkerStart } from './trainClient';

/** Stands in for a worker: keeps what it was asked, and says what the test tells it to. */
function fakeWorker() {
  const listeners = new Map<string, (event: never) => void>();
  const asked: RequestMessage[] = [];
  const port: WorkerPort = {
    postMessage: (message) => {
      if (!('cancel' in message)) asked.push(message);
    },
    terminate: vi.fn(),
    addEventListener: (type: string, listener: (event: never) => void) => listeners.set(type, listener),
  };
  const fire = (type: string, event: unknown) => listeners.get(type)?.(event as never);
  return {
    port,
    asked,
    reply: (data: ReplyMessage) => fire('message', { data }),
    crash: (message: string) => fire('error', { message }),
  };
}

function openWithFakes() {
  const workers: (ReturnType<typeof fakeWorker> & WorkerStart)[] = [];
  const client = openTrainClient('the test', (how) => {
    const worker = { ...fakeWorker(), ...how };
    workers.push(worker);
    return worker.port;
  });
  const heard: [string, TrainEvent][] = [];
  const unsubscribe = client.subscribe((runId, event) => heard.push([runId, event]));
  return { client, workers, heard, unsubscribe };
}

const paused: TrainEvent = { type: 'paused', epoch: 1, step: 10 };

describe('the train client', () => {
  it('tells its listeners what a run says, and resolves when the training has ended', async () => {
    const { client, workers, heard, unsubscribe } = openWithFakes();
    const ended = client.train('r', { backend: 'auto' });
    const [worker] = workers;
    expect(worker!.asked[0]).toMatchObject({
      name: 'train',
      argument: { runId: 'r', backend: 'auto', resumeFrom: null, tab: 'the test' },
    });
    worker!.reply({ kind: 'progress', id: worker!.asked[0]!.id, progress: paused });
    unsubscribe();
    worker!.reply({ kind: 'progress', id: worker!.asked[0]!.id, progress: paused });
    worker!.reply({ kind: 'result', id: worker!.asked[0]!.id, value: null });
    await ended;
    expect(heard).toEqual([['r', paused]]);
  });

  it('says that the run failed when the worker crashes, and rejects everything under way', async () => {
    const { client, workers, heard } = openWithFakes();
    const ended = client.train('r', { backend: 'auto' });
    const pausing = client.pause('r');
    workers[0]!.crash('out of memory');
    await expect(ended).rejects.toMatchObject({ code: 'worker-crashed' });
    await expect(pausing).rejects.toMatchObject({ code: 'worker-crashed' });
    expect(heard).toMatchObject([['r', { type: 'failed', error: { code: 'worker-crashed' } }]]);
  });

  it('starts a fresh worker after a crash', async () => {
    const { client, workers } = openWithFakes();
    const first = client.train('r', { backend: 'auto' });
    workers[0]!.crash('');
    await expect(first).rejects.toThrow();
    const second = client.train('r', { backend: 'auto', resumeFrom: 'c' });
    workers[1]!.reply({ kind: 'result', id: workers[1]!.asked[0]!.id, value: null });
    await second;
    expect(workers[1]!.asked[0]).toMatchObject({ argument: { resumeFrom: 'c' } });
  });

  it('rejects without an event when a run could not begin', async () => {
    const { client, workers, heard } = openWithFakes();
    const ended = client.train('r', { backend: 'auto' });
    const error = new AnnealError('busy', 'elsewhere').toJSON();
    workers[0]!.reply({ kind: 'error', id: workers[0]!.asked[0]!.id, error });
    await expect(ended).rejects.toMatchObject({ code: 'busy' });
    expect(heard).toEqual([]);
  });

  it('asks questions of another worker, which a training that is ended at once does not touch', async () => {
    const { client, workers } = openWithFakes();
    const ended = client.train('r', { backend: 'auto' });
    const probed = client.probe();
    expect(workers).toHaveLength(2);
    client.terminate();
    await expect(ended).rejects.toMatchObject({ code: 'cancelled' });
    expect(workers[0]!.port.terminate).toHaveBeenCalled();
    const value = { available: [], automatic: { name: 'cpu' } };
    workers[1]!.reply({ kind: 'result', id: workers[1]!.asked[0]!.id, value });
    expect(await probed).toEqual(value);
  });
});

describe('several runs', () => {
  const backend = 'wasm';

  it('train in a worker each, and are told apart', async () => {
    const { client, workers, heard } = openWithFakes();
    const first = client.train('a', { backend });
    const second = client.train('b', { backend, oneThread: true });
    expect(workers.map(({ beside }) => beside)).toEqual([false, true]);
    await expect(client.train('a', { backend })).rejects.toMatchObject({ code: 'busy' });
    const stopping = client.stop('b');
    expect(workers[1]!.asked.map(({ name }) => name)).toEqual(['train', 'stop']);
    await expect(client.pause('c')).rejects.toMatchObject({ code: 'data-not-found' });
    for (const worker of workers) {
      worker!.reply({ kind: 'progress', id: worker!.asked[0]!.id, progress: paused });
    }
    expect(heard).toEqual([
      ['a', paused],
      ['b', paused],
    ]);
    // A crash is that of its own run alone.
    workers[1]!.crash('out of memory');
    await expect(second).rejects.toMatchObject({ code: 'worker-crashed' });
    await expect(stopping).rejects.toMatchObject({ code: 'worker-crashed' });
    workers[0]!.reply({ kind: 'result', id: workers[0]!.asked[0]!.id, value: null });
    await first;
  });

  it('leave one worker for the next run; those of runs beside others, and a second one, are ended', async () => {
    const { client, workers } = openWithFakes();
    const runs = [
      client.train('a', { backend }),
      client.train('b', { backend: 'webgpu' }),
      client.train('c', { backend, oneThread: true }),
    ];
    for (const worker of [...workers]) {
      worker!.reply({ kind: 'result', id: worker!.asked[0]!.id, value: null });
    }
    await Promise.all(runs);
    const ended = workers.map(({ port }) => vi.mocked(port.terminate).mock.calls.length > 0);
    expect(ended).toEqual([false, true, true]);
    void client.train('d', { backend });
    expect(workers).toHaveLength(3);
    expect(workers[0]!.asked.at(-1)).toMatchObject({ argument: { runId: 'd' } });
  });

  it('train in workers of their own start after a renewal, which ends none that trains', async () => {
    const { client, workers } = openWithFakes();
    const finish = (i: number) =>
      workers[i]!.reply({ kind: 'result', id: workers[i]!.asked[0]!.id, value: null });
    const isEnded = () => workers.map(({ port }) => vi.mocked(port.terminate).mock.calls.length > 0);
    const first = client.train('a', { backend });
    client.renew();
    expect(isEnded()).toEqual([false]);
    finish(0);
    await first;
    expect(isEnded()).toEqual([true]);
    const second = client.train('a', { backend, mlflow: 'http://localhost:5000' });
    finish(1);
    await second;
    expect(workers[1]!.asked[0]!.argument).toMatchObject({ mlflow: 'http://localhost:5000' });
    client.renew();
    void client.train('a', { backend }).catch(() => {});
    expect(isEnded()).toEqual([true, true, false]);
  });

  it('are all ended at once', async () => {
    const { client, workers } = openWithFakes();
    const runs = ['a', 'b'].map((id) => client.train(id, { backend }));
    client.terminate();
    for (const run of runs) await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    for (const { port } of workers) expect(port.terminate).toHaveBeenCalled();
  });
});

describe('tensors', () => {
  const report = { epoch: 1, step: 10, tensors: [] };
  const ofCheckpoint = { checkpointId: 'c', activations: false, backend: 'auto' } as const;

  it('of a run are asked of the worker that trains it, those of a checkpoint of the other one', async () => {
    const { client, workers } = openWithFakes();
    client.train('r', { backend: 'auto' }).catch(() => {});
    const live = client.liveTensors({ runId: 'r', activations: true });
    const stored = client.checkpointTensors(ofCheckpoint);
    const [trainer, answerer] = workers;
    expect(trainer!.asked[1]).toMatchObject({ name: 'liveTensors', argument: { runId: 'r' } });
    expect(answerer!.asked[0]).toMatchObject({ name: 'checkpointTensors', argument: ofCheckpoint });
    trainer!.reply({ kind: 'result', id: trainer!.asked[1]!.id, value: report });
    answerer!.reply({ kind: 'result', id: answerer!.asked[0]!.id, value: report });
    expect(await live).toEqual(report);
    expect(await stored).toEqual(report);
  });
});

describe('a worker that starts threads', () => {
  afterEach(() => void vi.useRealTimers());

  function trainUntilThreadsStart() {
    vi.useFakeTimers();
    const opened = openWithFakes();
    const ended = opened.client.train('r', { backend: 'wasm' });
    opened.workers[0]!.reply({ kind: 'threads', state: 'starting' });
    return { ...opened, ended };
  }

  it('is replaced by one without threads when they hang, and the run goes on there', async () => {
    const { workers, heard, ended } = trainUntilThreadsStart();
    vi.advanceTimersByTime(9_000);
    expect(workers).toHaveLength(1);
    vi.advanceTimersByTime(2_000);
    expect(workers.map(({ threads }) => threads)).toEqual([true, false]);
    expect(workers[0]!.port.terminate).toHaveBeenCalled();
    expect(workers[1]!.asked).toEqual(workers[0]!.asked);
    workers[1]!.reply({ kind: 'progress', id: workers[1]!.asked[0]!.id, progress: paused });
    workers[1]!.reply({ kind: 'result', id: workers[1]!.asked[0]!.id, value: null });
    await ended;
    expect(heard).toEqual([['r', paused]]);
  });

  it('is replaced at once when one of them fails', async () => {
    const { workers, heard, ended } = trainUntilThreadsStart();
    workers[0]!.crash('the script could not be loaded');
    expect(workers.map(({ threads }) => threads)).toEqual([true, false]);
    workers[1]!.reply({ kind: 'result', id: workers[1]!.asked[0]!.id, value: null });
    await ended;
    expect(heard).toEqual([]);
  });

  it('is left alone once they have started', async () => {
    const { workers, ended } = trainUntilThreadsStart();
    workers[0]!.reply({ kind: 'threads', state: 'ended' });
    vi.advanceTimersByTime(60_000);
    expect(workers).toHaveLength(1);
    workers[0]!.crash('out of memory');
    await expect(ended).rejects.toMatchObject({ code: 'worker-crashed' });
  });
});
