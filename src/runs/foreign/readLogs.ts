/** Files that other programs wrote of their trainings, as runs: event files folder by folder, the others one by one. */
import { type ByteSource, bytesOf } from '../../formats/byteSource';
import type { NamedBlob, ReadWatch } from '../../formats/openedFile';
import { AnnealError, type ErrorJson } from '../../protocol/errors';
import type { RunBundle } from '../../protocol/records';
import { csvLogOf, readCsvLog } from './csvLog';
import { foreignBundle, type Program } from './foreignBundle';
import { historyBundle } from './historyBundle';

/** A file that was dropped, and its path inside of the folder that was. */
export interface LogFile extends NamedBlob {
  path: string;
}

export interface ReadLogs {
  runs: RunBundle[];
  /** Files that could not be read, each with its reason. */
  failures: { name: string; error: ErrorJson }[];
}

const isEventFile = (name: string) => /\.tfevents\./.test(name);

/** A larger table is none of a training, and is not read as one text. */
const MOST_TEXT = 256e6;

/** As much of a file as its header takes. */
const HEADER = 1 << 16;

/** Whether a file is the log of a training, by its name and its first line. */
export async function isLog({ name, blob }: NamedBlob): Promise<boolean> {
  if (isEventFile(name) || /\.wandb$/i.test(name)) return true;
  if (!/\.csv$/i.test(name) || blob.size > MOST_TEXT) return false;
  return (await programOf(name, blob)) !== null;
}

async function programOf(name: string, blob: ByteSource): Promise<Program | null> {
  const [header = ''] = (await textOf(blob.slice(0, HEADER))).replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  return csvLogOf(name, header);
}

export async function readLogs(
  files: readonly LogFile[],
  now: Date,
  watch: ReadWatch = {},
): Promise<ReadLogs> {
  const found: ReadLogs = { runs: [], failures: [] };
  const folders = new Map<string, LogFile[]>();
  const single: LogFile[] = [];
  for (const file of files) {
    if (!isEventFile(file.name)) {
      single.push(file);
      continue;
    }
    const folder = file.path.includes('/') ? file.path.slice(0, file.path.lastIndexOf('/')) : '';
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  for (const [folder, events] of folders) {
    await add(events[0]!.name, async () => {
      const { readEventRun } = await import('../../formats/tensorboard/read');
      const name = folder || events[0]!.name;
      return foreignBundle(await readEventRun(events, watch), { program: 'TensorBoard', name, now });
    });
  }
  for (const file of single) await add(file.name, () => readSingle(file, now, watch));
  return found;

  async function add(name: string, read: () => Promise<RunBundle>): Promise<void> {
    try {
      found.runs.push(await read());
    } catch (thrown) {
      const error = AnnealError.from(thrown);
      if (error.code === 'cancelled') throw error;
      found.failures.push({ name, error: error.toJSON() });
    }
  }
}

const textOf = async (source: ByteSource) => new TextDecoder().decode(await bytesOf(source));

async function readSingle(file: LogFile, now: Date, watch: ReadWatch): Promise<RunBundle> {
  const stem = file.path.replace(/\.[^./]*$/, '');
  if (/\.wandb$/i.test(file.name)) {
    const { readWandb } = await import('../../formats/wandb/read');
    const read = await readWandb(file, watch);
    const bundle = foreignBundle(read, { program: 'W&B', name: stem, now });
    return { ...bundle, run: { ...bundle.run, tags: read.tags, notes: read.notes ?? '' } };
  }
  const program = (await programOf(file.name, file.blob)) ?? 'Keras';
  const text = await textOf(file.blob);
  if (program === 'Anneal') return historyBundle(text, { program, name: stem, now });
  return foreignBundle(readCsvLog(text), { program, name: stem, now });
}
