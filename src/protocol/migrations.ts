/**
 * Brings records of earlier versions up to date, stored or in an archive, one numbered step at a time, when they are
 * read. A step is never edited once released; `storage/samples/` has a record of every version, and a test reads each.
 */
import { z } from 'zod';
import { stepColumns } from './steps';

const storedPoint = z
  .record(z.string(), z.number().or(z.nan()))
  .and(z.object({ step: z.number(), epoch: z.number() }));

/** A record as it lies in a database or a file: nothing is known of it but that it is an object. */
export type StoredRecord = Record<string, unknown>;

/** Step i turns version i + 1 into version i + 2 and need not touch `version`. */
export type RecordStep = (record: StoredRecord) => StoredRecord;

export type RecordKind = 'run' | 'checkpoint' | 'history' | 'dataset';

export const recordSteps: Readonly<Record<RecordKind, readonly RecordStep[]>> = {
  run: [
    // Version 2 knows its metrics. What a task would say of them is not in the record; an empty list claims nothing,
    // and going on with the run fills it.
    (record) => ({ ...record, metrics: [] }),
  ],
  checkpoint: [],
  history: [
    // Version 2 keeps steps in columns, with the time of each, which version 1 did not know.
    ({ points, ...record }) => {
      const rows = z.array(storedPoint).safeParse(points);
      return { ...record, steps: rows.success ? stepColumns(rows.data) : points };
    },
  ],
  dataset: [
    // Version 2 says where the values lie; version 1 knew one place only.
    (record) => ({ ...record, location: { kind: 'arrays' } }),
  ],
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
