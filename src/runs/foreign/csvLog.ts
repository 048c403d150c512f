/** Logs of trainings as CSV: our own `history.csv`, Lightning's `metrics.csv`, what Keras' CSVLogger writes. */
import { growingCurves, type ReadRun } from '../../formats/readRun';
import type { Program } from './foreignBundle';

/** Which program wrote a log of this name and header; null for a table that is none. */
export function csvLogOf(name: string, header: string): Program | null {
  const names = cellsOf(header).map((cell) => cell.trim());
  const has = (...wanted: string[]) => wanted.every((one) => names.includes(one));
  if (has('epoch', 'step', 'learning_rate', 'seconds', 'is_best')) return 'Anneal';
  const pairs = names.some((one) => one !== '' && (has(`val_${one}`) || has(`train_${one}`, `val_${one}`)));
  const trains = names.some((one) => /^(train|val)[_/]/.test(one));
  const isNamed = /^(metrics|history|log|logs|train(ing)?([_-]?(log|history))?|csv_?log(ger)?)\.csv$/i.test(
    name,
  );
  if (has('epoch', 'step') && (trains || isNamed)) return 'Lightning';
  // Without a pair it may be any table that has epochs and losses in it.
  if (has('epoch') && !has('step') && (pairs || (isNamed && names.includes('loss')))) return 'Keras';
  return null;
}

/** Rows whose step stands in `step`, or in `epoch` where there is none; a cell that is no number says nothing there. */
export function readCsvLog(text: string): ReadRun {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const names = cellsOf(lines[0] ?? '').map((cell) => cell.trim());
  const stepColumn = names.includes('step') ? names.indexOf('step') : names.indexOf('epoch');
  const curves = growingCurves();
  const words = new Map<string, number>();
  let ragged = 0;
  for (const line of lines.slice(1)) {
    if (line.trim() === '') continue;
    const cells = cellsOf(line);
    const step = numberOf(cells[stepColumn]);
    if (step === null || cells.length !== names.length) {
      ragged++;
      continue;
    }
    for (const [column, name] of names.entries()) {
      if (column === stepColumn && name !== 'epoch') continue;
      const cell = cells[column]!.trim();
      const value = numberOf(cell);
      if (value !== null) curves.add(name, step, Number.NaN, value);
      else if (cell !== '') words.set(name, (words.get(name) ?? 0) + 1);
    }
  }
  const problems = [...words].map(
    ([name, count]) => `${name}: ${count} cells are no numbers and were left out.`,
  );
  if (ragged > 0) problems.push(`${ragged} rows without a step, or cut off, were left out.`);
  return {
    name: null,
    curves: curves.columns(),
    settings: new Map(),
    summary: new Map(),
    status: null,
    problems,
  };
}

function numberOf(cell: string | undefined): number | null {
  const text = (cell ?? '').trim();
  if (text === '') return null;
  if (/^[+-]?(inf|infinity)$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isNaN(value) ? null : value;
}

/** Of one line: quotes around a cell, doubled inside of it. */
function cellsOf(line: string): string[] {
  const cells: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^,]*))(,|$)/y;
  for (let match = pattern.exec(line); match; match = pattern.exec(line)) {
    cells.push(match[1] === undefined ? match[2]! : match[1].replaceAll('""', '"'));
    if (match[3] === '') break;
  }
  return cells;
}
