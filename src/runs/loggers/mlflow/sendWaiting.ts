/** Sends what waits of a run that does not train now, as when a page is opened again. */
import type { Outbox } from '../../../protocol/outbox';
import { senderStateSchema } from './letters';
import { startSender } from './sender';
import { mlflowServer } from './server';

export interface WaitingRun {
  url: string;
  experiment: string | undefined;
  /** Of the run. */
  name: string;
  outbox: Outbox;
  /** Hears what the reader should know, in sentences. */
  say: (message: string) => void;
  /** Ends everything; what was not sent goes on waiting. */
  signal: AbortSignal;
  /** A pause; for tests. */
  sleep?: ((milliseconds: number) => Promise<void>) | undefined;
}

/** @returns when nothing waits any more, or nothing can be sent. What waits for another server is left alone. */
export async function sendWaiting({ url, signal, ...run }: WaitingRun): Promise<void> {
  const server = mlflowServer({ url, signal });
  const { data: state } = senderStateSchema.safeParse(await run.outbox.state());
  if (!state || state.server !== server.address) return;
  await startSender({ ...run, server, state, signal }).finish();
}

/** The address of the server that knows the run; null where none does. */
export async function serverOf(outbox: Outbox): Promise<string | null> {
  return senderStateSchema.safeParse(await outbox.state()).data?.server ?? null;
}
