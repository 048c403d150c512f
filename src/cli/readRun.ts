/** A run from the disk: a capsule, a zip of before, or the folder of a training. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { AnnealError, sentence } from '../protocol/errors';
import type { RunBundle } from '../protocol/records';
import { type RunFiles, readRunArchive, readRunFiles } from '../runs/capsule/readRunArchive';
import { readNamed } from './checkpointFile';
import { fileBytes } from './fileBytes';

/** @throws data-not-found where there is nothing, and what `readRunArchive` finds wrong. */
export async function readRun(path: string): Promise<RunBundle> {
  const found = await stat(path).catch((thrown: Error) => thrown);
  if (found instanceof Error) {
    throw new AnnealError('data-not-found', sentence(`${path} cannot be read: ${found.message}`), {
      place: path,
      remedy: 'Check the path.',
    });
  }
  const now = new Date();
  if (!found.isDirectory()) return readRunArchive({ name: basename(path), blob: fileBytes(path) }, now);
  return readRunFiles(await filesOfFolder(path), now);
}

/** What lies in it and in its checkpoints, by the names that a zip of it would have. */
async function filesOfFolder(path: string): Promise<RunFiles> {
  const listed = async (folder: string) => (await readdir(folder).catch(() => [])).sort();
  const checkpoints = (await listed(join(path, 'checkpoints'))).map((name) => `checkpoints/${name}`);
  const names = [...(await listed(path)), ...checkpoints];
  return {
    name: basename(resolve(path)),
    names,
    read: async (name) => (names.includes(name) ? new Uint8Array(await readNamed(join(path, name))) : null),
  };
}
