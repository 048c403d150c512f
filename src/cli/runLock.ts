/** One writer a run folder: `DIR/run.lock` holds the process id. The lock of a dead process is taken over. */

import { rmSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AnnealError } from '../protocol/errors';
import { storageError } from './atomicFile';

/**
 * @returns what releases the lock; the end of the process does so too.
 * @throws busy when another process trains into this folder.
 */
export async function lockRun(folder: string): Promise<() => void> {
  const path = join(folder, 'run.lock');
  const own = String(process.pid);
  if (!(await create(path, own))) {
    const holder = Number((await readFile(path, 'utf8').catch(() => '')).trim());
    if (holder > 0 && holder !== process.pid && isAlive(holder)) {
      throw new AnnealError('busy', `Process ${holder} is training into ${folder}.`, {
        place: path,
        received: String(holder),
        remedy: 'Wait for it, stop it, or choose another folder.',
      });
    }
    await rm(path, { force: true });
    if (!(await create(path, own))) {
      throw new AnnealError('busy', `Another process has just started to train into ${folder}.`, {
        place: path,
        remedy: 'Choose another folder.',
      });
    }
  }
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

async function create(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx' });
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw storageError(path, thrown);
  }
}

/** Signal 0 only asks; EPERM means alive and somebody else's. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
