/** Chooses files by the dialog of browsers that give handles, by which the page may come back to a file. */
import type { DroppedFiles } from '../../worker/dataCommands';

/** Endings in the file dialog of an input; what a file is, is decided by its content. */
export const acceptedFiles =
  '.h5,.hdf5,.hdf,.he5,.nc,.csv,.tsv,.txt,.npy,.npz,.parquet,.pq,.xlsx,.xlsm,.ods,.gz,.tgz,.xyz,.extxyz,.exyz,.sdf,.sd,.mol,.safetensors,.zip,.png,.jpg,.jpeg,.tif,.tiff,.bmp,.webp';

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
