/** A table when it is opened: as many passes over it as it takes to know its encoding, its decimal sign and its columns. */
import type { DatasetWarning } from '../../protocol/datasets';
import type { ReadingQuestion } from '../../protocol/reading';
import type { NamedBlob, ReadWatch } from '../openedFile';
import {
  type CsvColumn,
  emptyColumn,
  mistakes,
  mixed,
  noRows,
  rowNamesKept,
  rowNumbersLeftOut,
  tooManyTexts,
} from './columns';
import { type DecimalVerdict, decimalQuestion, judgeDecimal, sumForms } from './decimal';
import type { CsvDialect } from './dialect';
import { type FoundMarks, marksInWords, missingQuestion } from './marks';
import { columnNames } from './names';
import type { PreviewSource } from './preview';
import { commentsRemark, groupsRemark, sentinelRemarks, shortRowsRemark, signsRemark } from './remarks';
import { isUnnamed } from './rowNumbers';
import { type Scan, scanRows } from './scan';
import { readSpelledNumber } from './spelledNumbers';
import { countsOf, type Tally, typeOf, wordsAsMarks } from './tally';

export interface CsvTable {
  /** With the encoding that all of it has shown. */
  dialect: CsvDialect;
  columns: CsvColumn[];
  rows: number;
  notes: DatasetWarning[];
  questions: ReadingQuestion[];
}

export interface ScanOptions extends ReadWatch {
  /** What somebody has said of the decimal sign. */
  decimal?: 'point' | 'comma' | undefined;
  /** The first rows, for questions. */
  preview?: PreviewSource;
  mostTextBytes?: number;
}

/** Memory for the different texts of all columns; where they take more, the column with the most is left out. */
const MOST_TEXT_BYTES = 2 ** 28;

/**
 * @throws AnnealError `data-empty` without rows, `data-ragged` as `scanRows`, `cancelled`.
 */
export async function scanTable(
  file: NamedBlob,
  sniffed: CsvDialect,
  {
    onProgress,
    signal,
    decimal,
    preview = { names: [], rows: [] },
    mostTextBytes = MOST_TEXT_BYTES,
  }: ScanOptions = {},
): Promise<CsvTable> {
  let shown = 0;
  const progress = (done: number, total: number) => {
    shown = Math.max(shown, done);
    onProgress?.(shown, total);
  };
  const pass = (dialect: CsvDialect) =>
    scanRows(file, dialect, { onProgress: progress, signal }, mostTextBytes);
  let dialect = sniffed;
  let scan = await pass(dialect);
  const encoded = scan.tallies.map(({ spellings }) => spellings?.encoded() ?? { valid: 0, invalid: 0 });
  const invalid = encoded.reduce((sum, one) => sum + one.invalid, 0);
  const isOther = dialect.encoding === 'utf-8' && invalid > encoded.reduce((sum, one) => sum + one.valid, 0);
  if (isOther) {
    dialect = { ...dialect, encoding: 'windows-1252' };
    scan = await pass(dialect);
  }
  // Only with a decimal comma are all numbers looked into that have a point.
  if (!dialect.decimalComma && scan.tallies.some(hasCommas)) {
    dialect = { ...dialect, decimalComma: true };
    scan = await pass(dialect);
  }
  const names = columnNames(scan.names);
  if (scan.rows === 0) throw noRows(file.name, names);
  const about = sourceOf(preview, names, scan);
  const verdict = decimalVerdict(scan, dialect, decimal);
  const { columns, notes, found } = columnsOf(scan, names, dialect, verdict);
  const questions: ReadingQuestion[] = [];
  const open = verdict.isSure
    ? []
    : columns.flatMap(({ index, spellings }) => {
        const { grouped } = scan.tallies[index]!;
        return spellings === null && grouped !== null && verdict.open.has(index)
          ? [{ index, example: grouped }]
          : [];
      });
  if (open.length > 0) questions.push(decimalQuestion(file.name, open, about, verdict.decimalComma));
  if (found.length > 0) {
    questions.push(missingQuestion(file.name, found, about));
    notes.push({ code: 'read-as', message: `Taken for missing: ${marksInWords(found)}` });
  }
  if (invalid > 0 && !isOther) {
    const message = `${invalid} texts are not in UTF-8 as the others are: signs that cannot be read are shown as \ufffd`;
    notes.push({ code: 'read-as', message });
  }
  return {
    dialect,
    columns,
    rows: scan.rows,
    notes: [
      ...commentsRemark(dialect.comment.mark, scan.comments),
      ...shortRowsRemark(scan.short),
      ...notes,
      ...sentinelRemarks(columns, about, dialect.marks),
    ],
    questions,
  };
}

