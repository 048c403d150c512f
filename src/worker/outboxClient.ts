/** The page's side of the worker that sends what waits for an MLflow server. */
import { openRequests, type RequestClient } from './requests';

export type OutboxRequests = {
  /** @returns why the server cannot be logged to; null where it can. */
  check: { argument: { address: string }; result: string | null; progress: never };
  /** Answers when nothing waits any more, or nothing can be sent; says on the way what the reader should know. */
  send: {
    argument: { address: string };
    result: null;
    progress: { runId: string; name: string; message: string };
  };
};

/** Starts a worker with the policy of now. */
export function openOutboxClient(): RequestClient<OutboxRequests> {
  return openRequests(
    () =>
      new Worker(new URL('./outboxWorker.ts', import.meta.url), { type: 'module', name: 'anneal-outbox' }),
  );
}
