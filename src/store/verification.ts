/** Whether the metrics of a run are reproduced, by run id: asked of the worker, kept until the page is left. */
import { createStore } from 'zustand/vanilla';
import type { RunRecord } from '../protocol/records';
import type { Verification } from '../protocol/verification';
import { notifyFailure } from './notices';
import { trainClient } from './trainClient';

export interface AskedVerification {
  /** Ends it; null once it has ended. */
  cancel: (() => void) | null;
  /** null while it is under way, and where it failed. */
  result: Verification | null;
}

export const verifications = createStore<Readonly<Record<string, AskedVerification>>>(() => ({}));

/** Measures the best checkpoint again, on the backend that measured it then where that can be had. One at a time for a run. */
export async function verifyStoredRun(run: RunRecord): Promise<void> {
  if (verifications.getState()[run.id]?.cancel) return;
  const abort = new AbortController();
  const say = (asked: AskedVerification) => verifications.setState({ [run.id]: asked });
  say({ cancel: () => abort.abort(), result: null });
  try {
    const result = await trainClient.verify({ runId: run.id, backend: 'stored' }, { signal: abort.signal });
    say({ cancel: null, result });
  } catch (thrown) {
    notifyFailure(`Could not verify ${run.name}`, thrown, run.id);
    say({ cancel: null, result: null });
  }
}

/** Whether there is something to measure again: an epoch that was the best, of a run that is known whole and has ended. */
export function canVerify({ best, status, alone }: RunRecord): boolean {
  return best !== null && !alone && (status === 'finished' || status === 'stopped');
}
