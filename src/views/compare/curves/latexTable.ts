/** Runs × metrics as a table for LaTeX (booktabs): best and last value of each. Pure. */
import { latexText } from '../../../formats/latex';
import { tableNumber } from '../../../ui/format/quantities';

export interface LatexColumn {
  title: string;
  /** Which values are the better ones; null where that is not known, which leaves the best out. */
  better: 'min' | 'max' | null;
}

export interface LatexRow {
  name: string;
  /** In the order of the columns; null where the run has no such value. */
  cells: readonly ({ best: number | null; last: number | null } | null)[];
}

/** A `longtable`, since runs may be many: stands on its own in a document that loads booktabs and longtable. */
export function latexTable(columns: readonly LatexColumn[], rows: readonly LatexRow[]): string {
  const subColumns = columns.map(({ better }) => (better === null ? ['last'] : ['best', 'last']));
  const spec = subColumns.map((names) => 'r'.repeat(names.length)).join('');
  const head = columns.map(({ title }, i) =>
    subColumns[i]!.length === 1
      ? latexText(title)
      : `\\multicolumn{${subColumns[i]!.length}}{c}{${latexText(title)}}`,
  );
  const body = rows.map(({ name, cells }) => {
    const numbers = columns.flatMap(({ better }, i) => {
      const cell = cells[i] ?? { best: null, last: null };
      return better === null ? [latexNumber(cell.last)] : [latexNumber(cell.best), latexNumber(cell.last)];
    });
    return `  ${[latexText(name), ...numbers].join(' & ')} \\\\`;
  });
  return [
    '% \\usepackage{booktabs, longtable}',
    `\\begin{longtable}{l${spec}}`,
    '  \\toprule',
    `  ${['Run', ...head].join(' & ')} \\\\`,
    `  ${['', ...subColumns.flat()].join(' & ')} \\\\`,
    '  \\midrule',
    ...body,
    '  \\bottomrule',
    '\\end{longtable}',
    '',
  ].join('\n');
}

/** `$1.234 \times 10^{-5}$` rather than 1.234e-5. */
export function latexNumber(value: number | null): string {
  if (value === null) return '--';
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '$\\infty$' : '$-\\infty$';
  const [mantissa, exponent] = tableNumber(value).split('e');
  return exponent === undefined ? `$${mantissa}$` : `$${mantissa} \\times 10^{${Number(exponent)}}$`;
}
