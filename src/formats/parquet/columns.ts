/** What the schema of a Parquet file says of its columns: which leaves are numbers, booleans or text, in lists or not. */
import type { FileMetaData, SchemaElement } from 'hyparquet';
import type { DatasetWarning, DType } from '../../protocol/datasets';
import { listed } from '../images/remarks';

export interface ParquetColumn {
  name: string;
  kind: 'number' | 'text';
  dtype: DType;
  /** From the column of the table down to the leaf that has the values. */
  path: SchemaElement[];
  /** Where its values are among the columns of a row group, which are the leaves of the schema. */
  leaf: number;
  /** What an element of it is multiplied with, one over this; null where whole numbers of 64 bits are kept exactly. */
  divisor: number | null;
  /** Lengths of the lists in each row; none for one value a row. */
  shape: number[];
}

/** What a leaf holds. */
interface LeafType extends Pick<ParquetColumn, 'kind' | 'dtype' | 'divisor'> {
  unit?: 'days' | 'seconds' | 'seconds of the day';
}

/** Every column that can be read, and a remark about each that cannot. Of lists the lengths are not known yet. */
export function columnsOf(metadata: FileMetaData): { columns: ParquetColumn[]; notes: DatasetWarning[] } {
  const columns: ParquetColumn[] = [];
  const skipped: DatasetWarning[] = [];
  const units = new Map<string, string[]>();
  const index = indexColumns(metadata);
  const left: string[] = [];
  const names = new Set<string>();
  for (const [leaf, path] of leavesOf(metadata.schema).entries()) {
    const wanted = nameOf(path);
    const type = isMap(path) ? null : typeOf(path);
    if (!type) {
      const message = `\`${wanted}\` was left out: it holds ${contentOf(path)}`;
      // Keys and values of a map are columns of their own.
      if (!skipped.some((note) => note.message === message)) skipped.push({ code: 'skipped', message });
      continue;
    }
    if (index.has(wanted)) {
      left.push(`\`${wanted}\``);
      continue;
    }
    const called = wanted || `c${leaf}`;
    let name = called;
    for (let copy = 1; names.has(name); copy++) name = `${called}.${copy}`;
    names.add(name);
    columns.push({ ...type, name, path, leaf, shape: [] });
    if (type.unit) units.set(type.unit, [...(units.get(type.unit) ?? []), `\`${name}\``]);
  }
  const notes = [...skipped];
  if (left.length > 0)
    notes.push({
      code: 'skipped',
      message: `Left out because the table is numbered or named by it, as pandas' index: ${listed(left, ', ')}`,
    });
  for (const [unit, named] of units) {
    const what = unit === 'days' ? 'Dates' : 'Times';
    const since = unit === 'seconds of the day' ? unit : `${unit} since 1970-01-01`;
    notes.push({ code: 'read-as', message: `${what} are read as ${since}: ${listed(named, ', ')}` });
  }
  return { columns, notes };
}

export function isList({ path }: ParquetColumn): boolean {
  return path.some(({ repetition_type: repetition }) => repetition === 'REPEATED');
}

/** The way to each leaf, in the order of the columns. The schema is a tree in preorder, behind its root. */
export function leavesOf(schema: readonly SchemaElement[]): SchemaElement[][] {
  const leaves: SchemaElement[][] = [];
  /** Ancestors, with how many children each still lacks. */
  const open: { element: SchemaElement; left: number }[] = [];
  for (const element of schema.slice(1)) {
    const path = [...open.map((ancestor) => ancestor.element), element];
    if (open.length > 0) open.at(-1)!.left--;
    const children = element.num_children ?? 0;
    if (children > 0) open.push({ element, left: children });
    else leaves.push(path);
    while (open.at(-1)?.left === 0) open.pop();
  }
  return leaves;
}

/** `a.b` for fields of records; what only says that there is a list is no name. */
function nameOf(path: readonly SchemaElement[]): string {
  const names: string[] = [];
  for (let at = 0; at < path.length; at++) {
    names.push(path[at]!.name);
    if (isMap([path[at]!])) break;
    const isListed = (path[at]!.logical_type?.type ?? path[at]!.converted_type) === 'LIST';
    // `emb.list.element`, where the last of the three may be missing.
    if (isListed && path[at + 1]?.repetition_type === 'REPEATED')
      at += path[at + 1]!.num_children === 1 ? 2 : 1;
  }
  return names.join('.');
}

