/** The decoders that the page starts for the data worker. */
import { afterEach, expect, it, vi } from 'vitest';
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
  const port: WorkerPort = {
    postMessage: (message, transfer) => heard.push([message, transfer]),
    terminate() {},
    addEventListener: (type: string, listener: (event: never) => void) => {
      if (type === 'message') reply = listener;
    },
  };
  return { heard, port, say: (data: ReplyMessage) => reply({ data } as never) };
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
