/** Folders that loggers write into are alike in memory, on the disk, and where the browser's user has chosen one. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LogFolder, memoryFolder, runFolderName } from '../runs/loggers/logFolder';
import { pickedFolder } from '../worker/pickedFolder';
import { standInFolder } from '../worker/pickedFolder.fixture';
import { diskFolder } from './logFolder';
import { testFolder } from './testFolder';

const bytes = (text: string) => new TextEncoder().encode(text);

const kinds: [string, () => Promise<LogFolder>][] = [
  ['memory', async () => memoryFolder()],
  ['a folder on the disk', async () => diskFolder(join(await testFolder(), 'not there yet'))],
  ['a folder that was picked', async () => pickedFolder(standInFolder().handle)],
];

describe.each(kinds)('%s', (_name, open) => {
  test('takes files in folders, adds to them, replaces them, and says what is there', async () => {
    const folder = await open();
    expect([await folder.list(''), await folder.list('a/b'), await folder.read('a/b/c')]).toEqual([
      [],
      [],
      null,
    ]);
    await folder.append('a/b/c', bytes('one '));
    await folder.append('a/b/c', bytes('two'));
    await folder.append('d', bytes('x'));
    expect(await folder.read('a/b/c')).toEqual(bytes('one two'));
    await folder.append('a/b/c', bytes(' three'));
    await folder.flush();
    await folder.append('a/b/c', bytes(', lost'));
    await folder.write('a/b/c', bytes('new'));
    await folder.append('a/b/c', bytes('er'));
    expect(await folder.read('a/b/c')).toEqual(bytes('newer'));
    expect((await folder.list('')).sort()).toEqual(['a', 'd']);
    expect(await folder.list('a')).toEqual(['b']);
  });
});

test('a picked folder is written seldom: at a flush, after a while, and when there is much', async () => {
  const { handle, closed } = standInFolder();
  let time = 0;
  const folder = pickedFolder(handle, () => time);
  for (let i = 0; i < 100; i++) await folder.append('events', bytes('x'));
  expect(closed()).toBe(0);
  time = 20_000;
  await folder.append('events', bytes('y'));
  expect(closed()).toBe(1);
  await folder.append('events', new Uint8Array(1 << 22));
  expect(closed()).toBe(2);
  await folder.append('events', bytes('z'));
  await folder.flush();
  await folder.flush();
  expect(closed()).toBe(3);
  expect(await folder.read('events')).toHaveLength(102 + (1 << 22));
});

test("a run's folder has its name as far as every system takes it, and is never another one's", () => {
  const id = '0f8fad5b-d9cb-469f-a165-70867728950e';
  expect(runFolderName('first run', id)).toBe('first_run-0f8fad5b');
  expect(runFolderName('../../etc/passwd', id)).toBe('etc_passwd-0f8fad5b');
  expect(runFolderName('<img onerror=x>', id)).toBe('img_onerror_x_-0f8fad5b');
  expect(runFolderName('Größe 🙂', id)).toBe('Größe_-0f8fad5b');
  expect(runFolderName('', id)).toBe('run-0f8fad5b');
  expect(runFolderName('x'.repeat(300), id)).toHaveLength(89);
});
