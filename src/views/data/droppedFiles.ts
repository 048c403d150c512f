/** What a drop brings: files, and what is inside dropped folders, each with its path. */
import { AnnealError, sentence } from '../../protocol/errors';
import type { DroppedFiles } from '../../worker/dataCommands';

/**
 * Must be called while the drop event is handled: afterwards the browser forgets what was dropped.
 * @returns files in the order of the folders. Rejects with `file-format` when a folder cannot be read.
 */
export function droppedFiles(transfer: DataTransfer): Promise<DroppedFiles> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  const entries = items.map((item) => item.webkitGetAsEntry());
  const files = [...transfer.files];
  const handles = items.map((item: HandleGiver) => item.getAsFileSystemHandle?.());
  // Files that a script put together have no entries.
  if (!entries.some((entry) => entry?.isDirectory)) return withHandles(files, handles);
  return collect(entries.filter((entry) => entry !== null));
}

/** Chromium's way back to a dropped file, which the types do not know. */
type HandleGiver = DataTransferItem & { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> };

async function withHandles(
  files: File[],
  promised: readonly (Promise<FileSystemHandle | null> | undefined)[],
): Promise<DroppedFiles> {
  const handles = await Promise.all(promised.map((handle) => handle?.catch(() => null)));
  return {
    files,
    handles: handles.map((handle) => (handle?.kind === 'file' ? (handle as FileSystemFileHandle) : null)),
  };
}

async function collect(
  entries: readonly FileSystemEntry[],
): Promise<Required<Pick<DroppedFiles, 'files' | 'paths'>>> {
  const found: Required<Pick<DroppedFiles, 'files' | 'paths'>> = { files: [], paths: [] };
  for (const entry of entries) await walk(entry, found);
  return found;
}

async function walk(
  entry: FileSystemEntry,
  found: Required<Pick<DroppedFiles, 'files' | 'paths'>>,
): Promise<void> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject)).catch(
      unreadable(entry),
    );
    found.files.push(file);
    found.paths.push(entry.fullPath.replace(/^\//, ''));
  } else if (isDirectory(entry)) {
    for (const child of await childrenOf(entry)) await walk(child, found);
  }
}

/** A reader gives a hundred entries at a time (Chromium) until there are no more. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    ).catch(unreadable(directory));
    if (some.length === 0) return children;
    children.push(...some);
  }
}

function unreadable({ fullPath }: FileSystemEntry): (thrown: unknown) => never {
  return (thrown) => {
    throw new AnnealError(
      'file-format',
      sentence(`The browser cannot read ${fullPath}: ${AnnealError.from(thrown).message}`),
      {
        place: fullPath,
        remedy: 'Check that it still lies there and may be read, or choose the folder by its button.',
      },
    );
  };
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
