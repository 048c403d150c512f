/** `.wandb` files: one of W&B's form, by Google's protobuf (`makeWandb.py`), what is written here, torn ends and damage. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { joinBytes } from '../joinBytes';
import { isWandbFile, wandbChunks, wandbHeader, wandbRecords } from './chunks';
import { readWandb } from './read';
import { configRecord, exitRecord, headerRecord, historyRecord, runRecord, summaryRecord } from './write';

const fixture = () => new Uint8Array(readFileSync(new URL('./fixtures/run.wandb', import.meta.url)));

const read = (bytes: Uint8Array<ArrayBuffer>) => readWandb({ name: 'run.wandb', blob: new Blob([bytes]) });

/** A file of these records. */
function file(records: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let whole: Uint8Array<ArrayBuffer> = joinBytes([wandbHeader]);
  for (const record of records) whole = joinBytes([whole, wandbChunks(record, whole.length)]);
  return whole;
}

async function recordsOf(bytes: Uint8Array<ArrayBuffer>): Promise<{ lengths: number[]; problems: string[] }> {
  const [lengths, problems]: [number[], string[]] = [[], []];
  const blob = new Blob([bytes]);
  for await (const { record } of wandbRecords({ name: 'run', blob }, (said) => void problems.push(said))) {
    lengths.push(record.length);
  }
  return { lengths, problems };
}

test("a file of W&B's form has the run, its settings, its curves and how it ended", async () => {
  const run = await read(fixture());
  expect(run).toMatchObject({
    ...{ id: 'abc123', project: 'vessels', name: 'calm-sea-3', notes: 'a note', tags: ['x', 'y'] },
    ...{ exitCode: 1, status: 'failed' },
  });
  expect([...run.settings.keys()]).toEqual(['lr', 'model', 'long']);
  expect(run.settings.get('model')).toEqual({ width: 64, name: 'mlp' });
  expect(run.settings.get('long')).toBe('x'.repeat(70000));
  const loss = run.curves.get('loss')!;
  expect([...loss.step]).toEqual(Array.from({ length: 201 }, (_, step) => step));
  expect(loss.value[199]).toBe(1 / 200);
  expect(loss.wallTime[7]).toBe(1700000007.5);
  expect([...run.curves.get('odd')!.value.slice(2, 5)]).toEqual([-Infinity, Number.NaN, -Infinity]);
  expect(run.curves.get('__proto__')!.value[9]).toBe(-9);
  expect(run.curves.get('a.b')!.value[9]).toBe(4.5);
  expect(run.summary.get('best')).toEqual({ epoch: 3 });
  expect(run.problems).toEqual(['1 value of "histogram", no numbers, was left out.']);
});

test('is read up to wherever it ends', async () => {
  const whole = fixture();
  let before = -1;
  for (let size = whole.length % 397; size <= whole.length; size += 397) {
    const { curves, problems } = await read(whole.slice(0, size));
    const count = curves.get('loss')?.step.length ?? 0;
    expect(count).toBeGreaterThanOrEqual(before);
    expect(
      problems.filter((problem) => !problem.includes('torn record') && !problem.includes('"histogram"')),
    ).toEqual([]);
    before = count;
  }
  expect(before).toBe(201);
});

describe('a damaged file', () => {
  test('loses the rest of one block, and the records that reach into it', async () => {
    const bytes = fixture();
    bytes[80_000]! ^= 1;
    const { curves, problems } = await read(bytes);
    const steps = [...curves.get('loss')!.step];
    expect(steps.at(-1)).toBe(200);
    expect(steps.length).toBeLessThan(201);
    expect(problems[0]).toBe('run.wandb is damaged in 1 place: the records there were left out.');
  });

  test('is refused where it is no .wandb file', async () => {
    await expect(read(new TextEncoder().encode('step,loss\n1,0.5\n'))).rejects.toMatchObject({
      code: 'file-format',
      message: 'run.wandb is no .wandb file.',
    });
    expect(isWandbFile(fixture())).toBe(true);
    expect(isWandbFile(Uint8Array.of(0x3a))).toBe(false);
  });

  test('with a record that is no message loses that record', async () => {
    const row = historyRecord(1, 1, new Map([['loss', 2]]));
    const { curves, problems } = await read(file([Uint8Array.of(0x12, 0x7f), row, Uint8Array.of(0xff)]));
    expect([...curves.get('loss')!.value]).toEqual([2]);
    expect(problems).toEqual(['2 records that cannot be read were left out.']);
  });
});

describe('what is written', () => {
  test('keeps its records, wherever they meet the ends of blocks', async () => {
    for (let near = 32740; near < 32790; near++) {
      const lengths = [near, 1, 0, 70000, 3];
      const read = await recordsOf(file(lengths.map((length) => new Uint8Array(length).fill(7))));
      expect(read).toEqual({ lengths, problems: [] });
    }
  });

  test('is what it was when it is read', async () => {
    const settings = new Map<string, unknown>([
      ['a', { b: [1, null, 'ä'] }],
      ['__proto__', true],
    ]);
    const run = await read(
      file([
        headerRecord(0),
        runRecord(1, {
          ...{ id: 'r1', project: 'p', name: '<img onerror=x>', notes: '=cmd()', tags: ['t', ''] },
          ...{ settings, startingStep: 3, startedAt: new Date(1_700_000_000_042) },
        }),
        configRecord(2, new Map([['more', 0.1]])),
        historyRecord(3, 0, new Map([['loss', 0.1]])),
        historyRecord(
          4,
          2 ** 40,
          new Map<string, unknown>([
            ['loss', Number.NaN],
            ['odd', -Infinity],
          ]),
        ),
        summaryRecord(5, new Map([['best', { loss: 0.1 }]])),
        exitRecord(6, 0, 12.4),
      ]),
    );
    expect(run).toMatchObject({
      id: 'r1',
      name: '<img onerror=x>',
      notes: '=cmd()',
      tags: ['t', ''],
      exitCode: 0,
    });
    expect([...run.settings]).toEqual([...settings, ['more', 0.1]]);
    expect([...run.curves.get('loss')!.step]).toEqual([0, 2 ** 40]);
    expect([...run.curves.get('loss')!.value]).toEqual([0.1, Number.NaN]);
    expect([...run.curves.get('odd')!.value]).toEqual([-Infinity]);
    expect([...run.summary]).toEqual([['best', { loss: 0.1 }]]);
    expect(run).toMatchObject({ status: 'finished', problems: [] });
  });
});
