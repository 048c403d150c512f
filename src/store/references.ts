/** Datasets whose files stay where they are: whether the page may read them, and asking the reader when it may not. */
import type { DatasetRecord } from '../protocol/datasets';
import { askForReferences, mayReadReferences } from '../storage/references';
import { notify, notifyFailure } from './notices';
import { studio } from './studio';

/** Looks whether the browser wants to ask before the files of a dataset are read again, and notes it. */
export async function lookAtReferences({ fingerprint, location }: DatasetRecord): Promise<void> {
  if (location.kind !== 'reference') return;
  const mayRead = await mayReadReferences(fingerprint).catch(() => false);
  setWaiting(fingerprint, !mayRead);
}

/** Asks the reader for the files. To be called in answer to a click. */
export async function allowReferences({ fingerprint, name }: DatasetRecord): Promise<void> {
  try {
    const allowed = await askForReferences(fingerprint);
    setWaiting(fingerprint, !allowed);
    if (!allowed) notify({ tone: 'warn', title: `${name} cannot be read until you allow it.` });
  } catch (thrown) {
    notifyFailure(`Could not open ${name}`, thrown);
  }
}

function setWaiting(fingerprint: string, waits: boolean): void {
  studio.setState(({ askedFor }) => {
    const others = askedFor.filter((known) => known !== fingerprint);
    return { askedFor: waits ? [...others, fingerprint] : others };
  });
}
