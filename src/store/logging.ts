/** Where the runs of this tab are logged to while they train: a folder of the reader's, for the programs that they choose. */
import { createStore } from 'zustand/vanilla';
import { type LogFormat, type Logging, logFormatNames, logFormats } from '../protocol/logging';
import { askToWrite, keepLogFolder, mayWrite, readLogFolder } from '../storage/logFolder';
import { readSettings, saveSettings } from '../storage/settings';
import { dismissAll, notify, notifyFailure } from './notices';

export interface LoggingState {
  /** null until one is chosen. */
  folder: FileSystemDirectoryHandle | null;
  /** Whether the browser lets the page write there; after a reload it asks again. */
  allowed: boolean;
  formats: readonly LogFormat[];
}

export const logging = createStore<LoggingState>(() => ({ folder: null, allowed: false, formats: [] }));

declare global {
  interface Window {
    /** File System Access: not in every browser, and not known to the types. */
    showDirectoryPicker?(options: { id: string; mode: 'readwrite' }): Promise<FileSystemDirectoryHandle>;
  }
}

export const canPickFolders = () => typeof window !== 'undefined' && window.showDirectoryPicker !== undefined;

/** As it was left. */
export async function loadLogging(): Promise<void> {
  const [{ logFormats: formats }, folder] = await Promise.all([readSettings(), readLogFolder()]);
  logging.setState({ formats, folder, allowed: folder !== null && (await mayWrite(folder)) });
}

/** Lets the reader choose the folder. To be called in answer to a click. */
export async function chooseLogFolder(): Promise<void> {
  try {
    const folder = await window.showDirectoryPicker?.({ id: 'anneal-logs', mode: 'readwrite' });
    if (!folder) return;
    logging.setState({ folder, allowed: await mayWrite(folder) });
    forgetNotice();
    await keepLogFolder(folder);
  } catch (thrown) {
    // The reader has closed the browser's dialog.
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return;
    notifyFailure('Could not take the folder', thrown);
  }
}

/** Asks the reader for the folder again. To be called in answer to a click. */
export async function allowLogFolder(): Promise<void> {
  const { folder } = logging.getState();
  if (!folder) return;
  try {
    const allowed = await askToWrite(folder);
    logging.setState({ allowed });
    forgetNotice();
    if (!allowed) notify({ tone: 'warn', title: `${folder.name} cannot be written until you allow it.` });
  } catch (thrown) {
    notifyFailure(`Could not ask for ${folder.name}`, thrown);
  }
}

export async function forgetLogFolder(): Promise<void> {
  logging.setState({ folder: null, allowed: false });
  forgetNotice();
  await keepLogFolder(null).catch((thrown) => notifyFailure('Could not forget the folder', thrown));
}

export async function chooseLogFormat(format: LogFormat, wanted: boolean): Promise<void> {
  const { formats: before } = logging.getState();
  const formats = logFormats.filter((one) => (one === format ? wanted : before.includes(one)));
  logging.setState({ formats });
  await saveSettings({ logFormats: formats }).catch((thrown) =>
    notifyFailure('Could not keep what is logged', thrown),
  );
}

/** The notice that nothing is logged; one for all runs. */
let told: number[] = [];

function forgetNotice(): void {
  dismissAll(told);
  told = [];
}

/** Where a run that starts now is logged to; null for nowhere. Says so where only the permission is missing. */
export async function loggingNow(): Promise<Logging | null> {
  const { folder, formats } = logging.getState();
  if (!folder || formats.length === 0) return null;
  const allowed = await mayWrite(folder).catch(() => false);
  logging.setState({ allowed });
  if (allowed) return { folder, formats: [...formats] };
  forgetNotice();
  const message = 'The browser wants to ask before this page writes there again, as after each reload.';
  const remedy =
    'Allow it for runs that start or resume from then on. This one can be downloaded for TensorBoard and W&B when it has ended.';
  told = [
    notify({
      tone: 'warn',
      lasts: null,
      title: `Nothing is logged to ${folder.name}`,
      error: { code: 'file-permission', message, remedy },
      action: { label: 'Allow', run: () => void allowLogFolder() },
    }),
  ];
  return null;
}

/** What becomes of a run that starts now, in a sentence. */
export function loggingWords({ folder, allowed, formats }: LoggingState): string {
  if (!folder || formats.length === 0) return 'Not logged for other programs.';
  const programs = formats.map((format) => logFormatNames[format]).join(' and ');
  return allowed
    ? `Logged to ${folder.name} for ${programs}.`
    : `Not logged to ${folder.name} until you allow it again.`;
}
