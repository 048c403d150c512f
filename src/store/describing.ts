/** What a dataset's draft would train. */
import type { Description } from '../protocol/commands';
import { draftConfig } from './drafting';
import { trainClient } from './trainClient';

/** Parameters, rows, steps, memory. Rejects with the reason why it cannot be trained. */
export async function describeDraft(fingerprint: string): Promise<Description> {
  return trainClient.describe(draftConfig(fingerprint), fingerprint);
}
