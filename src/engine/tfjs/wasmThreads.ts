/**
 * Starts the WASM backend on as many threads as it has use for, and says so before and after: starting threads can
 * block this worker for ever (`docs/decisions/wasm-threads.md`), so whoever may end it must be able to notice.
 */
import * as tf from '@tensorflow/tfjs';
import { AnnealError } from '../../protocol/errors';
import { threadsOf } from './threadCount';

/** A slow network may take long for half a megabyte; a start that takes longer than this does not come. */
const limitSeconds = 60;

let refusal: string | null = null;
let announce: (state: ThreadsState) => void = () => {};

export type ThreadsState = 'starting' | 'ended';

/** WASM computes on one thread from now on. @param reason a sentence for the reader of the run's log. */
export function refuseThreads(reason: string | null): void {
  refusal = reason;
}

/** Calls `listener` before several threads are started, and when that has succeeded or failed. */
export function watchThreads(listener: (state: ThreadsState) => void): void {
  announce = listener;
}

/** On how many threads WASM would compute, and why on one where there could be several; else null. Starts none. */
export async function plannedThreads(): Promise<{ threads: number; oneThread: string | null }> {
  const due = threadsOf(globalThis.navigator?.hardwareConcurrency ?? 1);
  // The threaded binary has no use for a single thread, and would start workers for it all the same.
  if (due === 1 || refusal !== null) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const threaded = (await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) === true;
  return { threads: threaded ? due : 1, oneThread: due === 1 ? null : refusal };
}

/**
 * @param activate makes WASM the active backend.
 * @returns why there is one thread where there could be several; else null.
 * @throws what `activate` throws, and backend-unavailable when it does not come to an end.
 */
export async function startWasm(activate: () => Promise<void>): Promise<string | null> {
  const { threads, oneThread } = await plannedThreads();
  const threaded = threads > 1;
  if (threaded) announce('starting');
  try {
    await inTime(activate());
  } finally {
    if (threaded) announce('ended');
  }
  return oneThread;
}

async function inTime(start: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `The WASM backend did not start within ${limitSeconds} seconds.`;
      const remedy = 'Reload the page; if that does not help, choose another backend.';
      reject(new AnnealError('backend-unavailable', message, { received: 'wasm', remedy }));
    }, limitSeconds * 1000);
  });
  try {
    await Promise.race([start, late]);
  } finally {
    clearTimeout(timer);
  }
}
