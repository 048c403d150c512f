/**
 * Files that a dataset refers to instead of holding a copy: handles from the browser, kept with the dataset. After a reload
 * the reader is asked whether the page may read them again; a file that changed is noticed.
 */
import { del, get, set } from 'idb-keyval';
import type { ReferencedFile } from '../protocol/datasets';
import { AnnealError } from '../protocol/errors';
import { openStore } from './database';

/** A handle with the questions about permission, which the types do not know. */
type AskableHandle = FileSystemFileHandle & {
  queryPermission?(options: { mode: 'read' }): Promise<PermissionState>;
  requestPermission?(options: { mode: 'read' }): Promise<PermissionState>;
};

const key = (fingerprint: string) => `reference ${fingerprint}`;

export async function keepReferences(
  fingerprint: string,
  handles: readonly FileSystemFileHandle[],
): Promise<void> {
  await set(key(fingerprint), [...handles], openStore('settings'));
}

export async function removeReferences(fingerprint: string): Promise<void> {
  await del(key(fingerprint), openStore('settings'));
}

/** Whether the files of a dataset may be read without asking. */
export async function mayReadReferences(fingerprint: string): Promise<boolean> {
  const states = (await handlesOf(fingerprint)).map(async (handle) =>
    handle.queryPermission?.({ mode: 'read' }),
  );
  return (await Promise.all(states)).every((state) => state === undefined || state === 'granted');
}

/** Asks the reader for the files of a dataset. To be called in answer to a click. @returns whether they may be read. */
export async function askForReferences(fingerprint: string): Promise<boolean> {
  for (const handle of await handlesOf(fingerprint)) {
    const state = await handle.requestPermission?.({ mode: 'read' });
    if (state !== undefined && state !== 'granted') return false;
  }
  return true;
}

/**
 * The files, as they were when they were read.
 * @throws AnnealError `file-permission` when the reader has to be asked, `file-changed`, `data-not-found` for one that is
 * gone.
 */
export async function openReferences(fingerprint: string, files: readonly ReferencedFile[]): Promise<File[]> {
  const handles = await handlesOf(fingerprint);
  return Promise.all(files.map((expected, index) => openReference(handles[index], expected)));
}

async function openReference(handle: AskableHandle | undefined, expected: ReferencedFile): Promise<File> {
  const { name, size, lastModified } = expected;
  if (!handle) throw gone(name, 'its handle is lost');
  if ((await handle.queryPermission?.({ mode: 'read' })) === 'prompt') {
    throw new AnnealError('file-permission', `The browser wants to ask before ${name} is read again.`, {
      place: name,
      remedy: 'Open the dataset and allow reading the file.',
    });
  }
  const file = await handle.getFile().catch((thrown: unknown) => {
    throw gone(name, thrown instanceof Error ? thrown.message : String(thrown));
  });
  if (file.size === size && file.lastModified === lastModified) return file;
  throw new AnnealError('file-changed', `${name} has changed since it was imported.`, {
    place: name,
    received: `${file.size} bytes of ${new Date(file.lastModified).toISOString()}, then ${size} bytes of ${new Date(lastModified).toISOString()}`,
    remedy: 'Import it again as a dataset of its own, or bring the earlier file back.',
  });
}

async function handlesOf(fingerprint: string): Promise<AskableHandle[]> {
  return (await get<AskableHandle[]>(key(fingerprint), openStore('settings'))) ?? [];
}

function gone(name: string, why: string): AnnealError {
  return new AnnealError('data-not-found', `${name} cannot be read where it was: ${why}.`, {
    place: name,
    remedy: 'Bring the file back, or import it again.',
  });
}
