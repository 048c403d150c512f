/**
 * Brings stored records of earlier versions up to date, one numbered step at a time, when they are read.
 * Every stored kind of record has its own list; a step is never edited once released.
 * Stored samples of every version that ever was are in `samples/`, and a test reads each of them.
 */

/** A record as it lies in the database: nothing is known of it but that it is an object. */
export type StoredRecord = Record<string, unknown>;

/** Step i turns version i + 1 into version i + 2 and need not touch `version`. */
export type RecordStep = (record: StoredRecord) => StoredRecord;

export type RecordKind = 'run' | 'checkpoint' | 'history' | 'dataset';

/** All records are still at version 1. */
export const recordSteps: Readonly<Record<RecordKind, readonly RecordStep[]>> = {
  run: [],
  checkpoint: [],
  history: [],
  dataset: [],
};

/** The record at the newest version; something without a known version is left for its schema to refuse. */
export function upgradeRecord(stored: unknown, steps: readonly RecordStep[]): unknown {
  if (typeof stored !== 'object' || stored === null || !('version' in stored)) return stored;
  const { version } = stored;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return stored;
  let record: StoredRecord = { ...stored };
  for (let from = version; from <= steps.length; from++) {
    record = { ...steps[from - 1]!(record), version: from + 1 };
  }
  return record;
}
