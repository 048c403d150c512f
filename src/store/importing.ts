/** Turning files into a stored dataset: look inside, choose what to keep, read. Earlier datasets stay as they are. */
import { masksOf } from '../formats/imageFiles';
import type { DatasetRecord, DatasetSource } from '../protocol/datasets';
import { AnnealError } from '../protocol/errors';
import type { Readings } from '../protocol/reading';
import type { DroppedFiles, FileContents, ImportChoice, ImportProgress } from '../worker/dataCommands';
import { awaitedSource } from './awaitedData';
import { dataClient } from './dataClient';
import { keepDeleted, removeDataset } from './datasets';
import { forgetPictures, keepPictures } from './keptPictures';
import { dismissAll, notify } from './notices';
import { type ChoiceAsked, studio } from './studio';
import { tellTabs } from './tabChannel';

/** Shorter imports show no progress, so that nothing flickers. */
const quiet = 300;

/** More arrays in a file than this, or more bytes in all, and the reader chooses what to keep. */
const manyArrays = 12;
const manyBytes = 512e6;

/** Larger files may stay where they are, where that is possible. */
const staysFrom = 256e6;

/** So many files are named one by one. */
const few = 3;

/** What the reader chose to keep: arrays of each file, or pairs of images and masks. */
export type ImportAnswer = Pick<ImportChoice, 'names' | 'pairs' | 'keeps'>;

export interface ImportOptions {
  /** Left out: the name of the first file. */
  datasetName?: string;
  /** Whether the reader is asked where there is something to choose. */
  asks?: boolean;
  /** Data that were read before: what was answered then is not asked again. */
  like?: DatasetSource | undefined;
  /** The dataset that they are added to, which makes another one; left out: they are one by themselves. */
  onto?: DatasetRecord;
  /** The dataset of pictures whose pairs are edited: these are its files. It stays, and another one is made. */
  edits?: DatasetRecord;
}

let underWay = false;
/** Notices about files that could not be read; they go when one can. */
const failures: number[] = [];
let answerReading: ((readings: Readings | null) => void) | null = null;
let answerChoice: ((answer: ImportAnswer | null) => void) | null = null;

/**
 * Imports files as one dataset.
 * @returns the record, or null after a notice (or in silence when it was cancelled).
 */
export async function importFiles(
  dropped: DroppedFiles,
  {
    datasetName,
    asks: mayAsk = true,
    onto,
    edits,
    like = onto || edits ? undefined : awaitedSource(namesOf(dropped)),
  }: ImportOptions = {},
): Promise<DatasetRecord | null> {
  const name = nameOf(dropped);
  if (underWay) {
    notify({ tone: 'warn', title: 'Another file is still being read. Wait for it, or cancel it first.' });
    return null;
  }
  underWay = true;
  const progress = slowProgress(name);
  let known = like;
  try {
    let inspected = await inspect(readLike(dropped, known), mayAsk && !known, progress.show);
    if (inspected && known && !hasAll(inspected.contents, known)) {
      known = undefined;
      inspected = await inspect(dropped, mayAsk, progress.show);
    }
    if (inspected === null) return null;
    const { contents, read } = inspected;
    if (edits) requirePictures(contents, edits);
    const asks = mayAsk && !known;
    const mayStay = !onto && canStay(dropped, contents);
    const answer =
      asks && (mayStay || isChoice(dropped.files, contents))
        ? await choose({ contents, mayStay, ...(edits?.pairs && { pairs: edits.pairs }) })
        : takenLike(known);
    if (answer === null) return null;
    const choice = { ...answer, datasetName: datasetName ?? edits?.name, onto: onto?.fingerprint };
    const record = await dataClient.importFiles(read, choice, progress.show);
    const { datasets } = studio.getState();
    if (asks && !edits && datasets.some(({ fingerprint }) => fingerprint === record.fingerprint))
      sayTheSame(name, record);
    showDataset(record);
    if (record.format === 'images' && !onto) keepPictures(record.fingerprint, read);
    dismissAll(failures.splice(0));
    if (onto) offerRemoval(onto, `${nameOf(dropped)} joined ${onto.name}.`);
    if (edits) tellEdited(edits, record);
    return record;
  } catch (thrown) {
    const error = AnnealError.from(thrown);
    if (error.code !== 'cancelled') {
      if (edits) forgetPictures(edits.fingerprint);
      failures.push(notify({ tone: 'bad', title: `Could not import ${name}`, error: error.toJSON() }));
    }
    return null;
  } finally {
    underWay = false;
    progress.end();
  }
}

/** A file may have another name by now; what was said of the only one holds for it all the same. */
function readLike(dropped: DroppedFiles, like: DatasetSource | undefined): DroppedFiles {
  const readings = like?.reading?.readings;
  if (!readings) return dropped;
  const [only] = Object.values(readings);
  const isOne = dropped.files.length === 1 && Object.keys(readings).length === 1;
  return { ...dropped, readings: isOne && only ? { '*': only } : readings };
}

/** Whether the arrays and pictures that were taken then are in these files too. */
function hasAll(
  contents: readonly FileContents[],
  { reading: { names, pairs } = {} }: DatasetSource,
): boolean {
  const pictures = new Set(contents.flatMap(({ images }) => images?.files.map(({ path }) => path) ?? []));
  const holds = (index: number, name: string) =>
    contents[index]?.arrays.some((array) => array.name === name) ?? false;
  return (
    (names ?? []).every((some, index) => some?.every((name) => holds(index, name)) ?? true) &&
    (pairs ?? []).every((pair) => [pair.image, ...masksOf(pair)].every((path) => pictures.has(path)))
  );
}

function takenLike(like: DatasetSource | undefined): ImportAnswer {
  const { names, pairs } = like?.reading ?? {};
  return { ...(names && { names }), ...(pairs && { pairs }) };
}

