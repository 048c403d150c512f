/** Parquet files through hyparquet: every flat column of numbers, booleans or text an array of shape [rows]. */
import type { ArrayHeader } from '../../protocol/datasets';
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
import { columnsOf, type ParquetColumn } from './columns';

const MAGIC = [0x50, 0x41, 0x52, 0x31] as const;

export function isParquet(start: Uint8Array): boolean {
  return MAGIC.every((byte, index) => start[index] === byte);
}

/** @throws AnnealError `file-format`, `file-truncated`, `data-empty`. */
export async function openParquet(file: NamedBlob): Promise<OpenedFile> {
  const { parquetMetadataAsync } = await import('hyparquet');
  await checkFrame(file);
  const bytes = {
    byteLength: file.blob.size,
    slice: (start: number, end?: number) => file.blob.slice(start, end).arrayBuffer(),
  };
  const metadata = await parquetMetadataAsync(bytes).catch((thrown: unknown) => {
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

  const source = { name: file.name, bytes, metadata };

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

async function* streamColumn(
  source: ParquetSource,
  column: ParquetColumn,
  watch: ReadWatch,
): AsyncGenerator<Slab> {
  const { name, kind, dtype } = column;
  if (kind === 'text') {
    yield* streamTexts(source, column, watch);
    return;
  }
  for await (const values of chunksOf(source, column, watch)) {
    for (const data of numbersOf(values, dtype)) {
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
  const rows = Number(source.metadata.num_rows);
  const encoder = createCategoryEncoder(rows, `${source.name}/${name}`);
  for await (const values of chunksOf(source, column, watch)) {
    for (const value of values) encoder.add(value === null || value === undefined ? null : String(value));
  }
  const { data, categories } = encoder.finish(name, [rows]);
  const step = SLAB_BYTES / data.BYTES_PER_ELEMENT;
  for (let start = 0; start < rows; start += step) {
    throwIfAborted(watch.signal, source.name);
    yield { name, data: data.slice(start, start + step), categories };
  }
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
