/** Chooses files by the dialog of browsers that give handles, by which the page may come back to a file. */
import type { DroppedFiles } from '../../worker/dataCommands';

/** Chromium's, which the types do not know. */
type PickerWindow = typeof globalThis & {
  showOpenFilePicker?(options: { multiple: true }): Promise<FileSystemFileHandle[]>;
};

/** @returns no files when the reader cancels; `unknown` in browsers without the dialog, whose input does it then. */
export async function pickFiles(): Promise<DroppedFiles | 'unknown'> {
  const { showOpenFilePicker } = globalThis as PickerWindow;
  if (!showOpenFilePicker) return 'unknown';
  try {
    const handles = await showOpenFilePicker({ multiple: true });
    return { files: await Promise.all(handles.map((handle) => handle.getFile())), handles };
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return { files: [] };
    // Forbidden in a frame of another page, for one.
    return 'unknown';
  }
}