function hasCommas({ forms }: Tally): boolean {
  return forms !== null && forms.commaDecimal + forms.commaEither + forms.commaGroups + forms.pointGroups > 0;
}

interface Verdict extends DecimalVerdict {
  /** Columns whose numbers do not say it themselves. */
  open: ReadonlySet<number>;
}

/** Most of such a column are numbers, with the one sign or the other. */
function isNumeric({ numbers, texts, forms }: Tally): boolean {
  if (forms === null) return false;
  const both = numbers + forms.commaDecimal + forms.pointGroups + forms.commaGroups;
  return both > 0.8 * (numbers + texts) || both - numbers > 0;
}

function decimalVerdict(
  { tallies }: Scan,
  { delimiter, decimalComma }: CsvDialect,
  said: ScanOptions['decimal'],
): Verdict {
  const numeric = tallies.filter(isNumeric);
  const open = new Set(
    tallies.flatMap((tally, index) => (isNumeric(tally) && ownSign(tally) === null ? [index] : [])),
  );
  if (said) return { decimalComma: said === 'comma', isSure: true, open };
  // A pass with a decimal point has met no comma.
  if (!decimalComma) return { decimalComma: false, isSure: true, open };
  const forms = sumForms(numeric.map(({ forms }) => forms!));
  const mixes = numeric.some(
    ({ numbers, forms }) => numbers > Object.values(forms!).reduce((a, b) => a + b, 0),
  );
  return { ...judgeDecimal(forms, delimiter, mixes), open };
}

/** The decimal sign that a column shows by itself, whatever that of the file is. */
function ownSign({ forms }: Tally): boolean | null {
  if (forms === null) return null;
  const [comma, point] = [forms.commaDecimal + forms.pointGroups, forms.pointDecimal + forms.commaGroups];
  if (comma > point) return true;
  return point > comma ? false : null;
}

function columnsOf(
  { names: written, tallies, rowNumbers, rows }: Scan,
  names: readonly string[],
  { decimalComma: passComma, headerRows, names: given, unnamed, marks }: CsvDialect,
  verdict: Verdict,
): { columns: CsvColumn[]; notes: DatasetWarning[]; found: FoundMarks[] } {
  const columns: CsvColumn[] = [];
  const notes: DatasetWarning[] = [];
  const found: FoundMarks[] = [];
  for (const [index, tally] of tallies.entries()) {
    const name = names[index]!;
    const decimalComma = (passComma ? ownSign(tally) : null) ?? verdict.decimalComma;
    const counts = countsOf(tally, passComma, decimalComma);
    const judged = typeOf(counts, tally);
    const words = judged === 'text' && marks === null ? wordsAsMarks({ ...tally, ...counts }) : null;
    const type = words ? 'number' : judged;
    // Rows that end in a delimiter make a last column without a name and without values.
    const isEmpty = tally.numbers + tally.texts + tally.marks.size === 0;
    const isFirst = index === 0 && headerRows > 0 && isUnnamed(written[0]!) && tallies.length > 1;
    if ((headerRows > 0 || given) && written[index] === '' && isEmpty) notes.push(emptyColumn(index));
    else if (isFirst && type === 'number' && (unnamed === 'front' || rowNumbers?.areNumbers())) {
      notes.push(rowNumbersLeftOut());
    } else if (type === 'text') {
      if (tally.isLeftOut || !tally.spellings) {
        notes.push(tooManyTexts(name));
        continue;
      }
      if (counts.numbers > 0) notes.push(mixed(name, { ...tally, ...counts }));
      if (isFirst && tally.spellings.count === rows) notes.push(rowNamesKept(name));
      columns.push({ name, index, spellings: tally.spellings, decimalComma });
    } else {
      if (counts.texts > 0 && !words) notes.push(mistakes(name, counts.texts, { ...tally, ...counts }));
      const missing = words ?? tally.marks;
      if (missing.size > 0) found.push({ column: name, index, counts: missing });
      notes.push(...groupsRemark(name, tally, decimalComma), ...signsRemark(name, tally, decimalComma));
      columns.push({ name, index, spellings: null, decimalComma });
    }
  }
  return { columns, notes, found };
}

/** The first rows, and below them one with what a question is about, where it comes later. */
function sourceOf({ rows }: PreviewSource, names: readonly string[], { tallies }: Scan): PreviewSource {
  const late = tallies.map(({ marks, grouped }, index) => {
    const [mark] = marks.values();
    const example = mark?.example ?? grouped;
    return example && !rows.some((row) => row[index] === example) ? example : '';
  });
  const isLate = late.some(
    (cell) => cell !== '' && (readSpelledNumber(cell, false) !== null || cell.length > 0),
  );
  return { names, rows: isLate ? [...rows, late.map((cell) => cell || '…')] : rows };
}
