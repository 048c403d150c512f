/**
 * Records of a `.wandb` file, as `wandb sync` takes them: run, configuration, history, summary, exit. Each is put into the file by
 * `wandbChunks`. Messages: wandb/proto/wandb_internal.proto.
 */
import { integerField, messageField, protoMessage, textField } from '../protobuf';

export type WandbValues = ReadonlyMap<string, unknown>;

export interface WandbRun {
  id: string;
  project: string;
  name: string;
  notes: string;
  tags: readonly string[];
  settings: WandbValues;
  /** The first step that the file has. */
  startingStep: number;
  startedAt: Date;
}

/** The first record: whose file it is, and the version of W&B that can read it. */
export function headerRecord(number: number): Uint8Array {
  return record(number, 21, [messageField(1, [textField(1, 'anneal'), textField(2, '0.12.0')])]);
}

export function runRecord(number: number, run: WandbRun): Uint8Array {
  const milliseconds = run.startedAt.getTime();
  const seconds = Math.floor(milliseconds / 1000);
  return record(number, 17, [
    textField(1, run.id),
    textField(3, run.project),
    messageField(4, updates(run.settings)),
    textField(8, run.name),
    textField(9, run.notes),
    ...run.tags.map((tag) => textField(10, tag)),
    integerField(14, run.startingStep),
    messageField(17, [integerField(1, seconds), integerField(2, (milliseconds - seconds * 1000) * 1e6)]),
  ]);
}

export function configRecord(number: number, settings: WandbValues): Uint8Array {
  return record(number, 5, updates(settings));
}

export function summaryRecord(number: number, values: WandbValues): Uint8Array {
  return record(number, 3, updates(values));
}

/** A row of the history. Steps of rows rise: W&B knows one row a step. */
export function historyRecord(number: number, step: number, values: WandbValues): Uint8Array {
  const items = [...values].map(([key, value]) =>
    messageField(1, [textField(1, key), textField(16, jsonOf(value))]),
  );
  return record(number, 2, [...items, messageField(2, [integerField(1, step)])]);
}

/** How it ended: 0 is well. @param seconds how long it took. */
export function exitRecord(number: number, code: number, seconds: number): Uint8Array {
  return record(number, 18, [integerField(1, code), integerField(2, Math.round(seconds))]);
}

function record(number: number, field: number, content: readonly Uint8Array[]): Uint8Array {
  return protoMessage([integerField(1, number), messageField(field, content)]);
}

function updates(values: WandbValues): Uint8Array[] {
  return [...values].map(([key, value]) =>
    messageField(1, [textField(1, key), textField(16, jsonOf(value))]),
  );
}

/** JSON with the numbers that JSON lacks, as Python writes them and W&B reads them. */
function jsonOf(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return JSON.stringify(value) ?? 'null';
}
