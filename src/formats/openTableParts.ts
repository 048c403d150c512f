/** Files that are parts of one table, opened as one, or apart where somebody wants that. */
import { AnnealError } from '../protocol/errors';
import { type Reading, type ReadingQuestion, type Readings, readingOf } from '../protocol/reading';
import { openCsv } from './csv/csv';
import type { NamedBlob, OpenedFile, OpenedPart } from './openedFile';
import { openFile } from './openFile';
import { isBesideParts, joinedTexts, partitionsOf, pathOf, type TableParts, tableParts } from './parts/parts';
import { areAlike, stackFiles } from './parts/stacked';

export interface FoundParts extends TableParts {
  /** In the order of what was opened; the table takes its place. */
  first: NamedBlob;
  /** The parts, and what programs leave beside them. */
  covered: ReadonlySet<NamedBlob>;
}

export interface TableOptions {
  readings?: Readings;
  onProgress?: (name: string, done: number, total: number) => void;
  signal?: AbortSignal;
}

/** @returns null where the files are no parts of one table. */
export async function partsAmong(files: readonly NamedBlob[]): Promise<FoundParts | null> {
  const tables = files.filter((file) => !isBesideParts(pathOf(file)));
  // A single part, and what lies beside it.
  if (tables.length === 1 && files.length > 1) {
    const [only] = tables;
    const alone = { files: tables, starts: [0], format: 'text' as const, areNamedSo: true, areSplit: false };
    return { ...alone, first: only!, covered: new Set(files) };
  }
  const parts = await tableParts(tables);
  return parts && { ...parts, first: files.find((file) => tables.includes(file))!, covered: new Set(files) };
}

/** @param name of the table that they are together. @throws AnnealError as `openFile` does. */
export async function openTableParts(
  parts: FoundParts,
  name: string,
  options: TableOptions,
): Promise<OpenedPart[]> {
  const { files, areNamedSo, areSplit } = parts;
  const { readings = {} } = options;
  if (files.length === 1) return openApart(files, options);
  // The question stands with the first file where they are opened apart.
  const said = readingOf(readings, name).join ?? readingOf(readings, files[0]!.name).join;
  const isAsked = said === undefined && !areNamedSo;
  if (said === 'apart' || (isAsked && areSplit)) {
    const [first, ...more] = await openApart(files, options);
    if (!isAsked) return [first!, ...more];
    const questions = [question(files, first!.file, areSplit), ...(first!.file.questions ?? [])];
    return [{ ...first!, file: { ...first!.file, questions } }, ...more];
  }
  const file = await openTogether(parts, name, options);
  if (!file) return openApart(files, options);
  const questions = [...(isAsked ? [question(files, file, areSplit)] : []), ...(file.questions ?? [])];
  const bytes = files.reduce((sum, { blob }) => sum + blob.size, 0);
  return [{ name, bytes, file: { ...file, questions } }];
}

/** Null where it turns out that the columns differ. */
async function openTogether(
  parts: FoundParts,
  name: string,
  options: TableOptions,
): Promise<OpenedFile | null> {
  const { readings = {}, onProgress, signal } = options;
  const { files, format } = parts;
  const reading: Reading = readingOf(readings, name);
  const isPlain = files.every((file) => partitionsOf(pathOf(file)).length === 0);
  if (format === 'text' && isPlain) {
    const watch = {
      reading,
      onProgress: (done: number, total: number) => onProgress?.(name, done, total),
      signal,
    };
    const opened = await openCsv({ name, blob: joinedTexts(parts) }, watch);
    const order = `${files.length} files are read as one table, rows one after the other, from ${files[0]!.name} to ${files.at(-1)!.name}`;
    return { ...opened, notes: [{ code: 'read-as', message: order }, ...opened.notes] };
  }
  const opened: OpenedFile[] = [];
  try {
    for (const file of files) {
      const watch = {
        reading,
        onProgress: (done: number, total: number) => onProgress?.(file.name, done, total),
        signal,
      };
      const part = await openFile(file, watch).catch((thrown: unknown) => {
        // Programs that write in parallel leave parts without rows.
        if (thrown instanceof AnnealError && thrown.code === 'data-empty') return null;
        throw thrown;
      });
      if (part) opened.push(part);
    }
  } catch (thrown) {
    for (const file of opened) file.close();
    throw thrown;
  }
  const withRows = files.filter((_, index) => opened[index] !== undefined);
  if (opened.length === 0 || !areAlike(opened)) {
    for (const file of opened) file.close();
    return null;
  }
  return stackFiles(
    name,
    opened.map((file, index) => {
      const path = pathOf(withRows[index]!);
      const constants = new Map(partitionsOf(path).map(({ name: column, value }) => [column, value]));
      return { name: path, file, constants };
    }),
  );
}

async function openApart(files: readonly NamedBlob[], options: TableOptions): Promise<OpenedPart[]> {
  const { readings = {}, onProgress, signal } = options;
  const opened: OpenedPart[] = [];
  try {
    for (const file of files) {
      const watch = {
        reading: readingOf(readings, file.name),
        onProgress: (done: number, total: number) => onProgress?.(file.name, done, total),
        signal,
      };
      opened.push({ name: file.name, bytes: file.blob.size, file: await openFile(file, watch) });
    }
  } catch (thrown) {
    for (const { file } of opened) file.close();
    throw thrown;
  }
  return opened;
}

const PREVIEW_NAMES = 5;

function question(files: readonly NamedBlob[], { arrays }: OpenedFile, areSplit: boolean): ReadingQuestion {
  const names = arrays.map(({ name }) => name).slice(0, PREVIEW_NAMES);
  const sources = files.map(({ name }) => name).slice(0, PREVIEW_NAMES);
  const rows = {
    value: 'rows',
    label: 'One table, rows one after the other',
    preview: { columns: ['', ...names], rows: sources.map((source) => [source, ...names.map(() => '…')]) },
  };
  const apart = {
    value: 'apart',
    label: 'Columns of their own, side by side',
    preview: {
      columns: sources.flatMap((source) =>
        names.slice(0, 2).map((name) => `${source.replace(/\.[^.]*$/, '')}/${name}`),
      ),
      rows: [],
    },
  };
  return {
    setting: 'join',
    question: `Are ${files.length === 2 ? 'the two' : `the ${files.length}`} files parts of one table?`,
    choices: areSplit ? [apart, rows] : [rows, apart],
  };
}
