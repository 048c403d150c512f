/** Long sums on the page: a function that lets the page draw and hear clicks now and then, and ends the work once nobody waits. */
import { AnnealError } from '../../protocol/errors';

/** Milliseconds of work between two breaths: less than a frame. */
const TURN = 12;

/** @returns what is awaited between steps; it rejects with `cancelled` after the signal. */
export function breathing(signal: AbortSignal): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < TURN) return;
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) throw new AnnealError('cancelled', 'Nobody waits for the answer any more.');
    since = performance.now();
  };
}
