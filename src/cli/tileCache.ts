/** What was measured on this machine's GPUs, in a small file of the user's cache folder. Losing it costs a moment. */
import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type TileChoices, tileChoicesSchema } from '../engine/kernels/tileChoice';
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

/** @returns nothing where there is no such file, or where it is damaged or of another version. */
export async function readTiles(folder: string): Promise<TileChoices[]> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(join(folder, fileName), 'utf8')));
  } catch {
    return [];
  }
}

/** Adds one adapter's choices, or replaces them; where the folder cannot be written they are not kept. */
export async function rememberTiles(folder: string, tiles: TileChoices): Promise<void> {
  const others = (await readTiles(folder)).filter(({ adapter }) => adapter !== tiles.adapter);
  try {
    await mkdir(folder, { recursive: true });
    await writeAtomic(join(folder, fileName), `${JSON.stringify([...others, tiles], null, 2)}\n`);
  } catch {
    // Measured again the next time.
  }
}
