/** What the last validation of a run had to look at, by run id; written with the checkpoint that follows it. */
import { get } from 'idb-keyval';
import { z } from 'zod';
import type { StoredExamples } from '../protocol/records';
import { openStore } from './database';

const examplesSchema = z.object({ epoch: z.number(), value: z.unknown() });

/** Null where there are none. */
export async function readExamples(runId: string): Promise<StoredExamples | null> {
  const { data } = examplesSchema.safeParse(await get(runId, openStore('examples')));
  return data ?? null;
}

/** Inside a transaction over `examples`; null leaves what is there. */
export function putExamples(
  transaction: IDBTransaction,
  runId: string,
  examples: StoredExamples | null,
): void {
  if (examples) transaction.objectStore('examples').put(examples, runId);
}
