/** A table of metrics as text for other programs: CSV, Markdown and LaTeX, each with the marks of the best. Pure. */

import { type Cell, csvText } from '../../formats/csv/write';
import { latexText } from '../../formats/latex';
import { titleWithUnit } from '../../protocol/metrics';
import { bestOfColumn, type MetricColumn, type TableRow } from './metricTable';

/** Full precision: a mean, its deviation and its count for each metric, and the values themselves stay apart. */
export function metricsCsv(rows: readonly TableRow[], columns: readonly MetricColumn[]): string {
  const header = columns.flatMap(({ metric }) => {
    const title = titleWithUnit(metric);
    return [title, `${title} SD`, `${title} n`];
  });
  return csvText(
    ['run', ...header],
    rows.map(({ name, cells }): Cell[] => [
      name,
      ...cells.flatMap(({ value, deviation, values }): Cell[] => [value, deviation, values.length]),
    ]),
  );
}

/** @param text of a cell, without marks. */
export function metricsMarkdown(
  rows: readonly TableRow[],
  columns: readonly MetricColumn[],
  text: (row: TableRow, column: number) => string,
): string {
  const best = bestOf(rows, columns);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return (
    line(['Run', ...columns.map(({ metric }) => escapedMarkdown(titleWithUnit(metric)))]) +
    line(['---', ...columns.map(() => '---:')]) +
    rows
      .map((row, i) =>
        line([
          escapedMarkdown(row.name),
          ...columns.map((_, c) => (best[c]!.has(i) ? `**${text(row, c)}**` : text(row, c))),
        ]),
      )
      .join('')
  );
}

/** In two parts, since a task has the same name, which stands in its own folder alone. */
const environment = ['tab', 'ular'].join('');

/** LaTeX’s own table with the rules of booktabs. @param text of a cell, without marks. */
export function metricsLatex(
  rows: readonly TableRow[],
  columns: readonly MetricColumn[],
  text: (row: TableRow, column: number) => string,
): string {
  const best = bestOf(rows, columns);
  const line = (cells: readonly string[]) => `${cells.join(' & ')} \\\\`;
  return [
    '% needs \\usepackage{booktabs}',
    `\\begin{${environment}}{l${'r'.repeat(columns.length)}}`,
    '\\toprule',
    line(['Run', ...columns.map(({ metric }) => latexText(titleWithUnit(metric)))]),
    '\\midrule',
    ...rows.map((row, i) =>
      line([
        latexText(row.name),
        ...columns.map((_, c) => {
          const cell = latexText(text(row, c));
          return best[c]!.has(i) ? `\\textbf{${cell}}` : cell;
        }),
      ]),
    ),
    '\\bottomrule',
    `\\end{${environment}}`,
    '',
  ].join('\n');
}

function bestOf(rows: readonly TableRow[], columns: readonly MetricColumn[]): ReadonlySet<number>[] {
  return columns.map(({ metric }, c) =>
    bestOfColumn(
      rows.map(({ cells }) => cells[c]!.value),
      metric.better,
    ),
  );
}

/** What Markdown and the HTML in it would read as marks; a line break would end the row. */
function escapedMarkdown(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_[\]|~#]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
}
