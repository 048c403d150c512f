/** Turning files into a stored dataset: look inside, choose what to keep, read. Earlier datasets stay as they are. */
import type { DatasetRecord } from '../protocol/datasets';
import type { FileContents } from '../worker/dataProtocol';
import { dataClient } from './dataClient';
import { notify, notifyFailure } from './notices';
import { studio } from './studio';

/** Shorter imports show no progress, so that nothing flickers. */
const quiet = 300;

/** More arrays than this, or more bytes, and the reader chooses what to keep. */
const manyArrays = 12;
const manyBytes = 512e6;

let underWay = false;
let answerChoice: ((names: string[][] | null) => void) | null = null;

/**
 * Imports files as one dataset.
 * @returns the record, or null after a notice (or in silence when it was cancelled).
 */
export async function importFiles(
  files: readonly File[],
  datasetName?: string,
): Promise<DatasetRecord | null> {
  const name = files.map((file) => file.name).join(', ');
  if (underWay) {
    notify({ tone: 'warn', title: 'Another file is still being read. Wait for it, or cancel it first.' });
    return null;
  }
  underWay = true;
  const progress = slowProgress(name);
  // Chromium and Firefox say where in its folder a chosen file lies; one that was dropped by itself has no such path.
  const dropped = { files: [...files], paths: files.map((file) => file.webkitRelativePath || file.name) };
  try {
    const contents = await dataClient.inspect(dropped, progress.show);
    const names = isMuch(files, contents) ? await choose(contents) : undefined;
    if (names === null) return null;
    const record = await dataClient.importFiles(dropped, { names, datasetName }, progress.show);
    showDataset(record);
    return record;
  } catch (thrown) {
    notifyFailure(`Could not import ${name}`, thrown);
    return null;
  } finally {
    underWay = false;
    progress.end();
  }
}

/** Ends the import at once; what was stored before is untouched. */
export function cancelImport(): void {
  dataClient.cancel();
  answerImportChoice(null);
}

/** The reader's choice: for each file the arrays to keep; null cancels. */
export function answerImportChoice(names: string[][] | null): void {
  studio.setState({ importChoice: null });
  answerChoice?.(names);
  answerChoice = null;
}

function choose(contents: FileContents[]): Promise<string[][] | null> {
  studio.setState({ importChoice: contents });
  return new Promise((resolve) => {
    answerChoice = resolve;
  });
}

function isMuch(files: readonly File[], contents: readonly FileContents[]): boolean {
  const isTree = contents.some(({ format }) => format === 'hdf5' || format === 'npz');
  const arrays = contents.reduce((sum, content) => sum + content.arrays.length, 0);
  return isTree && (arrays > manyArrays || files.reduce((sum, file) => sum + file.size, 0) > manyBytes);
}

function showDataset(record: DatasetRecord): void {
  studio.setState(({ datasets }) => ({
    datasets: [record, ...datasets.filter(({ fingerprint }) => fingerprint !== record.fingerprint)],
  }));
}

function slowProgress(name: string) {
  const begun = performance.now();
  return {
    show({ phase, done, total }: { phase: string; done: number; total: number }) {
      if (performance.now() - begun > quiet) studio.setState({ imports: { name, phase, done, total } });
    },
    end: () => studio.setState({ imports: null }),
  };
}
