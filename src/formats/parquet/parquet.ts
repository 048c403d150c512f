/** Parquet files through hyparquet: every column of numbers, booleans or text an array of shape [rows], lists of one length more. */
import type { ArrayHeader, DatasetWarning } from '../../protocol/datasets';
import { AnnealError, sentence } from '../../protocol/errors';
import { createCategoryEncoder } from '../categories';
import {
  headerOf,
  type NamedBlob,
  type OpenedFile,
  type ReadWatch,
  type Slab,
  throwIfAborted,
} from '../openedFile';
import { SLAB_BYTES } from '../values';
import { chunksOf, numbersOf, type ParquetSource } from './chunks';
import { columnsOf, isList, type ParquetColumn } from './columns';
import { exactColumn } from './exact';
import { createListMeasure, listNumbers } from './lists';
import { checkMetadata, isEncrypted } from './metadata';

const MAGIC = [0x50, 0x41, 0x52, 0x31] as const;

export function isParquet(start: Uint8Array): boolean {
  return MAGIC.every((byte, index) => start[index] === byte);
}

/**
 * Lists are read once to see whether all are as long.
 * @throws AnnealError `file-format`, `file-truncated`, `file-unsupported`, `data-empty`.
 */
export async function openParquet(file: NamedBlob, watch: ReadWatch = {}): Promise<OpenedFile> {
  const { parquetMetadataAsync } = await import('hyparquet');
  await checkFrame(file);
  const bytes = {
    byteLength: file.blob.size,
    slice: (start: number, end?: number) => file.blob.slice(start, end).arrayBuffer(),
  };
  const metadata = await parquetMetadataAsync(bytes, { geoparquet: false }).catch((thrown: unknown) => {
    throw broken(file.name, thrown);
  });
  const rows = checkMetadata(file, metadata);
  const source = { name: file.name, bytes: file.blob, metadata, rows };
  const { columns: found, notes } = columnsOf(metadata);
  const columns = rows === 0 ? [] : await readable(source, found, notes, watch);
  if (columns.length === 0) {
    throw new AnnealError(
      'data-empty',
      `${file.name} has no ${rows === 0 ? 'rows' : 'columns of numbers or text'}.`,
      {
        place: file.name,
        received: notes.length > 0 ? notes.map(({ message }) => message).join('; ') : `${rows} rows`,
        remedy: 'Choose a file that has columns of numbers and at least a few rows.',
      },
    );
  }
  const arrays = columns.map(
    ({ name, kind, dtype, shape }): ArrayHeader => ({
      name,
      shape: [rows, ...shape],
      dtype: kind === 'text' ? 'string' : dtype,
    }),
  );

  return {
    format: 'parquet',
    arrays,
    notes,
    async *stream(names, { onProgress, signal } = {}) {
      for (const [index, name] of names.entries()) {
        headerOf(file.name, arrays, name);
        const column = columns.find((candidate) => candidate.name === name)!;
        const onColumn = (done: number) => onProgress?.(index * rows + done, names.length * rows);
        try {
          yield* streamColumn(source, column, { onProgress: onColumn, signal });
        } catch (thrown) {
          throw broken(`${file.name}/${name}`, thrown);
        }
      }
    },
    close() {},
  };
}

/** Columns whose values can be read as an array of numbers or text; of the others it is said why not. */
async function readable(
  source: ParquetSource,
  columns: readonly ParquetColumn[],
  notes: DatasetWarning[],
  watch: ReadWatch,
): Promise<ParquetColumn[]> {
  const kept: ParquetColumn[] = [];
  const texts: string[] = [];
  const leaveOut = (name: string, why: string) =>
    notes.push({ code: 'skipped', message: `\`${name}\` was left out: ${why}` });
  for (const column of columns) {
    if (isEncrypted(source, column)) {
      leaveOut(column.name, 'it is encrypted');
    } else if (isList(column)) {
      const measure = createListMeasure(column);
      try {
        for await (const rows of chunksOf(source, column, watch)) measure.take(rows);
      } catch (thrown) {
        throw broken(`${source.name}/${column.name}`, thrown);
      }
      const shape = measure.shape();
      if (shape) kept.push({ ...column, shape });
      else leaveOut(column.name, 'its lists differ in length');
    } else {
      const exact = await exactColumn(source, column, watch);
      kept.push(exact);
      if (exact.kind !== column.kind) texts.push(`\`${column.name}\``);
    }
  }
  if (texts.length > 0) {
    const message = `Whole numbers of more than 15 digits, some of them missing, are read as text: ${texts.join(', ')}`;
    notes.push({ code: 'read-as', message });
  }
  return kept;
}

async function* streamColumn(
  source: ParquetSource,
  column: ParquetColumn,
  watch: ReadWatch,
): AsyncGenerator<Slab> {
  const { name, kind } = column;
  if (kind === 'text') {
    yield* streamTexts(source, column, watch);
    return;
  }
  const isNested = column.path.length > 1 || isList(column);
  for await (const values of chunksOf(source, column, watch)) {
    for (const data of isNested ? listNumbers(values, column) : numbersOf(values, column)) {
      throwIfAborted(watch.signal, source.name);
      yield { name, data, categories: null };
    }
  }
}

/** Texts are known when all of them have been seen; their codes take four bytes each. */
async function* streamTexts(
  source: ParquetSource,
  column: ParquetColumn,
  watch: ReadWatch,
): AsyncGenerator<Slab> {
  const { name } = column;
  const { rows } = source;
  const encoder = createCategoryEncoder(rows, `${source.name}/${name}`);
  for await (const values of chunksOf(source, column, watch)) {
    for (const value of values) encoder.add(textIn(value));
  }
  const { data, categories } = encoder.finish(name, [rows]);
  const step = SLAB_BYTES / data.BYTES_PER_ELEMENT;
  for (let start = 0; start < rows; start += step) {
    throwIfAborted(watch.signal, source.name);
    yield { name, data: data.slice(start, start + step), categories };
  }
}

/** Of a text in records, which may be missing with them, the innermost. */
function textIn(value: unknown): string | null {
  let found = value;
  while (Array.isArray(found)) found = found[0] ?? null;
  if (found === undefined) throw new Error('a text is missing where there has to be one');
  return found === null ? null : String(found);
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
