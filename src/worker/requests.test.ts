/** The request layer through both of its sides, joined by a stand-in for a worker. */

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually } from '../eventually.fixture';
import { AnnealError } from '../protocol/errors';
import {
  type CancelMessage,
  openRequests,
  type ReplyMessage,
  type RequestMessage,
  type WorkerPort,
} from './requests';
import { serveRequests } from './serveRequests';

type Requests = {
  double: { argument: number; result: number; progress: string };
  refuse: { argument: null; result: never; progress: never };
  never: { argument: null; result: never; progress: never };
  count: { argument: null; result: null; progress: number };
};

interface StandIn extends WorkerPort {
  dispatch(type: 'error' | 'messageerror', event: unknown): void;
  rejectInside(reason: unknown): void;
  emit(event: unknown): void;
  terminated: boolean;
}

function startWorker(): StandIn {
  const inside = new Map<string, (event: never) => void>();
  const outside = new Map<string, (event: never) => void>();
  const deliver = (side: typeof inside, type: string, event: unknown) => side.get(type)?.(event as never);
  const emit = serveRequests<Requests>(
    {
      postMessage: (data: ReplyMessage) => queueMicrotask(() => deliver(outside, 'message', { data })),
      addEventListener: (type: string, listener: (event: never) => void) => void inside.set(type, listener),
    },
    {
      double: {
        schema: z.number(),
        handle: (value, context) => {
          context.progress(`doubling ${value}`);
          return value * 2;
        },
      },
      refuse: {
        schema: z.null(),
        handle: () => {
          throw new AnnealError('data-empty', 'Nothing in it', { place: 'x.csv' });
        },
      },
      never: { schema: z.null(), handle: () => new Promise<never>(() => {}) },
      count: {
        schema: z.null(),
        async handle(_, { progress, signal }) {
          for (let i = 1; !signal.aborted; i++) {
            progress(i);
            await new Promise((resolve) => setTimeout(resolve));
          }
          emit('counted');
          return null;
        },
      },
    },
  );
  return {
    terminated: false,
    postMessage: (data: RequestMessage | CancelMessage) =>
      queueMicrotask(() => deliver(inside, 'message', { data })),
    terminate() {
      this.terminated = true;
    },
    addEventListener: (type: string, listener: (event: never) => void) => void outside.set(type, listener),
    dispatch: (type, event) => deliver(outside, type, event),
    rejectInside: (reason) => deliver(inside, 'unhandledrejection', { reason }),
    emit,
  };
}

function openClient() {
  const workers: StandIn[] = [];
  const events: unknown[] = [];
  const crashes: AnnealError[] = [];
  const client = openRequests<Requests>(
    () => {
      const worker = startWorker();
      workers.push(worker);
      return worker;
    },
    { onEvent: (event) => events.push(event), onCrash: (error) => crashes.push(error) },
  );
  return { client, workers, events, crashes };
}

describe('requests', () => {
  it('answers with the result after its progress', async () => {
    const { client } = openClient();
    const progress: string[] = [];
    const results = await Promise.all([
      client.request('double', 4, { onProgress: (text) => progress.push(text) }),
      client.request('double', 5),
    ]);
    expect(results).toEqual([8, 10]);
    expect(progress).toEqual(['doubling 4']);
    expect(client.pending()).toBe(0);
  });

  it('carries a typed error across', async () => {
    const { client } = openClient();
    await expect(client.request('refuse', null)).rejects.toMatchObject({
      code: 'data-empty',
      message: 'Nothing in it',
      details: { place: 'x.csv' },
    });
  });

  it('refuses an argument that does not parse', async () => {
    const { client } = openClient();
    await expect(client.request('double', 'four' as never)).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('Request "double"'),
    });
  });

  it('rejects everything under way when the worker crashes, and starts a fresh one', async () => {
    const { client, workers, crashes } = openClient();
    const waiting = [client.request('never', null), client.request('never', null)];
    const settled = Promise.allSettled(waiting);
    workers[0]?.dispatch('error', { message: 'out of memory' });
    for (const outcome of await settled) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { code: 'worker-crashed', message: 'The worker stopped unexpectedly: out of memory.' },
      });
    }
    expect(crashes).toHaveLength(1);
    expect(workers[0]?.terminated).toBe(true);
    expect(await client.request('double', 1)).toBe(2);
    expect(workers).toHaveLength(2);
  });

  it('treats an unhandled rejection inside the worker as a crash', async () => {
    const { client, workers } = openClient();
    const waiting = client.request('never', null);
    workers[0]?.rejectInside(new Error('lost'));
    await expect(waiting).rejects.toMatchObject({ code: 'worker-crashed' });
  });

  it('rejects with the given reason when terminated, and ignores what the old worker still says', async () => {
    const { client, workers, events } = openClient();
    const waiting = client.request('never', null);
    client.terminate(new AnnealError('cancelled', 'The import was cancelled'));
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    workers[0]?.emit('late');
    await Promise.resolve();
    expect(events).toEqual([]);
  });

  it('rejects one request at once when it is cancelled, tells the worker, and leaves the others alone', async () => {
    const { client, workers, events } = openClient();
    const counted = new AbortController();
    const other = client.request('never', null);
    const said: number[] = [];
    const counting = client.request('count', null, {
      signal: counted.signal,
      onProgress: (n) => {
        said.push(n);
        if (n === 3) counted.abort();
      },
    });
    await expect(counting).rejects.toMatchObject({ code: 'cancelled' });
    expect(said).toEqual([1, 2, 3]);
    await eventually(() => expect(events).toEqual(['counted']));
    expect(client.pending()).toBe(1);
    expect(workers).toHaveLength(1);
    client.terminate(new AnnealError('cancelled', 'end of the test'));
    await expect(other).rejects.toMatchObject({ message: 'end of the test' });
  });

  it('passes events on in order', async () => {
    const { client, workers, events } = openClient();
    await client.request('double', 1);
    workers[0]?.emit('a');
    workers[0]?.emit('b');
    await Promise.resolve();
    expect(events).toEqual(['a', 'b']);
  });
});
