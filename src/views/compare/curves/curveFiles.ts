/** What the pictures show as files: values at full resolution, the points as they are drawn, best and last as a table. */
import { csvLines, csvText } from '../../../formats/csv/write';
import type { RunRecord } from '../../../protocol/records';
import type { RunSeries } from '../../../store/series';
import type { Smoothing } from '../../../store/smoothing';
import type { Curve } from '../../../ui/charts/curve';
import { latexTable } from './latexTable';
import { type Line, smoothedCurve } from './lines';
import { type OfferedMetric, offeredTitle } from './metricChoice';
import { placedCurve } from './placing';

/** Rows that are written before the page may do something else. */
const rowsAtOnce = 50_000;

/**
 * Every value of every line, however many, in pieces: `run, metric, step, x, value`, and the smoothed value where lines
 * are smoothed.
 * @param smoothing of a line; null where it is drawn raw.
 */
export async function fullCsv(
  xName: string,
  lines: readonly Line[],
  smoothing: (line: Line) => Smoothing | null,
): Promise<Blob> {
  const isSmoothed = lines.some((line) => smoothing(line) !== null);
  const isByStep = xName === 'step';
  const header = [
    'run',
    'metric',
    'step',
    ...(isByStep ? [] : [xName]),
    'value',
    ...(isSmoothed ? ['smoothed'] : []),
  ];
  const pieces: string[] = [csvLines([header])];
  for (const line of lines) {
    const names = [line.run.name, offeredTitle(line.metric)];
    const length = line.placed?.curve.length ?? line.pairs?.points.length ?? 0;
    for (let from = 0; from < length; from += rowsAtOnce) {
      const rows = rowsOf(line, from, Math.min(length, from + rowsAtOnce), smoothing(line));
      const cells = ([step, x, ...values]: Row) => [...names, step, ...(isByStep ? [] : [x]), ...values];
      pieces.push(csvLines(rows.map((row) => cells(row).slice(0, header.length))));
      if (length > rowsAtOnce) await new Promise((resolve) => setTimeout(resolve));
    }
  }
  return new Blob(pieces, { type: 'text/csv' });
}

type Row = [step: number | null, x: number, value: number, smoothed: number | null];

function rowsOf({ placed, pairs }: Line, from: number, to: number, smoothing: Smoothing | null): Row[] {
  if (!placed) return (pairs?.points.slice(from, to) ?? []).map(({ x, y }) => [null, x, y, null]);
  const { curve, xOf, stepOf } = placed;
  const values = curve.values(from, to);
  const smoothed = smoothing && smoothedCurve(curve, smoothing).values(from, to);
  return Array.from(values, (value, i) => [stepOf(from + i), xOf(from + i), value, smoothed?.[i] ?? null]);
}

/** The points of the picture: each may be the mean of several, whose range stands beside it. */
export function drawnCsv(xName: string, curves: readonly Curve[]): string {
  function* rows() {
    for (const { label, points, raw } of curves) {
      for (const [i, { x, y }] of points.entries()) {
        yield [label, x, y, raw?.[i]?.min ?? y, raw?.[i]?.max ?? y];
      }
    }
  }
  return csvText(['line', xName, 'value', 'lowest', 'highest'], rows());
}

/** Runs × metrics, best and last value of each. */
export function comparisonTable(
  runs: readonly RunRecord[],
  metrics: readonly OfferedMetric[],
  seriesOf: (runId: string) => RunSeries,
): string {
  const columns = metrics.map((one) => ({ title: offeredTitle(one), better: one.metric.better }));
  const rows = runs.map((run) => ({
    name: run.name,
    cells: metrics.map((one) => {
      const placed = one.runs.has(run.id) ? placedCurve(run, seriesOf(run.id), one, 'step') : null;
      if (!placed) return null;
      const { curve } = placed;
      const { min, max, finite } = curve.bucket(0, curve.length);
      const best = finite === 0 ? null : one.metric.better === 'max' ? max : min;
      return { best, last: curve.y(curve.length - 1) };
    }),
  }));
  return latexTable(columns, rows);
}
