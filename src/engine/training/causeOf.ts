/** Why a run failed. What is thrown first is often only a consequence: reading from a GPU that is gone. */
import { AnnealError } from '../../protocol/errors';
import type { Backend } from '../backend';
import { nextTask } from './nextTask';

/** The loss of the GPU or its first error, where there is one; else what was thrown. */
export async function causeOf(thrown: unknown, backend: Backend): Promise<AnnealError> {
  // The device's own promise may settle a moment after the first read that fails.
  const lost = await Promise.race([backend.lost, nextTask().then(() => null)]);
  return lost ?? backend.takeFault() ?? AnnealError.from(thrown);
}
