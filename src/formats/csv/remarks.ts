/** What somebody should know about how the numbers of a table are read. */
import type { DatasetWarning } from '../../protocol/datasets';
import type { CsvColumn } from './columns';
import type { PreviewSource } from './preview';
import { readSpelledNumber } from './spelledNumbers';
import type { Tally } from './tally';

export function commentsRemark(
  mark: string,
  { count, first }: { count: number; first: number },
): DatasetWarning[] {
  if (count === 0) return [];
  const lines =
    count === 1 ? `Line ${first} is a comment` : `${count} lines from line ${first} on are comments`;
  return [{ code: 'skipped', message: `${lines} that begin${count === 1 ? 's' : ''} with ${mark}` }];
}

export function shortRowsRemark({ count, line }: { count: number; line: number }): DatasetWarning[] {
  if (count === 0) return [];
  const rows = count === 1 ? `Line ${line} ends` : `${count} rows, the first on line ${line}, end`;
  return [
    { code: 'read-as', message: `${rows} before the last column: what is not there counts as missing` },
  ];
}

/** Of signs that stand between thousands where they might have been decimal. */
export function groupsRemark(name: string, { grouped }: Tally, decimalComma: boolean): DatasetWarning[] {
  const form = grouped === null ? null : readSpelledNumber(grouped, decimalComma);
  const value = form?.value ?? null;
  if (value === null || grouped === null) return [];
  const sign =
    grouped.includes(',') && !decimalComma ? ',' : grouped.includes('.') && decimalComma ? '.' : null;
  if (sign === null) return [];
  return [
    {
      code: 'read-as',
      message: `In \`${name}\`, "${sign}" stands between thousands: ${grouped} is ${value}`,
    },
  ];
}

export function signsRemark(name: string, { signed }: Tally, decimalComma: boolean): DatasetWarning[] {
  const spelled = signed === null ? null : readSpelledNumber(signed, decimalComma);
  if (!spelled || spelled.value === null) return [];
  const { sign, value } = spelled;
  const what =
    sign === '()' ? 'brackets stand' : sign === '-' ? 'the sign behind stands' : `${sign} is left out`;
  const means = sign === '()' || sign === '-' ? `${what} for a minus` : what;
  return [{ code: 'read-as', message: `In \`${name}\`, ${means}: ${signed} is read as ${value}` }];
}

/** −99, −999, −9999.0, …: what instruments write where they have measured nothing. */
const SENTINEL = /^-9{2,6}(?:\.(?:0+|9+))?$/;

/** Numbers far below all others that look as if they stood for missing ones; by the first rows. */
export function sentinelRemarks(
  columns: readonly CsvColumn[],
  { rows }: PreviewSource,
  marks: ReadonlySet<string> | null,
): DatasetWarning[] {
  return columns.flatMap(({ name, index, spellings }) => {
    if (spellings) return [];
    const cells = rows.map((row) => row[index] ?? '').filter((cell) => cell !== '');
    const odd = cells.filter((cell) => SENTINEL.test(cell));
    const [first] = odd;
    if (!first || marks?.has(first) || odd.some((cell) => cell !== first)) return [];
    const others = cells.filter((cell) => cell !== first).map(Number);
    const isFar = others.length > odd.length && others.every((value) => !(value < Number(first) / 5));
    if (!isFar) return [];
    const message = `\`${name}\` has ${first}, far from its other values; if it stands for missing, say so (--missing ${first})`;
    return [{ code: 'read-as' as const, message }];
  });
}
