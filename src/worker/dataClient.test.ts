/** The decoders that the page starts for the data worker, and the end of a data worker that is blocked. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SILENCE_SECONDS } from '../protocol/readingLimits';
import { openDataClient } from './dataClient';
import type { CancelMessage, ReplyMessage, RequestMessage, WorkerPort } from './requests';

class DecoderStub {
  static started: DecoderStub[] = [];
  ports: MessagePort[] = [];
  ended = false;
  constructor(readonly address: URL) {
    DecoderStub.started.push(this);
  }
  postMessage(port: MessagePort) {
    this.ports.push(port);
  }
  terminate() {
    this.ended = true;
  }
}

afterEach(() => {
  for (const port of DecoderStub.started.flatMap(({ ports }) => ports)) port.close();
  DecoderStub.started = [];
  vi.unstubAllGlobals();
});

/** A data worker that only keeps what it hears. */
function dataWorker() {
  const heard: [RequestMessage | CancelMessage, Transferable[]][] = [];
  let reply: (event: never) => void = () => {};
  let ended = 0;
  const port: WorkerPort = {
    postMessage: (message, transfer) => heard.push([message, transfer]),
    terminate: () => {
      ended++;
    },
    addEventListener: (type: string, listener: (event: never) => void) => {
      if (type === 'message') reply = listener;
    },
  };
  return { heard, port, ended: () => ended, say: (data: ReplyMessage) => reply({ data } as never) };
}

it('are started when the data worker asks, get the other ends of its ports, and end with it', () => {
  vi.stubGlobal('Worker', DecoderStub);
  const { heard, port, say } = dataWorker();
  const client = openDataClient(() => port);
  client.importFiles({ files: [] }).catch(() => {});
  say({ kind: 'event', event: { kind: 'decoders-wanted', count: 2 } });
  expect(DecoderStub.started.map(({ address }) => address.pathname.split('/').at(-1))).toEqual([
    'decodeWorker.ts',
    'decodeWorker.ts',
  ]);
  expect(DecoderStub.started.map(({ ports }) => ports.length)).toEqual([1, 1]);
  const [request, transfer] = heard.at(-1)!;
  expect(request).toMatchObject({ name: 'decoders' });
  expect(transfer).toHaveLength(2);
  // The next set of pictures has new ones.
  say({ kind: 'event', event: { kind: 'decoders-wanted', count: 1 } });
  expect(DecoderStub.started.map(({ ended }) => ended)).toEqual([true, true, false]);
  client.cancel();
  expect(DecoderStub.started.map(({ ended }) => ended)).toEqual([true, true, true]);
});

it('end when the data worker crashes', async () => {
  vi.stubGlobal('Worker', DecoderStub);
  const { port, say } = dataWorker();
  const imported = openDataClient(() => port).importFiles({ files: [] });
  say({ kind: 'event', event: { kind: 'decoders-wanted', count: 1 } });
  say({ kind: 'crashed', error: { code: 'internal', message: 'x' } });
  await expect(imported).rejects.toMatchObject({ code: 'worker-crashed' });
  expect(DecoderStub.started[0]!.ended).toBe(true);
});

describe('a data worker', () => {
  const second = 1000;
  const beat: ReplyMessage = { kind: 'event', event: { kind: 'beat' } };
  const files = [new File(['x'], 'endless.h5')];
  afterEach(() => vi.useRealTimers());

  async function importUnderWatch() {
    vi.useFakeTimers();
    const worker = dataWorker();
    const reports: number[] = [];
    let settled: unknown = null;
    const imported = openDataClient(() => worker.port).importFiles({ files }, {}, ({ done }) =>
      reports.push(done),
    );
    imported.catch((thrown) => {
      settled = thrown;
    });
    return { ...worker, imported, reports, settled: () => settled };
  }

  it('that falls silent is ended, and the import fails with what to do', async () => {
    const { say, ended, settled } = await importUnderWatch();
    say(beat);
    await vi.advanceTimersByTimeAsync((SILENCE_SECONDS - 1) * second);
    expect(ended()).toBe(0);
    await vi.advanceTimersByTimeAsync(2 * second);
    expect(ended()).toBe(1);
    expect(settled()).toMatchObject({
      code: 'file-format',
      message: `endless.h5 cannot be read: its reader went on for ${SILENCE_SECONDS} seconds without getting anywhere.`,
      details: { place: 'endless.h5' },
    });
  });

  it('that beats, or reports progress, is left alone, and so is one that still starts', async () => {
    const { say, ended, heard, reports, imported } = await importUnderWatch();
    await vi.advanceTimersByTimeAsync(30 * second);
    for (let step = 0; step < 10; step++) {
      say(beat);
      await vi.advanceTimersByTimeAsync(5 * second);
      say({ kind: 'progress', id: 1, progress: { phase: 'x', done: step, total: 10 } });
      await vi.advanceTimersByTimeAsync(5 * second);
    }
    expect(ended()).toBe(0);
    expect(reports).toHaveLength(10);
    expect(heard).toHaveLength(1);
    say({ kind: 'result', id: 1, value: null });
    await imported;
    await vi.advanceTimersByTimeAsync(60 * second);
    expect(ended()).toBe(0);
  });
});
