/** Parquet files through hyparquet: every flat column of numbers, booleans or text an array of shape [rows]. */
import type { FileMetaData, SchemaElement } from 'hyparquet';
import type { ArrayHeader, DatasetWarning, DType } from '../../protocol/datasets';
import { AnnealError, sentence } from '../../protocol/errors';
import type { NamedArray } from '../arrays';
import { createCategoryEncoder } from '../categories';
import {
  allocate,
  headerOf,
  type NamedBlob,
  type OpenedFile,
  type ReadProgress,
  throwIfAborted,
} from '../openedFile';

const MAGIC = [0x50, 0x41, 0x52, 0x31] as const;

export function isParquet(start: Uint8Array): boolean {
  return MAGIC.every((byte, index) => start[index] === byte);
}

interface ParquetColumn {
  name: string;
  kind: 'number' | 'text';
  dtype: DType;
}

/** @throws AnnealError `file-format`, `file-truncated`, `data-empty`. */
export async function openParquet(file: NamedBlob): Promise<OpenedFile> {
  const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet');
  await checkFrame(file);
  const source = {
    byteLength: file.blob.size,
    slice: (start: number, end?: number) => file.blob.slice(start, end).arrayBuffer(),
  };
  const metadata = await parquetMetadataAsync(source).catch((thrown: unknown) => {
    throw broken(file.name, thrown);
  });
  const { columns, notes } = columnsOf(metadata);
  const rows = Number(metadata.num_rows);
  if (columns.length === 0 || rows === 0) {
    throw new AnnealError(
      'data-empty',
      `${file.name} has no ${rows === 0 ? 'rows' : 'columns of numbers or text'}.`,
      {
        place: file.name,
        received: `${rows} rows, ${columns.length} columns`,
        remedy: 'Choose a file that has columns of numbers and at least a few rows.',
      },
    );
  }
  const arrays = columns.map(
    ({ name, kind, dtype }): ArrayHeader => ({
      name,
      shape: [rows],
      dtype: kind === 'text' ? 'string' : dtype,
    }),
  );

  async function readColumn(column: ParquetColumn, onProgress?: ReadProgress, signal?: AbortSignal) {
    const { compressors } = await import('hyparquet-compressors');
    const sink = createSink(column, rows, file.name);
    let start = 0;
    for (const group of metadata.row_groups) {
      throwIfAborted(signal, file.name);
      const end = start + Number(group.num_rows);
      const options = {
        file: source,
        metadata,
        columns: [column.name],
        rowStart: start,
        rowEnd: end,
        compressors,
      };
      for (const row of await parquetReadObjects(options)) sink.add(row[column.name]);
      start = end;
      onProgress?.(end, rows);
    }
    return sink.finish();
  }

  return {
    format: 'parquet',
    arrays,
    notes,
    async *stream(names, watch) {
      for (const name of names) {
        headerOf(file.name, arrays, name);
        const column = columns.find((candidate) => candidate.name === name)!;
        const { data, categories } = await readColumn(column, watch?.onProgress, watch?.signal).catch(
          (thrown: unknown) => {
            throw broken(`${file.name}/${name}`, thrown);
          },
        );
        yield { name, data, categories };
      }
    },
    close() {},
  };
}

/** Both ends of a Parquet file carry its magic number; a cut-off one lacks the second. */
async function checkFrame({ name, blob }: NamedBlob): Promise<void> {
  const start = new Uint8Array(await blob.slice(0, 4).arrayBuffer());
  if (!isParquet(start)) {
    throw new AnnealError('file-format', `${name} is not a Parquet file: it does not start with PAR1.`, {
      place: name,
      received: `${blob.size} bytes`,
      remedy: 'Choose a file that pandas, pyarrow or another Parquet library wrote.',
    });
  }
  const end = new Uint8Array(await blob.slice(-4).arrayBuffer());
  if (blob.size < 12 || !isParquet(end)) {
    throw new AnnealError(
      'file-truncated',
      `${name} is cut off: the PAR1 at the end of a Parquet file is missing.`,
      {
        place: name,
        received: `${blob.size} bytes`,
        remedy: 'Copy or download the file again.',
      },
    );
  }
}

