/** Workbooks: which sheet is read, and that sheet as a table. */
import { AnnealError } from '../../protocol/errors';
import type { ReadingQuestion } from '../../protocol/reading';
import { openCsv } from '../csv/csv';
import type { NamedBlob, OpenedFile, OpenWatch } from '../openedFile';
import { type BookSheet, dateText } from './cells';
import { readSheetTable } from './sheetTable';

/** Rows of each sheet that are looked at before one is chosen. */
const LOOK_ROWS = 32;

const PREVIEW_COLUMNS = 6;
const PREVIEW_ROWS = 5;

interface Look {
  sheet: BookSheet;
  /** Its first rows, as they would be printed. */
  rows: string[][];
  hasNumbers: boolean;
}

/**
 * Opens the first sheet that holds numbers in several rows, or the one that somebody names by the setting `sheet`.
 * @throws AnnealError `data-empty`, `data-not-found` for a sheet that is not there, and as `openCsv` does.
 */
export async function openWorkbook(
  file: NamedBlob,
  sheets: readonly BookSheet[],
  format: 'xlsx' | 'ods',
  watch: OpenWatch = {},
): Promise<OpenedFile> {
  const { reading: { sheet: wanted, ...reading } = {} } = watch;
  const looks = wanted === undefined ? await lookAt(sheets) : [];
  const sheet = wanted === undefined ? looks[0]?.sheet : sheetCalled(file.name, sheets, wanted);
  const table = sheet && (await readSheetTable(`${file.name}, sheet ${sheet.name}`, sheet));
  if (!table?.text) {
    throw new AnnealError('data-empty', `${file.name} has no sheet with a table.`, {
      place: file.name,
      received: sheets.map(({ name }) => name).join(', ') || 'no sheets',
      remedy: 'Choose a workbook that has a sheet with a header and rows of numbers.',
    });
  }
  const opened = await openCsv({ name: file.name, blob: table.text }, { ...watch, reading });
  const questions = [...(looks.length > 1 ? [question(file.name, looks)] : []), ...(opened.questions ?? [])];
  return { ...opened, format, notes: [...table.notes, ...opened.notes], questions };
}

/** Sheets that may hold the table, likelier ones first. */
async function lookAt(sheets: readonly BookSheet[]): Promise<Look[]> {
  const visible = sheets.filter(({ isHidden }) => !isHidden);
  const looks: Look[] = [];
  for (const sheet of visible.length > 0 ? visible : sheets) {
    const look: Look = { sheet, rows: [], hasNumbers: false };
    let numbers = 0;
    for await (const { cells } of sheet.rows()) {
      if (cells.some(({ kind }) => kind === 'number')) numbers++;
      look.rows.push(
        cells
          .map(({ text, kind }) => (kind === 'date' ? dateText(Number(text)) : text))
          .slice(0, PREVIEW_COLUMNS),
      );
      if (look.rows.length === LOOK_ROWS) break;
    }
    look.hasNumbers = numbers > 1;
    if (look.rows.length > 0) looks.push(look);
  }
  const tables = looks.filter(({ hasNumbers }) => hasNumbers);
  return tables.length > 0 ? tables : looks;
}

function sheetCalled(file: string, sheets: readonly BookSheet[], wanted: string): BookSheet {
  const named =
    sheets.find(({ name }) => name === wanted) ??
    sheets.find(({ name }) => name.trim().toLowerCase() === wanted.trim().toLowerCase()) ??
    (/^\d+$/.test(wanted) ? sheets[Number(wanted) - 1] : undefined);
  if (named) return named;
  throw new AnnealError('data-not-found', `${file} has no sheet "${wanted}".`, {
    place: file,
    received: wanted,
    remedy: `It has: ${sheets.map(({ name }) => name).join(', ')}.`,
  });
}

function question(file: string, looks: readonly Look[]): ReadingQuestion {
  return {
    setting: 'sheet',
    question: `Which sheet of ${file} holds the data?`,
    choices: looks.map(({ sheet: { name }, rows }) => {
      const [columns = [], ...rest] = rows.slice(0, PREVIEW_ROWS);
      return { value: name, label: name, preview: { columns, rows: rest } };
    }),
  };
}
