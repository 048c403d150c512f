/** What was measured on this machine's GPUs, in a small file of the user's cache folder. Losing it costs a moment. */
import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { tileChoicesSchema } from '../engine/kernels/program/tileChoice';
import type { TileMemory } from '../engine/tunedBackend';
import { writeAtomic } from './atomicFile';

const fileSchema = z.array(tileChoicesSchema);
const fileName = 'tiles.json';

/** Where the system keeps what programs can make again; `anneal` below it. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'anneal');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'anneal');
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'anneal');
}

/** Reads nothing where there is no such file, or where it is damaged or of another version. */
export function tileCache(folder: string): TileMemory {
  const path = join(folder, fileName);
  return {
    async read() {
      try {
        return fileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
      } catch {
        return [];
      }
    },
    async write(all) {
      await mkdir(folder, { recursive: true });
      await writeAtomic(path, `${JSON.stringify(all, null, 2)}\n`);
    },
  };
}
