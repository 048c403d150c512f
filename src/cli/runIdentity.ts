/** Which run a folder holds, for those who log it elsewhere. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomic } from './atomicFile';

/** What a run is known by to those who log it: kept in its folder, so that it is the same when the run goes on. */
export async function runIdentity(folder: string): Promise<string> {
  const path = join(folder, 'run.id');
  const kept = await readFile(path, 'utf8').catch(() => '');
  if (/^[\w-]{8,64}$/.test(kept.trim())) return kept.trim();
  const id = randomUUID();
  await writeAtomic(path, `${id}\n`);
  return id;
}
