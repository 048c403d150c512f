/** Data files from the disk as named arrays; a reader takes from them what it needs, never the whole file at once. */
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ArraySet } from '../engine/arrays';
import type { OpenedFile } from '../engine/files/openedFile';
import { openFile } from '../engine/files/openFile';
import { type FilePart, readFiles } from '../engine/files/readFiles';
import { AnnealError } from '../protocol/errors';
import { endProgress, say, showProgress } from './output';

/** @throws data-not-found when there is no such file, and whatever is wrong with its content. */
export async function openPath(path: string): Promise<OpenedFile> {
  const found = await stat(path).catch((thrown: NodeJS.ErrnoException) => thrown);
  if (found instanceof Error || !found.isFile()) {
    const why = !(found instanceof Error)
      ? 'it is not a file'
      : found.code === 'ENOENT'
        ? 'there is no such file'
        : found.message;
    throw new AnnealError('data-not-found', `${path} cannot be opened: ${why}.`, {
      place: path,
      remedy: 'Check the path.',
    });
  }
  return openFile({ name: basename(path), blob: await openAsBlob(path), path });
}

/** Several files become one set of arrays, as when they are dropped together. */
export async function readData(paths: readonly string[]): Promise<ArraySet> {
  const parts: FilePart[] = [];
  try {
    for (const path of paths) {
      const file = await openPath(path);
      parts.push({ name: basename(path), file });
      for (const { message } of file.notes) say(`${path}: ${message}`);
    }
    return await readFiles(parts, (done, total) =>
      showProgress(`reading ${paths.join(', ')}: ${Math.round((100 * done) / total)} %`),
    );
  } finally {
    endProgress();
    for (const { file } of parts) file.close();
  }
}

/** An error about the data, with the files that hold them: what is wrong may show only when columns are chosen. */
export function inFiles(error: AnnealError, paths: readonly string[]): AnnealError {
  const names = paths.map((path) => basename(path)).join(', ');
  if (!error.code.startsWith('data-') || names === '' || error.message.includes(names)) return error;
  return new AnnealError(error.code, `${names}: ${error.message}`, error.details);
}
