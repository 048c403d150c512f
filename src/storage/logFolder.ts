/** The folder that runs are logged to: its handle from the browser, which asks the reader again after a reload. */
import { del, get, set } from 'idb-keyval';
import { pickedFolderSchema } from '../protocol/logging';
import { openStore } from './database';

const key = 'log folder';

/** A handle with the questions about permission, which the types do not know. */
type AskableHandle = FileSystemDirectoryHandle & {
  queryPermission?(options: { mode: 'readwrite' }): Promise<PermissionState>;
  requestPermission?(options: { mode: 'readwrite' }): Promise<PermissionState>;
};

/** null where none was chosen. */
export async function readLogFolder(): Promise<FileSystemDirectoryHandle | null> {
  const parsed = pickedFolderSchema.safeParse(await get(key, openStore('settings')));
  return parsed.success ? parsed.data : null;
}

export async function keepLogFolder(folder: FileSystemDirectoryHandle | null): Promise<void> {
  if (folder) await set(key, folder, openStore('settings'));
  else await del(key, openStore('settings'));
}

/** Whether the page may write there without asking. */
export async function mayWrite(folder: AskableHandle): Promise<boolean> {
  const state = await folder.queryPermission?.({ mode: 'readwrite' });
  return state === undefined || state === 'granted';
}

/** Asks the reader. To be called in answer to a click. @returns whether the page may write there. */
export async function askToWrite(folder: AskableHandle): Promise<boolean> {
  const state = await folder.requestPermission?.({ mode: 'readwrite' });
  return state === undefined || state === 'granted';
}
