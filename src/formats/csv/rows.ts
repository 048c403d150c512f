/** A text table as a stream of rows with their line numbers, a piece of the file at a time. */
import { AnnealError } from '../../protocol/errors';
import { type NamedBlob, type ReadProgress, throwIfAborted } from '../openedFile';
import { parseRows } from './cells';
import type { CsvDialect } from './dialect';

const PIECE_BYTES = 1 << 20;

/**
 * Reads the whole file; blank lines are passed over.
 * @param onRow gets the cells and the number of the line on which the row starts, from 1.
 * @throws AnnealError `data-ragged` for a quote that is never closed.
 */
export async function forEachRow(
  file: NamedBlob,
  { encoding, delimiter }: CsvDialect,
  onRow: (cells: string[], line: number) => void,
  onProgress?: ReadProgress,
  signal?: AbortSignal,
): Promise<void> {
  const decoder = new TextDecoder(encoding);
  const size = file.blob.size;
  let pending = '';
  let line = 1;

  function take(text: string, isEnd: boolean): void {
    const { rows, consumed, unclosedRow } = parseRows(text, delimiter, isEnd);
    for (const [index, cells] of rows.entries()) {
      if (isEnd && index === unclosedRow) throw unclosedQuote(file.name, line);
      if (cells.length > 1 || cells[0]?.trim() !== '') onRow(cells, line);
      line += 1;
      for (const cell of cells) if (cell.includes('\n')) line += cell.split('\n').length - 1;
    }
    pending = text.slice(consumed);
  }

  for (let start = 0; start < size; start += PIECE_BYTES) {
    throwIfAborted(signal, file.name);
    const bytes = await file.blob.slice(start, start + PIECE_BYTES).arrayBuffer();
    const text = pending + decoder.decode(bytes, { stream: true });
    // A `\r` at the end may be half of a line break.
    const end = text.endsWith('\r') ? text.length - 1 : text.length;
    const held = text.slice(end);
    take(text.slice(0, end).replace(/\r\n?/g, '\n'), false);
    pending += held;
    onProgress?.(Math.min(start + PIECE_BYTES, size), size);
  }
  take((pending + decoder.decode()).replace(/\r\n?/g, '\n'), true);
}

function unclosedQuote(file: string, line: number): AnnealError {
  return new AnnealError('data-ragged', `${file}, line ${line}: a quote is opened and never closed.`, {
    place: `${file}, line ${line}`,
    remedy: 'Close the quote, or write a quote inside a text twice: "".',
  });
}
