/**
 * Requests to a worker as typed promises. A request that is under way when the worker dies or is terminated is
 * rejected, never left hanging, and the next request starts a fresh worker.
 * The worker's side is `serveRequests.ts`. Nothing here imports an engine, so it is safe in the page's bundle.
 */
import { AnnealError, type ErrorJson, sentence } from '../protocol/errors';
import { watchLife } from './liveness';

/** What a worker offers: for each request what goes in, what comes out, and what it says on the way. */
export type RequestMap = Record<string, { argument: unknown; result: unknown; progress: unknown }>;

/** Page -> worker. */
export interface RequestMessage {
  id: number;
  name: string;
  argument: unknown;
}

/** Page -> worker: nobody waits for the answer to this request any more. */
export interface CancelMessage {
  cancel: number;
}

/** Worker -> page. An `event` belongs to no request; `crashed` reports a rejection that nobody handled. */
export type ReplyMessage =
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'error'; id: number; error: ErrorJson }
  | { kind: 'progress'; id: number; progress: unknown }
  | { kind: 'event'; event: unknown }
  | { kind: 'crashed'; error: ErrorJson }
  /** The worker holds this lock while it lives. */
  | { kind: 'alive'; lock: string }
  /** The worker is about to start threads of its own, which may block it for ever; or it has, or could not. */
  | { kind: 'threads'; state: 'starting' | 'ended' };

/** The part of `Worker` that is used, so that tests can stand in for one. */
export interface WorkerPort {
  postMessage(message: RequestMessage | CancelMessage, transfer: Transferable[]): void;
  terminate(): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ReplyMessage>) => void): void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
  addEventListener(type: 'messageerror', listener: (event: MessageEvent) => void): void;
}

export interface RequestOptions<Progress> {
  onProgress?: (progress: Progress) => void;
  /** Buffers handed over instead of copied. */
  transfer?: Transferable[];
  /** Rejects the request at once with `cancelled`; the worker hears of it when its handler next looks. */
  signal?: AbortSignal;
}

export interface RequestClient<Requests extends RequestMap> {
  /** Rejects with an AnnealError: the worker's own, `worker-crashed`, or the reason given to `terminate`. */
  request<Name extends keyof Requests & string>(
    name: Name,
    argument: Requests[Name]['argument'],
    options?: RequestOptions<Requests[Name]['progress']>,
  ): Promise<Requests[Name]['result']>;
  /** Ends the worker at once and rejects everything under way with the reason. */
  terminate(reason: AnnealError): void;
  /** Requests under way. */
  pending(): number;
}

export interface ClientListeners {
  /** Events outside any request, in the order they were posted. */
  onEvent?: (event: unknown) => void;
  /** The worker died by itself; everything under way has been rejected already. */
  onCrash?: (error: AnnealError) => void;
}

/** A start of threads that takes longer is given up. One thread instead does no harm, so this errs on the short side. */
const threadsLimitMs = 10_000;

interface Pending {
  message: RequestMessage;
  resolve(value: unknown): void;
  reject(error: AnnealError): void;
  onProgress(progress: unknown): void;
}

/**
 * @param start makes the worker; called lazily, and again after a crash or `terminate`. With `threads: false` after a
 *   worker that hung or crashed while it started threads: what that one was asked, its successor is asked again. So
 *   requests to a worker that starts threads must transfer nothing, and hold nothing for themselves before it has.
 */
export function openRequests<Requests extends RequestMap>(
  start: (options: { threads: boolean }) => WorkerPort,
  listeners: ClientListeners = {},
): RequestClient<Requests> {
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let current: WorkerPort | null = null;
  let endWatch = () => {};
  let threads = true;
  let startingThreads: ReturnType<typeof setTimeout> | undefined;

  function drop(): void {
    endWatch();
    clearTimeout(startingThreads);
    startingThreads = undefined;
    current?.terminate();
    current = null;
  }

  function abandon(reason: AnnealError): void {
    drop();
    const abandoned = [...pending.values()];
    pending.clear();
    for (const request of abandoned) request.reject(reason);
  }

  function goOnWithoutThreads(): void {
    drop();
    threads = false;
    const port = worker();
    for (const { message } of pending.values()) port.postMessage(message, []);
  }

  function crash(error: AnnealError): void {
    if (startingThreads !== undefined) {
      goOnWithoutThreads();
      return;
    }
    abandon(error);
    listeners.onCrash?.(error);
  }

  function receive(reply: ReplyMessage): void {
    switch (reply.kind) {
      case 'result':
        pending.get(reply.id)?.resolve(reply.value);
        pending.delete(reply.id);
        return;
      case 'error':
        pending.get(reply.id)?.reject(AnnealError.fromJSON(reply.error));
        pending.delete(reply.id);
        return;
      case 'progress':
        pending.get(reply.id)?.onProgress(reply.progress);
        return;
      case 'event':
        listeners.onEvent?.(reply.event);
        return;
      case 'crashed':
        crash(crashed(reply.error.message));
        return;
      case 'alive':
        endWatch = watchLife(reply.lock, () => crash(crashed('it was closed')));
        return;
      case 'threads':
        clearTimeout(startingThreads);
        startingThreads =
          reply.state === 'starting' ? setTimeout(goOnWithoutThreads, threadsLimitMs) : undefined;
    }
  }

  function worker(): WorkerPort {
    if (current !== null) return current;
    const port = start({ threads });
    current = port;
    // A terminated worker may still have messages in the queue: only the current one is heard.
    port.addEventListener('message', (event) => port === current && receive(event.data));
    // What failed to load says nothing, not even that it is an ErrorEvent.
    port.addEventListener(
      'error',
      (event) => port === current && crash('message' in event ? crashed(event.message) : notLoaded()),
    );
    port.addEventListener(
      'messageerror',
      () => port === current && crash(crashed('a message was unreadable')),
    );
    return port;
  }

  return {
    request: (name, argument, options = {}) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        try {
          const port = worker();
          // Both sides are typed by the same RequestMap and come from the same build.
          const onProgress = options.onProgress as ((progress: unknown) => void) | undefined;
          const message = { id, name, argument };
          pending.set(id, { message, resolve, reject, onProgress: (progress) => onProgress?.(progress) });
          port.postMessage(message, options.transfer ?? []);
          const cancel = () => {
            if (!pending.delete(id)) return;
            current?.postMessage({ cancel: id }, []);
            reject(new AnnealError('cancelled', 'This was cancelled.'));
          };
          if (options.signal?.aborted) cancel();
          else options.signal?.addEventListener('abort', cancel, { once: true });
        } catch (thrown) {
          pending.delete(id);
          reject(AnnealError.from(thrown));
        }
      }),
    terminate: abandon,
    pending: () => pending.size,
  };
}

function notLoaded(): AnnealError {
  return new AnnealError('worker-crashed', 'A part of the studio could not be loaded.', {
    remedy: 'Try again when there is a network.',
  });
}

function crashed(reason: string): AnnealError {
  return new AnnealError(
    'worker-crashed',
    sentence(`The worker stopped unexpectedly: ${reason || 'no reason given'}`),
    {
      remedy: 'Try again. If it happens again, the data or the model may be too large for this machine.',
    },
  );
}
