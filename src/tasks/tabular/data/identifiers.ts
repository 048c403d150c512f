/** Columns that name or count the rows, or hold nothing: no inputs, unless somebody asks for them. */

import { type ColumnSketch, sketchColumn } from '../../../engine/data/columnSketch';
import type { DatasetReader } from '../../../engine/data/datasetReader';
import { type ColumnedArray, columnCount } from '../../../engine/data/flatColumns';
import type { ArraySheet, DatasetWarning } from '../../../protocol/datasets';

/** Of fewer rows all values may differ by chance. */
const MIN_ROWS = 10;

/** Why an array should be no input, as the end of a sentence; null where nothing is against it. */
export type Unfit = (array: ColumnedArray) => string | null;

/** What an import has found out. */
export function unfitSheets(sheets: readonly ArraySheet[]): Unfit {
  const reasons = new Map(
    sheets.map((sheet, index) => [sheet.name, reasonAgainst(sheet, sketchOf(sheet), index === 0)]),
  );
  return ({ name }) => reasons.get(name) ?? null;
}

/** Columns that are not suggested as inputs since they tell rows apart. */
export function identifierWarnings(sheets: readonly ArraySheet[]): DatasetWarning[] {
  const unfit = unfitSheets(sheets);
  return sheets.flatMap((sheet) => {
    const { name, columns } = sheet;
    const reason = unfit(sheet);
    if (reason === null || columns[0]?.count === 0) return [];
    return [{ code: 'identifiers', message: `\`${name}\` is left out of the inputs: ${reason}` }];
  });
}

/** The same from the values, of which only those of columns are read that may count or name rows by their place or name. */
export async function unfitColumns(data: DatasetReader): Promise<Unfit> {
  const reasons = new Map<string, string | null>();
  let isFirst = true;
  for (const array of data.arrays.values()) {
    const isAsked = columnCount(array) === 1 && array.shape.length > 0 && (isFirst || mayName(array.name));
    const sketch = isAsked && !array.categories ? await sketchColumn(data, array.name) : null;
    reasons.set(array.name, reasonAgainst(array, sketch, isFirst));
    isFirst = false;
  }
  return ({ name }) => reasons.get(name) ?? null;
}

function reasonAgainst(array: ColumnedArray, sketch: ColumnSketch | null, isFirst: boolean): string | null {
  const { name, shape, categories } = array;
  const rows = shape[0] ?? 0;
  if (columnCount(array) !== 1 || rows < MIN_ROWS) return null;
  if (categories)
    return categories.length === rows ? 'it is an identifier: its texts are all different' : null;
  if (!sketch) return null;
  if (sketch.count === 0) return 'it holds no value';
  if (!sketch.isWhole) return null;
  const counts = countsRows(sketch, rows);
  if (counts && (isFirst ? !isTime(name) : isCounter(name)))
    return 'it is an identifier that counts the rows';
  const isVaried = sketch.distinct === null || sketch.distinct === sketch.count;
  return isIdentifier(name) && isVaried
    ? 'it is an identifier: its name says so, and its numbers are all different'
    : null;
}

/** Whether the numbers are 0, 1, 2, … or 1, 2, 3, …, in any order, by their extremes and their deviation. */
function countsRows({ count, min, max, std }: ColumnSketch, rows: number): boolean {
  const variance = (rows * rows - 1) / 12;
  return (
    count === rows &&
    (min === 0 || min === 1) &&
    max === min + rows - 1 &&
    Math.abs(std * std - variance) < 1e-6 * variance
  );
}

/** `PassengerId`, `sample_id`, `ID` → its words in small letters. */
function wordsOf(name: string): string[] {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced.split(/[^a-z0-9]+/).filter((word) => word !== '');
}

const idWords = ['id', 'ids', 'uid', 'uuid', 'guid', 'identifier'];
const counters = [
  'index',
  'idx',
  'row',
  'rows',
  'rownum',
  'number',
  'no',
  'nr',
  'num',
  'serial',
  'obs',
  'sample',
];
const times = [
  'time',
  't',
  'date',
  'day',
  'days',
  'hour',
  'minute',
  'second',
  'week',
  'month',
  'year',
  'x',
  'step',
];

const isIdentifier = (name: string) => idWords.includes(wordsOf(name).at(-1) ?? '');
const isTime = (name: string) => wordsOf(name).some((word) => times.includes(word));

function isCounter(name: string): boolean {
  const words = wordsOf(name);
  return words.length === 0 || words.some((word) => counters.includes(word) || word === 'unnamed');
}

const mayName = (name: string) => isIdentifier(name) || isCounter(name);

function sketchOf({ columns: [column], firstRows, dtype }: ArraySheet): ColumnSketch | null {
  if (!column) return null;
  const { count, min, max, std, distinct } = column;
  if (count === 0 || min === null || max === null) {
    return { count: 0, min: 0, max: 0, std: 0, isWhole: false, distinct: 0 };
  }
  const first = firstRows.flat().filter((value) => typeof value === 'number');
  const isWhole = dtype !== 'bool' && [min, max, ...first].every(Number.isInteger);
  return { count, min, max, std: std ?? 0, isWhole, distinct: distinct?.length ?? null };
}
