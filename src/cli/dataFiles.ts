/** Data files from the disk as a dataset that is read as it is needed. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { type DatasetReader, placedData } from '../engine/data/datasetReader';
import { importData, placedArrays, planImport } from '../engine/data/importData';
import { memoryWorkspace, scratchBytes } from '../engine/data/workspace';
import type { OpenedPart, ReadWatch } from '../formats/openedFile';
import type { OpenOptions } from '../formats/openFiles';
import { AnnealError } from '../protocol/errors';
import type { Reading, ReadingQuestion } from '../protocol/reading';
import { endProgress, say, showProgress } from './command';
import { closeFiles, fileBytes } from './fileBytes';
import { isHarmless } from './harmless';
import type { PathOfFile } from './reading';
import { locatePlain, openInThread } from './readThread';
import { workspace } from './workspace';

export interface DataOptions {
  /** What was said of how they are read; it holds for each of them. */
  reading?: Reading;
  /** Stops reading between two slabs. */
  signal?: AbortSignal;
}

/**
 * Opens files and folders; all pictures among them are one set.
 * @throws data-not-found when there is no such file, and whatever is wrong with its content.
 */
export async function openPaths(
  paths: readonly string[],
  { reading = {}, signal }: DataOptions = {},
): Promise<OpenedPart[]> {
  const shared = sharedFolder(paths.map((path) => dirname(resolve(path))));
  const files = (await Promise.all(paths.map(filesAt))).flat();
  const named = files.map((path): PathOfFile => {
    const relativePath = relative(shared, path).split(sep).join('/');
    return { name: basename(path), path, relativePath };
  });
  const options: OpenOptions = {
    readings: { '*': reading },
    signal,
    onProgress: (name, done, total) => showProgress(`opening ${name}: ${Math.round((100 * done) / total)} %`),
  };
  const parts = files.every(isHarmless) ? null : await openInThread(named, options);
  if (parts) return parts;
  const { openFiles } = await import('../formats/openFiles');
  return openFiles(
    named.map(({ path, ...names }) => ({ ...names, blob: fileBytes(path) })),
    options,
  );
}

/**
 * Several files become one dataset, as when they are dropped together. What fits into memory is read; larger data stay
 * where they are when any part of them can be read by itself, and are copied into a temporary file when not.
 * @returns with its fingerprint; to be closed.
 */
export async function readData(paths: readonly string[], options: DataOptions = {}): Promise<DatasetReader> {
  const { signal } = options;
  let parts: OpenedPart[] = [];
  const close = () => {
    for (const { file } of parts) file.close();
    closeFiles();
  };
  const onProgress = (done: number, total: number) =>
    showProgress(`reading ${paths.join(', ')}: ${Math.round((100 * done) / total)} %`);
  try {
    parts = await openPaths(paths, options);
    const data = await readPlanned(parts, { onProgress, signal });
    endProgress();
    // After reading: what is wrong with a picture shows only then.
    for (const { name, file } of parts) {
      for (const { message } of file.notes) say(`${name}: ${message}`);
      for (const question of file.questions ?? []) say(taken(question));
      // Values that stay on the disk are read without their reader.
      file.close();
    }
    return data;
  } catch (thrown) {
    close();
    throw thrown;
  } finally {
    endProgress();
  }
}

/** What was taken where nobody was asked, and how the other is had. */
export function taken({ setting, question, choices: [likelier, ...others] }: ReadingQuestion): string {
  const other = others.map(({ value, label }) => `--${setting} ${value} (${label})`).join(', ');
  return `${question} Taken: ${likelier!.label}. Otherwise add ${other}`;
}

async function readPlanned(parts: readonly OpenedPart[], watch: ReadWatch): Promise<DatasetReader> {
  const whole = planImport(parts);
  if (whole.bytes > workspace.hostBytes) await locatePlain(parts);
  const plan = whole.bytes > workspace.hostBytes ? planImport(parts, true) : whole;
  const store = plan.copied > workspace.hostBytes ? workspace : memoryWorkspace;
  const file = await store.scratch(plan.copied);
  const release = () => {
    file.close();
    closeFiles();
  };
  try {
    const { arrays, fingerprint } = await importData(plan, file, { describes: false, ...watch });
    const places = placedArrays(plan, arrays, scratchBytes(file, plan.copied));
    return { ...placedData(places, release), fingerprint };
  } catch (thrown) {
    file.close();
    throw thrown;
  }
}

/** The file itself, or all files of a folder and of those below it, as absolute paths. */
async function filesAt(path: string): Promise<string[]> {
  const found = await stat(path).catch((thrown: NodeJS.ErrnoException) => thrown);
  if (found instanceof Error) {
    throw cannotOpen(path, found.code === 'ENOENT' ? 'there is no such file' : found.message);
  }
  if (found.isFile()) return [resolve(path)];
  if (!found.isDirectory()) throw cannotOpen(path, 'it is neither a file nor a folder');
  const below = await readdir(path, { recursive: true, withFileTypes: true });
  const files = below.filter((entry) => entry.isFile()).map((entry) => resolve(entry.parentPath, entry.name));
  if (files.length === 0) throw cannotOpen(path, 'the folder is empty');
  return files.sort();
}

/** The innermost folder that holds all of these. */
function sharedFolder(folders: readonly string[]): string {
  return folders.reduce((shared, folder) => {
    let outer = shared;
    while (relative(outer, folder).split(sep)[0] === '..' && dirname(outer) !== outer) outer = dirname(outer);
    return outer;
  });
}

function cannotOpen(path: string, why: string): AnnealError {
  return new AnnealError('data-not-found', `${path} cannot be opened: ${why}.`, {
    place: path,
    remedy: 'Check the path.',
  });
}

/** An error about the data, with the files that hold them: what is wrong may show only when columns are chosen. */
export function inFiles(error: AnnealError, paths: readonly string[]): AnnealError {
  const names = paths.map((path) => basename(path)).join(', ');
  if (!error.code.startsWith('data-') || names === '' || error.message.includes(names)) return error;
  return new AnnealError(error.code, `${names}: ${error.message}`, error.details);
}
