/** What `anneal info` tells of data: the numbers of each column as the page's sheet has them, made by the same import. */
import { importData, planImport } from '../engine/data/importData';
import type { ImageContents } from '../formats/imageFiles';
import { problemWarnings } from '../formats/images/remarks';
import type { OpenedPart } from '../formats/openedFile';
import type { ArraySheet, ColumnStatistics, DatasetWarning, FileFormat } from '../protocol/datasets';
import { printable } from '../protocol/printable';
import type { Reading } from '../protocol/reading';
import { importWarnings } from '../tasks/importWarnings';
import { endProgress, showProgress } from './command';
import { openPaths, taken } from './dataFiles';
import { shapeText, textTable } from './textTable';

/** The same content for scripts and for people. */
export interface Info {
  json: object;
  lines: string[];
}

/** Columns of one array that people are shown; scripts get all that are described. */
const MAX_SHOWN = 20;

/**
 * Of each file or set by itself. Values pass and are not kept.
 * @throws AnnealError as opening and reading the files do.
 */
export async function dataInfo(path: string, reading: Reading): Promise<Info> {
  const parts = await openPaths([path], { reading });
  try {
    const described: Info[] = [];
    for (const part of parts) described.push(await partInfo(part));
    const [first, ...more] = described;
    // A folder may hold several files; scripts get a list of them then.
    const json =
      more.length === 0 ? first!.json : { kind: 'data', files: described.map((part) => part.json) };
    return { json, lines: described.flatMap(({ lines }) => lines) };
  } finally {
    endProgress();
    for (const { file } of parts) file.close();
  }
}

async function partInfo(part: OpenedPart): Promise<Info> {
  const { name, bytes, file } = part;
  const { format, images, questions = [] } = file;
  const sheets = file.arrays.length === 0 ? [] : await sheetsOf(part);
  endProgress();
  const notes = images ? [...file.notes, ...problemWarnings(images.problems)] : file.notes;
  const dataset = {
    version: 2 as const,
    fingerprint: '',
    name,
    format,
    files: [name],
    bytes,
    createdAt: '',
    arrays: sheets,
    warnings: [],
  };
  const warnings = importWarnings(dataset, format === 'images', uniqueNotes(notes));
  const assumptions = questions.map(taken);
  const { length } = sheets;
  return {
    json: {
      kind: 'data',
      format,
      arrays: sheets.map(arrayJson),
      notes: uniqueNotes(notes),
      warnings,
      assumptions,
      ...(images && { pairs: images.pairs, sizes: sizesOf(images) }),
    },
    lines: [
      `${titleOf(format)} with ${length} ${length === 1 ? 'array' : 'arrays'}`,
      ...(images ? imageLines(images) : []),
      ...warnings.map(({ message }) => message),
      ...assumptions,
      ...textTable([headings, ...sheets.flatMap(rowsOf)]),
      ...sheets.flatMap(moreColumns),
    ],
  };
}

async function sheetsOf(part: OpenedPart): Promise<ArraySheet[]> {
  const onProgress = (done: number, total: number) =>
    showProgress(`reading ${part.name}: ${Math.round((100 * done) / total)} %`);
  const nowhere = { write: () => {} };
  const { sheets } = await importData(planImport([part]), nowhere, { describes: true, onProgress });
  return sheets ?? [];
}

/** A set of pictures remarks its problems itself once it is read. */
function uniqueNotes(notes: readonly DatasetWarning[]): DatasetWarning[] {
  return [...new Map(notes.map((note) => [note.message, note])).values()];
}

function arrayJson({ name, shape, dtype, categories, columns }: ArraySheet) {
  return {
    name,
    shape,
    dtype,
    texts: categories?.length ?? null,
    columns: columns.map(({ distinct, ...statistics }) => ({
      ...statistics,
      distinct: categories?.length ?? distinct?.length ?? null,
      values: distinct,
    })),
  };
}

const headings = ['Array', 'Shape', 'Type', 'Mean', 'Std', 'Min', 'Median', 'Max', 'Missing', 'Distinct'];

/** A row for the array with the numbers of its only column, or one more for each of its columns. */
function rowsOf(sheet: ArraySheet): string[][] {
  const { name, shape, dtype, columns, categories } = sheet;
  const about = [printable(name), shapeText(shape), dtype];
  const [only] = columns;
  if (columns.length === 1 && only) return [[...about, ...cellsOf(only, categories)]];
  const empty = headings.slice(about.length).map(() => '');
  const shown = columns.slice(0, MAX_SHOWN);
  return [
    [...about, ...empty],
    ...shown.map((column) => [`  ${printable(column.name)}`, '', '', ...cellsOf(column, categories)]),
  ];
}

function cellsOf(statistics: ColumnStatistics, categories: ArraySheet['categories']): string[] {
  const { mean, std, min, median, max, missing, distinct, sampled, count } = statistics;
  const about = sampled === null || median === null ? '' : '≈ ';
  const different = categories?.length ?? distinct?.length;
  return [
    numberText(mean),
    numberText(std),
    numberText(min),
    about + numberText(median),
    numberText(max),
    String(missing),
    different === undefined ? (count > 0 ? 'many' : '0') : String(different),
  ];
}

function moreColumns({ name, shape, columns }: ArraySheet): string[] {
  if (columns.length <= MAX_SHOWN) return [];
  return [`${printable(name)} ${shapeText(shape)}: ${columns.length - MAX_SHOWN} more columns are in --json`];
}

function imageLines(images: ImageContents): string[] {
  const masks = images.pairs.filter(({ mask }) => mask !== null).length;
  const sizes = sizesOf(images);
  const named = sizes
    .slice(0, 5)
    .map(({ width, height, images: count }) => `${count} of ${width} × ${height}`);
  const rest = sizes.length > 5 ? `, and ${sizes.length - 5} more sizes` : '';
  const { length } = images.pairs;
  return [`${length} ${length === 1 ? 'image' : 'images'}, ${masks} with a mask: ${named.join(', ')}${rest}`];
}

/** How many images there are of each size, the most frequent first. */
function sizesOf({ pairs, files }: ImageContents): { width: number; height: number; images: number }[] {
  const headers = new Map(files.map(({ path, header }) => [path, header]));
  const sizes = new Map<string, { width: number; height: number; images: number }>();
  for (const { image } of pairs) {
    const header = headers.get(image);
    if (!header) continue;
    const { width, height } = header;
    const size = sizes.get(`${width} ${height}`) ?? { width, height, images: 0 };
    size.images += 1;
    sizes.set(`${width} ${height}`, size);
  }
  return [...sizes.values()].sort((a, b) => b.images - a.images);
}

function titleOf(format: FileFormat): string {
  return format === 'images' ? 'Set of images' : `${format.toUpperCase()} file`;
}

const numberText = (value: number | null) => (value === null ? '–' : String(Number(value.toPrecision(6))));