function columnsOf({ schema }: FileMetaData): { columns: ParquetColumn[]; notes: DatasetWarning[] } {
  const columns: ParquetColumn[] = [];
  const notes: DatasetWarning[] = [];
  // The schema is a tree in preorder; its root has the table's columns as children.
  for (let index = 1; index < schema.length; index = afterSubtree(schema, index)) {
    const element = schema[index]!;
    const column = columnOf(element);
    if (column) columns.push(column);
    else
      notes.push({
        code: 'skipped',
        message: `\`${element.name}\` was left out: it holds ${contentOf(element)}`,
      });
  }
  return { columns, notes };
}

function afterSubtree(schema: readonly SchemaElement[], index: number): number {
  let next = index + 1;
  for (let child = 0; child < (schema[index]!.num_children ?? 0); child++) next = afterSubtree(schema, next);
  return next;
}

function columnOf(element: SchemaElement): ParquetColumn | null {
  const {
    name,
    type,
    repetition_type: repetition,
    converted_type: converted,
    logical_type: logical,
  } = element;
  if (element.num_children || repetition === 'REPEATED') return null;
  const annotation = logical?.type ?? converted;
  const isTime = annotation !== undefined && /DATE|TIME|INTERVAL/.test(annotation);
  if (isTime || type === 'INT96') return null;
  switch (type) {
    case 'BOOLEAN':
      return { name, kind: 'number', dtype: repetition === 'REQUIRED' ? 'bool' : 'float32' };
    case 'INT32':
    case 'INT64':
      return annotation === 'DECIMAL' ? floats(name) : { name, kind: 'number', dtype: 'float64' };
    case 'FLOAT':
      return { name, kind: 'number', dtype: 'float32' };
    case 'DOUBLE':
      return floats(name);
    case 'BYTE_ARRAY':
      if (annotation === 'DECIMAL') return floats(name);
      return annotation === 'UTF8' || annotation === 'STRING' || annotation === 'ENUM'
        ? { name, kind: 'text', dtype: 'int32' }
        : null;
    case 'FIXED_LEN_BYTE_ARRAY':
      if (annotation === 'DECIMAL') return floats(name);
      return annotation === 'FLOAT16' ? { name, kind: 'number', dtype: 'float32' } : null;
    default:
      return null;
  }
}

function floats(name: string): ParquetColumn {
  return { name, kind: 'number', dtype: 'float64' };
}

function contentOf({
  num_children: children,
  repetition_type: repetition,
  type,
  ...rest
}: SchemaElement): string {
  if (children) return 'nested values';
  if (repetition === 'REPEATED') return 'lists';
  const annotation = rest.logical_type?.type ?? rest.converted_type;
  return `values of type ${annotation ?? type}`;
}

function createSink({ name, kind, dtype }: ParquetColumn, rows: number, file: string) {
  if (kind === 'text') {
    const encoder = createCategoryEncoder(rows);
    return {
      add: (value: unknown) => encoder.add(value === null || value === undefined ? null : String(value)),
      finish: () => encoder.finish(name, [rows]),
    };
  }
  const place = `${file}/${name}`;
  const data =
    dtype === 'bool'
      ? new Uint8Array(allocate(rows, place))
      : dtype === 'float32'
        ? new Float32Array(allocate(rows * 4, place))
        : new Float64Array(allocate(rows * 8, place));
  let row = 0;
  return {
    add: (value: unknown) => {
      data[row++] = value === null || value === undefined ? Number.NaN : Number(value);
    },
    finish: (): NamedArray => ({ name, dtype, shape: [rows], data, categories: null }),
  };
}

function broken(place: string, thrown: unknown): AnnealError {
  if (thrown instanceof AnnealError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const error = new AnnealError('file-format', sentence(`${place} cannot be read: ${reason}`), {
    place,
    remedy: 'The file may be damaged: copy it again, or save it anew.',
  });
  error.cause = thrown;
  return error;
}
