/** Turns what lies in the database into records: migrated, parsed, and the damaged ones set apart. */
import type { z } from 'zod';
import { AnnealError, type ErrorJson, sentence } from '../protocol/errors';
import { type RecordKind, recordSteps, upgradeRecord } from '../protocol/migrations';

/** Good records, and an account of each one that could not be read. */
export interface ReadRecords<Item> {
  records: Item[];
  problems: ErrorJson[];
}

/**
 * @param key where it lies, for the message.
 * @throws storage-failed naming the field that is wrong.
 */
export function readRecord<Schema extends z.ZodType>(
  kind: RecordKind,
  schema: Schema,
  key: IDBValidKey,
  stored: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(upgradeRecord(stored, recordSteps[kind]));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') || 'record';
  throw new AnnealError(
    'storage-failed',
    sentence(`The stored ${kind} ${String(key)} is damaged: ${field}: ${issue?.message}`),
    {
      place: `${kind} ${String(key)}`,
      received: field,
      remedy:
        'Everything else can be used. If Anneal was updated, reload the page; otherwise delete this one.',
    },
  );
}

/** As `readRecord`, over many: what is damaged is reported and the rest is still there. */
export function readRecords<Schema extends z.ZodType>(
  kind: RecordKind,
  schema: Schema,
  entries: readonly (readonly [IDBValidKey, unknown])[],
): ReadRecords<z.infer<Schema>> {
  const records: z.infer<Schema>[] = [];
  const problems: ErrorJson[] = [];
  for (const [key, stored] of entries) {
    try {
      records.push(readRecord(kind, schema, key, stored));
    } catch (thrown) {
      problems.push(AnnealError.from(thrown).toJSON());
    }
  }
  return { records, problems };
}

/**
 * When a stored record was deleted; null when it was not. There is a way back: a deleted record stays where it is with
 * the time of its deletion, until it is purged.
 */
export function deletedAt(stored: unknown): string | null {
  const marked = typeof stored === 'object' && stored !== null && 'deletedAt' in stored;
  return marked && typeof stored.deletedAt === 'string' ? stored.deletedAt : null;
}
