/** What a file of predictions begins with, to be looked at before it is downloaded; told by its content alone. */
import { openNpz } from '../formats/npy/npz';
import { isZip, openZip } from '../formats/zip/zip';
import type { ArrayHeader } from '../protocol/datasets';

export type PredictionPreview =
  /** `lines` counts those below the header in the whole file. */
  | { kind: 'table'; header: string[]; rows: string[][]; lines: number }
  | { kind: 'text'; lines: string[]; isWhole: boolean }
  | { kind: 'arrays'; arrays: ArrayHeader[] }
  /** Of an archive the names of the first files, and how many there are. */
  | { kind: 'files'; names: string[]; files: number };

/** So many rows, lines and names are shown. */
const ROWS = 8;
const LINES = 12;
const NAMES = 6;

/** Enough for the first rows of wide tables. */
const START_BYTES = 1 << 18;

/** @param ending of the file's name, without the dot. */
export async function previewPredictions(
  ending: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<PredictionPreview> {
  const file = { name: `predictions.${ending}`, blob: new Blob([bytes]) };
  if (ending === 'npz') {
    const { arrays, close } = await openNpz(file);
    close();
    return { kind: 'arrays', arrays };
  }
  if (isZip(bytes)) {
    const archive = await openZip(file);
    const names = archive.entries.slice(0, NAMES).map(({ name }) => name);
    return { kind: 'files', names, files: archive.entries.length };
  }
  const start = new TextDecoder().decode(bytes.subarray(0, START_BYTES));
  if (ending !== 'csv') {
    const lines = start.split('\n').slice(0, LINES + 1);
    return { kind: 'text', lines: lines.slice(0, LINES), isWhole: lines.length <= LINES };
  }
  const [header = [], ...rows] = csvRows(start, ROWS + 1);
  return { kind: 'table', header, rows, lines: Math.max(0, countLines(bytes) - 1) };
}

/** Our own tables: commas, and quotes that are doubled inside of quotes. */
function csvRows(text: string, count: number): string[][] {
  const rows: string[][] = [];
  let [row, cell, quoted]: [string[], string, boolean] = [[], '', false];
  for (let at = 0; at < text.length && rows.length < count; at++) {
    const letter = text[at]!;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === ',' || letter === '\n') {
      row.push(cell);
      cell = '';
      if (letter === '\n') {
        rows.push(row);
        row = [];
      }
    } else cell += letter;
  }
  return rows;
}

/** Line ends outside of quotes. */
function countLines(bytes: Uint8Array): number {
  let [lines, quoted] = [0, false];
  for (const byte of bytes) {
    if (byte === 0x22) quoted = !quoted;
    else if (byte === 0x0a && !quoted) lines++;
  }
  return lines;
}
