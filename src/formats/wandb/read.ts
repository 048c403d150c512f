/**
 * Reads a `.wandb` file: curves, settings and summary of a run. Pictures, tables and console output in it are counted and said
 * to be left out; what stands before a torn end is read.
 */
import { z } from 'zod';
import { AnnealError } from '../../protocol/errors';
import type { Json } from '../../protocol/json';
import type { NamedBlob, ReadWatch } from '../openedFile';
import { integerOf, type ProtoField, readFields, textOf } from '../protobuf';
import { growingCurves, leftOutWords, type ReadRun } from '../readRun';
import { wandbRecords } from './chunks';

export interface WandbRunFile extends ReadRun {
  /** As W&B knows the run; null where the file does not say. */
  id: string | null;
  project: string | null;
  notes: string | null;
  tags: string[];
  exitCode: number | null;
}

/** @throws AnnealError `file-format` for what is no such file, `cancelled`. */
export async function readWandb(file: NamedBlob, watch: ReadWatch = {}): Promise<WandbRunFile> {
  const problems: string[] = [];
  const say = (problem: string) => void problems.push(problem);
  const curves = growingCurves();
  const settings = new Map<string, Json>();
  const summary = new Map<string, Json>();
  const run: Pick<WandbRunFile, 'id' | 'project' | 'name' | 'notes' | 'tags' | 'exitCode'> = {
    id: null,
    project: null,
    name: null,
    notes: null,
    tags: [],
    exitCode: null,
  };
  const leftOut = new Map<string, number>();
  let unreadable = 0;

  function takeRun(bytes: Uint8Array): void {
    run.tags = [];
    for (const field of readFields(bytes)) {
      if (field.number === 1) run.id = textOf(field);
      if (field.number === 3) run.project = textOf(field);
      if (field.number === 4) update(settings, field.bytes);
      if (field.number === 5) update(summary, field.bytes);
      if (field.number === 8) run.name = textOf(field);
      if (field.number === 9) run.notes = textOf(field);
      if (field.number === 10) run.tags.push(textOf(field));
    }
  }

  function takeRow(bytes: Uint8Array): void {
    const { step, values } = rowOf(bytes);
    const wallTime = values.get('_timestamp');
    const at = typeof wallTime === 'number' ? wallTime : Number.NaN;
    for (const [name, value] of values) {
      if (name === '_step' || name === '_timestamp') continue;
      if (typeof value === 'number') curves.add(name, step, at, value);
      else leftOut.set(name, (leftOut.get(name) ?? 0) + 1);
    }
  }

  for await (const { record } of wandbRecords(file, say, watch)) {
    try {
      for (const { number, bytes } of readFields(record)) {
        if (number === 2) takeRow(bytes);
        if (number === 3) update(summary, bytes);
        if (number === 5) update(settings, bytes);
        if (number === 17) takeRun(bytes);
        if (number === 18) run.exitCode = exitCodeOf(bytes);
      }
    } catch (thrown) {
      if (AnnealError.from(thrown).code !== 'file-format') throw thrown;
      unreadable++;
    }
  }
  if (unreadable > 0) say(leftOutWords(unreadable, 'record', 'that cannot be read'));
  for (const [name, count] of leftOut) say(leftOutWords(count, 'value', `of "${name}", no numbers,`));
  if (curves.leftOut() > 0) say(leftOutWords(curves.leftOut(), 'point', 'of too many metrics'));
  const status = run.exitCode === null ? null : run.exitCode === 0 ? 'finished' : 'failed';
  return { ...run, status, curves: curves.columns(), settings, summary, problems };
}

/** A row of the history: its step, and its values by their names, those inside of others by names with points. */
export function rowOf(bytes: Uint8Array): { step: number; values: Map<string, Json> } {
  const values = new Map<string, Json>();
  let step: number | null = null;
  for (const field of readFields(bytes)) {
    if (field.number === 1) {
      const { key, value } = itemOf(field);
      values.set(key, value);
    }
    if (field.number === 2) {
      // A step of 0 is left out, as every 0 is.
      step = 0;
      for (const one of readFields(field.bytes)) if (one.number === 1) step = integerOf(one);
    }
  }
  const named = values.get('_step');
  return { step: step ?? (typeof named === 'number' ? named : 0), values };
}

/** Changes and removals of settings or of the summary. */
function update(values: Map<string, Json>, bytes: Uint8Array): void {
  for (const field of readFields(bytes)) {
    const { key, value } = itemOf(field);
    if (field.number === 1) values.set(key, value);
    if (field.number === 2) values.delete(key);
  }
}

function itemOf({ bytes }: ProtoField): { key: string; value: Json } {
  let key = '';
  const nested: string[] = [];
  let value: Json = null;
  for (const field of readFields(bytes)) {
    if (field.number === 1) key = textOf(field);
    if (field.number === 2) nested.push(textOf(field));
    if (field.number === 16) value = jsonOf(textOf(field));
  }
  return { key: nested.length > 0 ? nested.join('.') : key, value };
}

function exitCodeOf(bytes: Uint8Array): number {
  for (const field of readFields(bytes)) if (field.number === 1) return integerOf(field);
  return 0;
}

const jsonSchema = z.json();

/** JSON as Python writes it; what is none stays a text. */
function jsonOf(text: string): Json {
  if (/^-?(NaN|Infinity)$/.test(text)) return Number(text);
  try {
    return jsonSchema.parse(JSON.parse(text));
  } catch {
    return text;
  }
}
