/**
 * Keeps drafts between visits. In localStorage, because they are small and must not be lost when a tab is closed
 * right after a change, which a write to the database cannot promise.
 */
import { z } from 'zod';
import { isTask } from '../tasks/runConfig';
import type { Draft } from './draft';
import { studio } from './studio';

const key = 'anneal.drafts';

const problemSchema = z.object({ path: z.string(), message: z.string() });

const draftSchema = z.object({
  fingerprint: z.string(),
  task: z.string(),
  preset: z.string().nullable(),
  config: z.record(z.string(), z.json()),
  text: z.string().nullable(),
  warnings: z.array(problemSchema),
  problems: z.array(problemSchema),
});

const keptSchema = z.object({
  version: z.literal(1),
  draftOf: z.string().nullable(),
  drafts: z.record(z.string(), draftSchema),
});

/** Puts back what an earlier visit left, and from now on writes every change. Returns how to stop. */
export function keepDrafts(storage: Storage = localStorage): () => void {
  const kept = read(storage);
  if (kept) studio.setState({ drafts: kept.drafts, draftOf: kept.draftOf });
  return studio.subscribe(({ drafts, draftOf }, before) => {
    if (drafts !== before.drafts || draftOf !== before.draftOf) write(storage, drafts, draftOf);
  });
}

/** What cannot be read is no draft, nor what is for a task that is not here: it is made again from the dataset. */
function read(storage: Storage) {
  try {
    const parsed = keptSchema.safeParse(JSON.parse(storage.getItem(key) ?? 'null'));
    if (!parsed.success) return null;
    const drafts = Object.entries(parsed.data.drafts).filter(([, { task }]) => isTask(task));
    return { ...parsed.data, drafts: Object.fromEntries(drafts) };
  } catch {
    return null;
  }
}

function write(storage: Storage, drafts: Record<string, Draft>, draftOf: string | null): void {
  try {
    storage.setItem(key, JSON.stringify({ version: 1, draftOf, drafts }));
  } catch {
    // Full or denied: the drafts live as long as the page.
  }
}