function isMap(path: readonly SchemaElement[]): boolean {
  return path.some(
    ({ converted_type: converted, logical_type: logical }) =>
      converted === 'MAP' || converted === 'MAP_KEY_VALUE' || logical?.type === 'MAP',
  );
}

/** The columns that pandas keeps as the names of its rows. */
function indexColumns({ key_value_metadata: pairs }: FileMetaData): ReadonlySet<string> {
  const names = new Set<string>();
  for (let level = 0; level < 8; level++) names.add(`__index_level_${level}__`);
  try {
    const text = pairs?.find(({ key }) => key === 'pandas')?.value;
    const said: unknown = text === undefined ? null : JSON.parse(text);
    const found = said && typeof said === 'object' && 'index_columns' in said ? said.index_columns : [];
    if (Array.isArray(found)) for (const name of found) if (typeof name === 'string') names.add(name);
  } catch {
    // What pandas says of the file is no part of it.
  }
  return names;
}

const number = (dtype: DType, divisor = 1): LeafType => ({ kind: 'number', dtype, divisor });
const text: LeafType = { kind: 'text', dtype: 'int32', divisor: 1 };

function typeOf(path: readonly SchemaElement[]): LeafType | null {
  const element = path.at(-1)!;
  const { type, converted_type: converted, logical_type: logical } = element;
  const isNested = path.length > 1 || element.repetition_type === 'REPEATED';
  const annotation = logical?.type ?? converted;
  switch (annotation) {
    case 'DATE':
      return type === 'INT32' ? { ...number('float64'), unit: 'days' } : null;
    case 'TIMESTAMP_MILLIS':
    case 'TIMESTAMP_MICROS':
    case 'TIMESTAMP':
      return type === 'INT64' ? { ...number('float64', perSecond(element)), unit: 'seconds' } : null;
    case 'TIME_MILLIS':
    case 'TIME_MICROS':
    case 'TIME':
      return { ...number('float64', perSecond(element)), unit: 'seconds of the day' };
    case 'DECIMAL':
      return type === 'BOOLEAN' || type === 'INT96' ? null : number('float64', 10 ** (element.scale ?? 0));
    case 'INTERVAL':
      return null;
  }
  switch (type) {
    case 'BOOLEAN':
      return number(element.repetition_type === 'REQUIRED' && !isNested ? 'bool' : 'float32');
    case 'INT32':
    case 'INT64':
    case 'DOUBLE':
      return number('float64');
    case 'INT96':
      return { ...number('float64'), unit: 'seconds' };
    case 'FLOAT':
      return number('float32');
    case 'BYTE_ARRAY': {
      const isText = annotation === 'UTF8' || annotation === 'STRING' || annotation === 'ENUM';
      return isText && !path.some(({ repetition_type: repetition }) => repetition === 'REPEATED')
        ? text
        : null;
    }
    case 'FIXED_LEN_BYTE_ARRAY':
      return annotation === 'FLOAT16' ? number('float32') : null;
    default:
      return null;
  }
}

/** Units of a second. */
function perSecond({ converted_type: converted, logical_type: logical }: SchemaElement): number {
  const unit =
    logical && 'unit' in logical ? logical.unit : converted?.endsWith('MILLIS') ? 'MILLIS' : 'MICROS';
  return unit === 'MILLIS' ? 1e3 : unit === 'MICROS' ? 1e6 : 1e9;
}

function contentOf(path: readonly SchemaElement[]): string {
  if (isMap(path)) return 'pairs of keys and values';
  const { type, logical_type: logical, converted_type: converted } = path.at(-1)!;
  const annotation = logical?.type ?? converted;
  const isText = annotation === 'UTF8' || annotation === 'STRING' || annotation === 'ENUM';
  if (isText) return 'lists of text';
  if (annotation === undefined && (type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY'))
    return 'bytes that are no text';
  return `values of type ${annotation ?? type ?? 'unknown'}`;
}
