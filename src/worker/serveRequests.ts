/**
 * The worker's side of `requests.ts`: parses each request, runs its handler, answers with a result or an error.
 */
import type { z } from 'zod';
import { AnnealError, sentence } from '../protocol/errors';
import { holdLife } from './liveness';
import type { CancelMessage, ReplyMessage, RequestMap, RequestMessage } from './requests';

/** The part of a worker's global scope that is used. */
export interface WorkerScope {
  name?: string;
  postMessage(message: ReplyMessage, transfer: Transferable[]): void;
  addEventListener(
    type: 'message',
    listener: (event: MessageEvent<RequestMessage | CancelMessage>) => void,
  ): void;
  addEventListener(type: 'unhandledrejection', listener: (event: PromiseRejectionEvent) => void): void;
}

export interface RequestContext<Progress> {
  /** @param transfer buffers in it that are handed over instead of copied. */
  progress(progress: Progress, transfer?: Transferable[]): void;
  /** Buffers of the result that are handed over instead of copied: push them here. */
  transfer: Transferable[];
  /** Aborted when nobody waits for the answer any more: a handler with much to do looks now and then. */
  signal: AbortSignal;
}

export interface RequestHandler<Argument, Result, Progress> {
  /** Parses the argument; what does not fit is answered with an `internal` error. */
  schema: z.ZodType<Argument>;
  handle(argument: Argument, context: RequestContext<Progress>): Result | Promise<Result>;
}

export type RequestHandlers<Requests extends RequestMap> = {
  [Name in keyof Requests]: RequestHandler<
    Requests[Name]['argument'],
    Requests[Name]['result'],
    Requests[Name]['progress']
  >;
};

/**
 * Answers requests until the worker ends. Requests run concurrently; a handler that needs order keeps it itself.
 * @returns a function that posts an event outside any request.
 */
export function serveRequests<Requests extends RequestMap>(
  scope: WorkerScope,
  handlers: RequestHandlers<Requests>,
): (event: unknown) => void {
  const underWay = new Map<number, AbortController>();
  const post = (message: ReplyMessage, transfer: Transferable[] = []) => scope.postMessage(message, transfer);

  async function answer({ id, name, argument }: RequestMessage): Promise<void> {
    const controller = new AbortController();
    underWay.set(id, controller);
    try {
      const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
      if (!handler) throw new AnnealError('internal', `The worker knows no request "${name}".`);
      const parsed = handler.schema.safeParse(argument);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        throw new AnnealError(
          'internal',
          sentence(`Request "${name}": ${issue?.message ?? 'not understood'}`),
          {
            place: issue?.path.join('.'),
          },
        );
      }
      const transfer: Transferable[] = [];
      const value = await handler.handle(parsed.data, {
        progress: (progress, handedOver) => post({ kind: 'progress', id, progress }, handedOver),
        transfer,
        signal: controller.signal,
      });
      post({ kind: 'result', id, value }, transfer);
    } catch (thrown) {
      post({ kind: 'error', id, error: AnnealError.from(thrown).toJSON() });
    } finally {
      underWay.delete(id);
    }
  }

  scope.addEventListener('message', ({ data }) => {
    if ('cancel' in data) underWay.get(data.cancel)?.abort();
    else void answer(data);
  });
  // The page's `error` event does not fire for rejections inside a worker, so they are passed on by hand.
  scope.addEventListener('unhandledrejection', (event) =>
    post({ kind: 'crashed', error: AnnealError.from(event.reason).toJSON() }),
  );
  holdLife((lock) => post({ kind: 'alive', lock }));
  return (event) => post({ kind: 'event', event });
}
