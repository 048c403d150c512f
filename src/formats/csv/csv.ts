/** CSV and TSV files: every column an array of shape [rows], numbers as float64, text as categories. */
import { headerOf, type NamedBlob, type OpenedFile, type OpenWatch, throwIfAborted } from '../openedFile';
import { type CsvColumn, headerOfColumn } from './columns';
import { sniffDialect } from './dialect';
import { createFill, type RankedColumn } from './fill';
import { readRows } from './rows';
import { scanTable } from './table';

/**
 * Opens a table, for which all of it is read at least once; each stream reads it once more.
 * @throws AnnealError `data-empty`, `data-ragged`, `file-format`, `cancelled`.
 */
export async function openCsv(
  file: NamedBlob,
  { reading = {}, onProgress, signal }: OpenWatch = {},
): Promise<OpenedFile> {
  const sniffed = await sniffDialect(file, reading);
  const { preview } = sniffed;
  const scanned = await scanTable(file, sniffed.dialect, {
    decimal: reading.decimal,
    preview,
    onProgress,
    signal,
  });
  const { dialect, columns, rows } = scanned;
  const arrays = columns.map((column) => headerOfColumn(column, rows));
  const byName = new Map(columns.map((column) => [column.name, column]));
  const ranked = new Map<string, RankedColumn['texts']>();

  /** Texts are sorted when somebody asks for them. */
  function rank(column: CsvColumn): RankedColumn {
    const { name, spellings } = column;
    if (!ranked.has(name)) ranked.set(name, spellings?.ranked() ?? null);
    return { ...column, texts: ranked.get(name)! };
  }

  return {
    format: dialect.delimiter === '\t' && !dialect.isBlank ? 'tsv' : 'csv',
    arrays,
    notes: [...sniffed.remarks.map((message) => ({ code: 'read-as' as const, message })), ...scanned.notes],
    questions: [...sniffed.questions, ...scanned.questions],
    async *stream(names, watch) {
      for (const name of names) if (!byName.has(name)) headerOf(file.name, arrays, name);
      const wanted = [...new Set(names)].map((name) => rank(byName.get(name)!));
      if (wanted.length === 0) return;
      const fill = createFill(wanted, rows, dialect);
      for await (const _ of readRows(file, dialect, fill.numbers, fill, watch)) {
        for (const slab of fill.slabs()) {
          throwIfAborted(watch?.signal, file.name);
          yield slab;
        }
      }
    },
    close() {},
  };
}
