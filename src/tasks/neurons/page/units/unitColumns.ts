/** The table of units: its columns, and the file of it. Pure. */
import { type Cell, csvText } from '../../../../formats/csv/write';
import type { Column } from '../../../../ui/controls/columns';
import type { UnitRow } from '../../metrics/unitRows';

export interface UnitColumn extends Column<UnitRow> {
  /** Whether its numbers are counts. */
  whole: boolean;
  /** Shown when the pointer rests on the heading. */
  hint?: string;
  /** In the file. */
  name: string;
}

type Figure = Exclude<keyof UnitRow, 'session' | 'unit' | 'cid'>;

const figure = (key: Figure, name: string, title: string, more: Partial<UnitColumn> = {}): UnitColumn => ({
  ...{ key, name, title, numeric: true, first: 'descending', whole: false },
  value: (row) => (Number.isNaN(row[key]) ? null : row[key]),
  ...more,
});

const session: UnitColumn = {
  ...{ key: 'session', name: 'session', title: 'Session', numeric: false, first: 'ascending', whole: false },
  value: (row) => row.session,
};

const cid: UnitColumn = {
  ...{ key: 'cid', name: 'cid', title: 'Unit', numeric: true, first: 'ascending', whole: true },
  value: (row) => row.cid,
};

const figures: readonly UnitColumn[] = [
  figure('bitsPerSpike', 'bits_per_spike', 'Bits per spike', { first: 'ascending' }),
  figure('correlation', 'correlation', 'Correlation', {
    first: 'ascending',
    hint: 'Of predicted rates and the counts of single trials',
  }),
  figure('meanCorrelation', 'repeat_correlation', 'To the mean', {
    first: 'ascending',
    hint: 'Correlation to the mean over repeats',
  }),
  figure('normalisedCorrelation', 'ccnorm', 'Normalised', {
    first: 'ascending',
    hint: 'Correlation to the mean over repeats, of what can be explained (CCnorm)',
  }),
  figure('spikes', 'spikes', 'Spikes', { whole: true }),
  figure('meanRate', 'mean_rate', 'Rate', { hint: 'Recorded spikes a bin' }),
  figure('meanPrediction', 'mean_prediction', 'Predicted rate', { hint: 'Spikes a bin' }),
  figure('bins', 'samples', 'Samples', { whole: true }),
];

/** Those that hold anything; the session where there are several. */
export function unitColumns(rows: readonly UnitRow[]): UnitColumn[] {
  const several = rows.some((row) => row.session !== rows[0]?.session);
  return [
    cid,
    ...(several ? [session] : []),
    ...figures.filter(({ value }) => rows.some((row) => value(row) !== null)),
  ];
}

/** A line a unit, in the order of the rows, numbers in full precision; an empty cell where there is no value. */
export function unitsCsv(rows: readonly UnitRow[]): string {
  return csvText(
    ['session', 'unit', 'cid', ...figures.map(({ name }) => name)],
    rows.map((row): Cell[] => [row.session, row.unit, row.cid, ...figures.map(({ value }) => value(row))]),
  );
}

/** What tells a unit from all others. */
export const unitKey = ({ session, unit }: Pick<UnitRow, 'session' | 'unit'>) => `${session}/${unit}`;
