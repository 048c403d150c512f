/** What waits for a server is kept alike in memory, on the disk and in the browser's database, and outlives who has put it there. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Outbox } from '../protocol/outbox';
import { memoryOutbox } from '../runs/loggers/mlflow/outbox.fixture';
import { storedOutbox } from '../storage/outbox';
import { purgeRun } from '../storage/runs';
import { clearDatabase } from '../storage/storedRun.fixture';
import { outboxFolder } from './outboxFolder';
import { testFolder } from './testFolder';

beforeEach(clearDatabase);

const kinds: [string, () => Promise<() => Outbox>][] = [
  [
    'memory',
    async () => {
      const outbox = memoryOutbox();
      return () => outbox;
    },
  ],
  [
    'a folder',
    async () => {
      const folder = join(await testFolder(), 'run', 'mlflow');
      return () => outboxFolder(folder);
    },
  ],
  ['the database', async () => () => storedOutbox('run')],
];

describe.each(kinds)('an outbox in %s', (_name, prepare) => {
  test('keeps letters in their order, and the state, for whoever opens it next', async () => {
    const open = await prepare();
    const outbox = open();
    expect([await outbox.first(), await outbox.last(), await outbox.count(), await outbox.state()]).toEqual([
      null,
      null,
      0,
      null,
    ]);
    for (let i = 0; i < 12; i++) await outbox.add({ i, deep: ['ä', null, 0.1] });
    await outbox.setState({ run: '__proto__' });
    const again = open();
    expect(await again.count()).toBe(12);
    expect((await again.last())?.content).toEqual({ i: 11, deep: ['ä', null, 0.1] });
    for (let i = 0; i < 12; i++) {
      const letter = await again.first();
      expect(letter?.content).toMatchObject({ i });
      await again.remove(letter!.id);
    }
    expect(await open().first()).toBeNull();
    expect(await open().state()).toEqual({ run: '__proto__' });
    await again.add('more');
    expect((await open().first())?.content).toBe('more');
    await again.clear();
    expect([await again.count(), await again.state()]).toEqual([0, null]);
    await again.add('anew');
    expect((await again.first())?.content).toBe('anew');
  });
});

test('letters of one run are none of another, and go with their run', async () => {
  const [one, two] = [storedOutbox('one'), storedOutbox('two')];
  await one.add(1);
  await two.add(2);
  await two.setState('kept');
  await purgeRun('one');
  expect(await one.count()).toBe(0);
  expect((await two.first())?.content).toBe(2);
  expect(await two.state()).toBe('kept');
});

test('a letter that was never finished is none', async () => {
  const folder = await testFolder();
  await outboxFolder(folder).add('whole');
  await writeFile(join(folder, '000000001.json.tmp'), '{"cut');
  const outbox = outboxFolder(folder);
  expect(await outbox.count()).toBe(1);
  await outbox.add('next');
  expect((await outbox.last())?.content).toBe('next');
  expect((await readdir(folder)).sort()).toEqual(['000000000.json', '000000001.json']);
});
