/** The stored datasets, in storage and in what the page shows. */
import type { DatasetRecord } from '../protocol/datasets';
import * as storage from '../storage/datasets';
import { dismiss, notify, notifyFailure } from './notices';
import { studio } from './studio';
import { tellTabs } from './tabChannel';

/** For how long a deletion can be undone, milliseconds. Nothing is removed before; a closed tab keeps the data. */
const undoable = 10_000;

/** Deletions that can still be undone: how to make each final, and the bytes that this frees. */
const pending = new Map<string, { finish(): Promise<void>; forget(): void; bytes: number }>();

/** Reads the list again, with an account of what is damaged. */
export async function refreshDatasets(): Promise<void> {
  try {
    const { records, problems } = await storage.listDatasets();
    const kept = records.filter(({ fingerprint }) => !pending.has(fingerprint));
    studio.setState({ datasets: kept, datasetProblems: problems });
  } catch (thrown) {
    notifyFailure('Could not read the datasets', thrown);
  }
}

export async function renameDataset(fingerprint: string, name: string): Promise<void> {
  try {
    await storage.renameDataset(fingerprint, name);
    tellTabs({ kind: 'changed', what: 'datasets' });
    await refreshDatasets();
  } catch (thrown) {
    notifyFailure('Could not rename the dataset', thrown);
  }
}

/** Takes a dataset off the list at once and out of storage when it can no longer be undone. */
export function removeDataset({ fingerprint, name, bytes }: DatasetRecord): void {
  studio.setState(({ datasets }) => ({
    datasets: datasets.filter((dataset) => dataset.fingerprint !== fingerprint),
  }));
  const forget = () => {
    clearTimeout(timer);
    dismiss(notice);
    pending.delete(fingerprint);
  };
  const finish = async () => {
    forget();
    try {
      await storage.deleteDataset(fingerprint);
      tellTabs({ kind: 'changed', what: 'datasets' });
    } catch (thrown) {
      notifyFailure(`Could not delete ${name}`, thrown);
      await refreshDatasets();
    }
  };
  const undo = () => {
    forget();
    void refreshDatasets();
  };
  const timer = setTimeout(() => void finish(), undoable);
  const notice = notify({ title: `${name} deleted`, lasts: undoable, action: { label: 'Undo', run: undo } });
  pending.set(fingerprint, { finish, forget, bytes });
}

/** A dataset that was deleted a moment ago is wanted after all: it has been imported again, and is here still. */
export function keepDeleted(fingerprint: string): void {
  pending.get(fingerprint)?.forget();
}

/** Bytes of datasets whose deletion can still be undone. */
export function deletedDatasetBytes(): number {
  return [...pending.values()].reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Makes the deletions of datasets final at once. */
export async function finishDeletions(): Promise<void> {
  for (const { finish } of [...pending.values()]) await finish();
}
