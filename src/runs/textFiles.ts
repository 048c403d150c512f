/** What of a run is kept as text files, and read back from them: its configuration as JSON, its history as CSV. */

import { type Cell, csvText } from '../formats/csv/write';
import type { RunConfig } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import type { EpochRow, Metrics } from '../protocol/events';
import { type MetricInfo, plainMetrics } from '../protocol/metrics';
import { type StepColumns, stepChannels } from '../protocol/steps';

/** A run's configuration as a file, ready for `--config` and for the JSON side of Configure. */
export function configJson(config: RunConfig): string {
  return `${JSON.stringify(config, null, 2)}\n`;
}

const epochColumns = ['epoch', 'step', 'learning_rate', 'seconds', 'is_best'];
/** Only where it is known of any epoch; at the end, where it is in nobody's way. */
const batchColumn = 'batch_seconds';
/** Of the columns that every step has, `stepChannels` in their order at the end. */
const stepColumnNames = ['step', 'epoch', 'loss', 'learning_rate', 'gradient_norm'];

/**
 * The epochs of a run as CSV: `epoch, step, learning_rate, seconds, is_best, train_*, validation_*, batch_seconds`. One
 * row an epoch; a metric that an epoch lacks, or validation without validation rows, is an empty cell.
 * @param metrics in this order, in the columns of the rows that they are measured on; by default those that occur.
 */
export function historyCsv(
  epochs: readonly EpochRow[],
  metrics: readonly Pick<MetricInfo, 'name' | 'of'>[] = plainMetrics(epochs),
): string {
  const namesOf = (split: 'train' | 'validation') =>
    metrics.flatMap(({ name, of }) => (of === 'both' || of === split ? [name] : []));
  const [train, validation] = [namesOf('train'), namesOf('validation')];
  const timed = epochs.some(({ batchSeconds }) => batchSeconds !== undefined);
  const header = [
    ...epochColumns,
    ...train.map((name) => `train_${name}`),
    ...validation.map((name) => `validation_${name}`),
    ...(timed ? [batchColumn] : []),
  ];
  const rows = epochs.map((row): Cell[] => [
    row.epoch,
    row.step,
    row.learningRate,
    row.seconds,
    row.isBest,
    ...train.map((name) => row.train[name] ?? null),
    ...validation.map((name) => row.validation?.[name] ?? null),
    ...(timed ? [row.batchSeconds ?? null] : []),
  ]);
  return csvText(header, rows);
}

/** One row an optimizer step: the columns that every step has, its time in milliseconds since 1970, other channels. */
export function stepsCsv({ step, epoch, time, channels }: StepColumns): string {
  const more = Object.keys(channels).filter((name) => !stepChannels.some((known) => known === name));
  const columns = [step, epoch, ...[...stepChannels, ...more].map((name) => channels[name])];
  const rows = Array.from(step, (_, i) => [
    ...columns.map((column) => column?.[i] ?? Number.NaN),
    known(time[i]!),
  ]);
  return csvText([...stepColumnNames, ...more, 'time'], rows);
}

const known = (value: number) => (Number.isNaN(value) ? null : value);

/**
 * Reads what `historyCsv` has written.
 * @param file its name, for messages.
 * @throws file-format naming the line; file-truncated when the last line is cut off.
 */
export function parseHistoryCsv(text: string, file: string): EpochRow[] {
  const { header, rows } = parseTable(text, file, epochColumns);
  return rows.map((cells, i) => {
    const at = (name: string) => number(cells[header.indexOf(name)]!, file, i + 2, name);
    const metrics = (prefix: string): Metrics =>
      Object.fromEntries(
        header.flatMap((name, column) =>
          name.startsWith(prefix) && cells[column] !== '' ? [[name.slice(prefix.length), at(name)]] : [],
        ),
      );
    const validation = metrics('validation_');
    const batchSeconds = header.includes(batchColumn) && cells[header.indexOf(batchColumn)] !== '';
    return {
      epoch: at('epoch'),
      step: at('step'),
      train: metrics('train_'),
      validation: Object.keys(validation).length > 0 ? validation : null,
      learningRate: at('learning_rate'),
      seconds: at('seconds'),
      ...(batchSeconds && { batchSeconds: at(batchColumn) }),
      isBest: cells[header.indexOf('is_best')] === 'true',
    };
  });
}

/** Reads what `stepsCsv` has written; errors as `parseHistoryCsv`. */
export function parseStepsCsv(text: string, file: string): StepColumns {
  const { header, rows } = parseTable(text, file, stepColumnNames);
  const columns = new Map(
    header.map((name, column) => [
      name,
      Float64Array.from(rows, (cells, i) =>
        name === 'time' && cells[column] === '' ? Number.NaN : number(cells[column]!, file, i + 2, name),
      ),
    ]),
  );
  const [step, epoch, ...values] = stepColumnNames.map((name) => columns.get(name)!);
  for (const name of stepColumnNames) columns.delete(name);
  const time = columns.get('time') ?? new Float64Array(rows.length).fill(Number.NaN);
  columns.delete('time');
  const channels = Object.fromEntries([
    ...stepChannels.map((name, i) => [name, values[i]!] as const),
    ...columns,
  ]);
  return { step: step!, epoch: epoch!, time, channels };
}

/** Names of metrics may hold commas and quotes, where they are those of classes and recordings; nothing holds a line break. */
function parseTable(
  text: string,
  file: string,
  required: readonly string[],
): { header: string[]; rows: string[][] } {
  const [first = '', ...lines] = text.replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n');
  // An apostrophe keeps a spreadsheet from computing a name.
  const header = cellsOf(first).map((name) => name.replace(/^'(?=[=+\-@\t＝＋－＠])/, ''));
  const missing = required.find((name) => !header.includes(name));
  if (missing !== undefined) {
    throw new AnnealError('file-format', `${file} has no column "${missing}".`, {
      place: `${file}, line 1`,
      received: first.slice(0, 80),
      remedy: 'Use a file that Anneal has written.',
    });
  }
  const rows = lines.map(cellsOf);
  const ragged = rows.findIndex((cells) => cells.length !== header.length);
  if (ragged !== -1) {
    const place = `${file}, line ${ragged + 2}`;
    const found = `${rows[ragged]!.length} cells instead of ${header.length}`;
    throw new AnnealError('file-truncated', `${place} has ${found}.`, {
      place,
      received: lines[ragged]!.slice(0, 80),
      remedy: 'Copy or download the file again.',
    });
  }
  return { header, rows };
}

function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain,
  );
}

function number(cell: string, file: string, line: number, column: string): number {
  const value = Number(cell);
  if (cell !== '' && (cell === 'NaN' || !Number.isNaN(value))) return value;
  throw new AnnealError(
    'file-format',
    `${file}, line ${line}, column "${column}": "${cell}" is not a number.`,
    {
      place: `${file}, line ${line}`,
      received: cell,
      remedy: 'Use a file that Anneal has written.',
    },
  );
}
