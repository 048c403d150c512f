/** CSV and TSV files: every column an array of shape [rows], numbers as float64, text as categories. */

import type { NamedArray } from '../arrays';
import { headerOf, type NamedBlob, type OpenedFile, type ReadProgress } from '../openedFile';
import { fillColumns, headerOfColumn, scanColumns } from './columns';
import { sniffDialect } from './dialect';
import { forEachRow } from './rows';

/**
 * Opens a table: one pass over the file finds the columns' types and every fault of its form, so that a bad file is
 * refused before anything is kept. The first `read` makes a second pass and takes all columns along.
 * @throws AnnealError `data-empty`, `data-ragged`, `data-type`, `file-format`.
 */
export async function openCsv(
  file: NamedBlob,
  onProgress?: ReadProgress,
  signal?: AbortSignal,
): Promise<OpenedFile> {
  const dialect = await sniffDialect(file);
  const scan = scanColumns(file.name, dialect.hasHeader, dialect.decimalComma);
  await forEachRow(file, dialect, scan.addRow, onProgress, signal);
  const { columns, rows, notes } = scan.finish();
  const arrays = columns.map((column) => headerOfColumn(column, rows));
  let values: Map<string, NamedArray> | null = null;

  async function readAll(
    onReadProgress?: ReadProgress,
    readSignal?: AbortSignal,
  ): Promise<Map<string, NamedArray>> {
    const fill = fillColumns(columns, rows, dialect.decimalComma, file.name);
    let isHeader = dialect.hasHeader;
    const addRow = (cells: string[]) => {
      if (!isHeader) fill.addRow(cells);
      isHeader = false;
    };
    await forEachRow(file, dialect, addRow, onReadProgress, readSignal);
    return fill.finish();
  }

  return {
    format: dialect.delimiter === '\t' ? 'tsv' : 'csv',
    arrays,
    notes,
    async *stream(names, watch) {
      for (const name of names) {
        headerOf(file.name, arrays, name);
        values ??= await readAll(watch?.onProgress, watch?.signal);
        const { data, categories } = values.get(name)!;
        yield { name, data, categories };
      }
    },
    close() {
      values = null;
    },
  };
}
