/** The stored datasets, in storage and in what the page shows. */
import type { DatasetRecord } from '../protocol/datasets';
import * as storage from '../storage/datasets';
import { dismiss, notify, notifyFailure } from './notices';
import { studio } from './studio';

/** For how long a deletion can be undone, milliseconds. Nothing is removed before; a closed tab keeps the data. */
const undoable = 10_000;

/** Reads the list again, with an account of what is damaged. */
export async function refreshDatasets(): Promise<void> {
  try {
    const { records, problems } = await storage.listDatasets();
    studio.setState({ datasets: records, datasetProblems: problems });
  } catch (thrown) {
    notifyFailure('Could not read the datasets', thrown);
  }
}

export async function renameDataset(fingerprint: string, name: string): Promise<void> {
  try {
    await storage.renameDataset(fingerprint, name);
    await refreshDatasets();
  } catch (thrown) {
    notifyFailure('Could not rename the dataset', thrown);
  }
}

/** Takes a dataset off the list at once and out of storage when it can no longer be undone. */
export function removeDataset({ fingerprint, name }: DatasetRecord): void {
  studio.setState(({ datasets }) => ({
    datasets: datasets.filter((dataset) => dataset.fingerprint !== fingerprint),
  }));
  const timer = setTimeout(() => {
    dismiss(notice);
    storage.deleteDataset(fingerprint).catch((thrown) => {
      notifyFailure(`Could not delete ${name}`, thrown);
      void refreshDatasets();
    });
  }, undoable);
  const undo = () => {
    clearTimeout(timer);
    void refreshDatasets();
  };
  const notice = notify({ title: `${name} deleted`, lasts: undoable, action: { label: 'Undo', run: undo } });
}
