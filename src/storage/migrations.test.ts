import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { datasetRecordSchema } from '../protocol/datasetSchema';
import { type RecordKind, recordSteps, upgradeRecord } from '../protocol/migrations';
import { checkpointRecordSchema, historyChunkSchema, runRecordSchema } from '../protocol/records';
import { stepPoints } from '../protocol/steps';
import { readRecord } from './readRecords';

/** Records as earlier versions stored them: `run.v1.json` and so on. Never edited, only added to. */
const folder = new URL('./samples/', import.meta.url);
const samples = readdirSync(folder).map((file) => ({
  file,
  stored: z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8'), withTypedArrays)),
}));

/** JSON has no typed arrays: `{ "Float64Array": [1, 2] }` stands for one. */
function withTypedArrays(_key: string, value: unknown): unknown {
  const numbers = z.object({ Float64Array: z.array(z.number()) }).safeParse(value);
  return numbers.success ? Float64Array.from(numbers.data.Float64Array) : value;
}

const schemas = {
  run: runRecordSchema,
  checkpoint: checkpointRecordSchema,
  history: historyChunkSchema,
  dataset: datasetRecordSchema,
};

describe('stored samples', () => {
  it.each(samples)('$file can still be read, and nothing in it is lost', ({ file, stored }) => {
    const kind = z.enum(['run', 'checkpoint', 'history', 'dataset']).parse(file.split('.')[0]);
    const record = readRecord(kind, schemas[kind], file, stored);
    expect(record).toMatchObject({ version: recordSteps[kind].length + 1 });
    // A field that is newer than the sample has its default.
    if (stored.version === recordSteps[kind].length + 1) expect(record).toMatchObject(stored);
  });

  it('of a run without metrics get an empty list of them and keep all else', () => {
    const { file, stored } = samples.find(({ file }) => file === 'run.v1.json')!;
    const { version, metrics, ...rest } = readRecord('run', runRecordSchema, file, stored);
    expect({ version, metrics }).toEqual({ version: 2, metrics: [] });
    expect(rest).toMatchObject({ best: stored.best, test: stored.test, notes: stored.notes });
  });

  it('of steps in rows become columns, value for value', () => {
    const { file, stored } = samples.find(({ file }) => file === 'history.v1.json')!;
    const { steps } = readRecord('history', historyChunkSchema, file, stored);
    expect(stepPoints(steps)).toEqual(stored.points);
    expect([...steps.time]).toEqual([Number.NaN]);
  });

  it('exist for every kind and every version', () => {
    const kinds = Object.keys(schemas) as RecordKind[];
    for (const kind of kinds) {
      for (let version = 1; version <= recordSteps[kind].length + 1; version++) {
        expect(samples.map(({ file }) => file)).toContain(`${kind}.v${version}.json`);
      }
    }
  });
});

describe('upgradeRecord', () => {
  const steps = [
    (record: Record<string, unknown>) => ({ ...record, name: String(record.title) }),
    (record: Record<string, unknown>) => ({ ...record, names: [record.name] }),
  ];

  it('takes every step from the version of the record on, and no other', () => {
    expect(upgradeRecord({ version: 1, title: 'a' }, steps)).toEqual({
      version: 3,
      title: 'a',
      name: 'a',
      names: ['a'],
    });
    expect(upgradeRecord({ version: 2, name: 'b' }, steps)).toEqual({ version: 3, name: 'b', names: ['b'] });
    expect(upgradeRecord({ version: 3, names: [] }, steps)).toEqual({ version: 3, names: [] });
  });

  it('leaves what it does not know for the schema to refuse', () => {
    for (const stored of [null, 'text', {}, { version: 'one' }, { version: 9, names: [] }]) {
      expect(upgradeRecord(stored, steps)).toEqual(stored);
    }
  });
});

describe('readRecord', () => {
  it('names the record and the field that is damaged', () => {
    expect(() => readRecord('checkpoint', checkpointRecordSchema, 'abc', { version: 1, id: 'abc' })).toThrow(
      /^The stored checkpoint abc is damaged: kinds: /,
    );
  });
});