/**
 * What the files offer, read as the reader says wherever their content leaves it open. One answer may raise the next
 * question.
 * @returns null where the reader cancels.
 */
async function inspect(
  dropped: DroppedFiles,
  asks: boolean,
  onProgress: (progress: ImportProgress) => void,
): Promise<{ contents: FileContents[]; read: DroppedFiles } | null> {
  let read = dropped;
  for (;;) {
    const contents = await dataClient.inspect(read, onProgress);
    const open = contents.filter(({ questions }) => questions.length > 0);
    if (!asks || open.length === 0) return { contents, read };
    const answered = await askReadings(open);
    if (answered === null) return null;
    // What was read already is what the reader confirms.
    if (areLikeliest(open, answered)) return { contents, read };
    read = { ...read, readings: merged(read.readings, answered) };
  }
}

function askReadings(contents: FileContents[]): Promise<Readings | null> {
  studio.setState({ readingAsked: contents, imports: null });
  return new Promise((resolve) => {
    answerReading = resolve;
  });
}

/** How the reader wants the files read; null cancels. */
export function answerReadings(readings: Readings | null): void {
  studio.setState({ readingAsked: null });
  answerReading?.(readings);
  answerReading = null;
}

function areLikeliest(contents: readonly FileContents[], readings: Readings): boolean {
  return contents.every(({ name, questions }) =>
    questions.every(({ setting, choices }) => readings[name]?.[setting] === choices[0]?.value),
  );
}

function merged(earlier: Readings = {}, later: Readings): Readings {
  const names = new Set([...Object.keys(earlier), ...Object.keys(later)]);
  return Object.fromEntries([...names].map((name) => [name, { ...earlier[name], ...later[name] }]));
}

/** Nothing is stored twice: what was there opens, under its own name. */
function sayTheSame(dropped: string, { name }: DatasetRecord): void {
  notify({
    title:
      dropped === name
        ? `${name} is here already, with the same content`
        : `${dropped} is the same content as ${name}, which is here already`,
  });
}

/** Runs refer to a dataset by its content, so that the earlier one stays unless the reader has it removed. */
function offerRemoval(earlier: DatasetRecord, what: string): void {
  notify({
    tone: 'good',
    title: `${what} The earlier dataset stays for its runs.`,
    action: { label: 'Delete the earlier one', run: () => removeDataset(earlier) },
  });
}

/** Other pairs are other data. */
function tellEdited(earlier: DatasetRecord, edited: DatasetRecord): void {
  if (edited.fingerprint !== earlier.fingerprint) {
    offerRemoval(earlier, `The pairs of ${earlier.name} are as you edited them.`);
  } else failures.push(notify({ title: `The pairs of ${earlier.name} are as they were.` }));
}

/** @throws AnnealError `data-not-found` where the files that were chosen are no pictures. */
function requirePictures(contents: readonly FileContents[], { name, files }: DatasetRecord): void {
  if (contents.some(({ images }) => images)) return;
  throw new AnnealError(
    'data-not-found',
    `The files hold no pictures, so no pairs of ${name} can be edited.`,
    {
      place: contents.map((content) => content.name).join(', '),
      remedy: `Choose ${files.join(', ')}, from which ${name} was made.`,
    },
  );
}

/** Ends the import at once; what was stored before is untouched. */
export function cancelImport(): void {
  dataClient.cancel();
  answerReadings(null);
  answerImportChoice(null);
}

/** The reader's choice; null cancels. */
export function answerImportChoice(answer: ImportAnswer | null): void {
  studio.setState({ importChoice: null });
  answerChoice?.(answer);
  answerChoice = null;
}

function choose(asked: ChoiceAsked): Promise<ImportAnswer | null> {
  // What waits for an answer makes no progress.
  studio.setState({ importChoice: asked, imports: null });
  return new Promise((resolve) => {
    answerChoice = resolve;
  });
}

/** Pictures show their pairs; of a file with much inside the reader takes a part. */
function isChoice(files: readonly File[], contents: readonly FileContents[]): boolean {
  if (contents.some(({ images }) => images)) return true;
  const isTree = contents.some(({ format }) => format === 'hdf5' || format === 'npz');
  const isLong = contents.some(({ arrays }) => arrays.length > manyArrays);
  return isTree && (isLong || files.reduce((sum, file) => sum + file.size, 0) > manyBytes);
}

/** Whether large files may stay where they are: the browser gives handles, and parts of them can be read by themselves. */
function canStay({ files, handles }: DroppedFiles, contents: readonly FileContents[]): boolean {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const isKnown = handles?.length === files.length && handles.every((handle) => handle !== null);
  return isKnown && bytes > staysFrom && contents.some((content) => content.canStay);
}

/** By which files are known: each by its name, or the folder that holds them. */
function namesOf(dropped: DroppedFiles): string[] {
  const { files } = dropped;
  return files.length <= few ? files.map(({ name }) => name) : [nameOf(dropped)];
}

/** Few files by their names, a folder by its own. */
function nameOf({ files, paths }: DroppedFiles): string {
  if (files.length <= few) return files.map((file) => file.name).join(', ');
  const folders = new Set(paths?.map((path) => (path.includes('/') ? path.split('/')[0] : '')));
  const [folder] = folders;
  return folders.size === 1 && folder ? folder : `${files.length.toLocaleString('en')} files`;
}

function showDataset(record: DatasetRecord): void {
  keepDeleted(record.fingerprint);
  studio.setState(({ datasets }) => ({
    datasets: [record, ...datasets.filter(({ fingerprint }) => fingerprint !== record.fingerprint)],
  }));

  tellTabs({ kind: 'changed', what: 'datasets' });
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
