import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockRun } from './runLock';
import { testFolder } from './testFolder';

test('a living process holds its folder, a dead one does not', async () => {
  const folder = await testFolder();
  const path = join(folder, 'run.lock');
  await writeFile(path, String(process.ppid));
  await expect(lockRun(folder)).rejects.toMatchObject({ code: 'busy', details: { place: path } });

  const { pid } = spawnSync(process.execPath, ['-e', '']);
  await writeFile(path, String(pid));
  const release = await lockRun(folder);
  release();
  expect(existsSync(path)).toBe(false);
});
