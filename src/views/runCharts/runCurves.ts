/** From the series of a run to the curves of a chart: train dashed, validation solid, both in the run's hue. Pure. */
import type { EpochRow } from '../../protocol/events';
import { isCrowd, type MetricFamily, type MetricInfo } from '../../protocol/metrics';
import { createPyramid } from '../../store/pyramid';
import type { RunSeries } from '../../store/series';
import { type BandPoint, type Curve, type CurvePoint, maxPoints } from '../../ui/charts/curve';

export interface CurveWindow {
  from: number;
  to: number;
  /** Weight of the past, 0 for none; acts on curves of single steps only. */
  smoothing: number;
}

/** A curve of optimizer steps. */
export function stepCurve(
  series: RunSeries,
  channel: string,
  window: CurveWindow,
): [CurvePoint[], BandPoint[]] {
  const { from, to, smoothing } = window;
  const raw = series.window(channel, from, to, maxPoints);
  return [smoothing > 0 ? series.smoothed(channel, smoothing, from, to, maxPoints) : raw, raw];
}

/** A value of every epoch at the end of that epoch, thinned to `maxPoints`; rows without it are left out. */
export function epochCurve(
  series: RunSeries,
  value: (row: EpochRow) => number | undefined,
  { from, to }: Pick<CurveWindow, 'from' | 'to'>,
): CurvePoint[] {
  const pyramid = createPyramid();
  for (const row of series.epochs()) {
    const y = value(row);
    if (y !== undefined) pyramid.append(epochEnd(series, row), y);
  }
  return pyramid.window(from, to, maxPoints);
}

/** Where an epoch's row stands on the axis of fractional epochs. */
export function epochEnd(series: RunSeries, row: EpochRow): number {
  const exact = series.epochAt(row.step);
  const before = series.indexOfStep(row.step);
  if (exact !== null || before < 0) return exact ?? row.epoch;
  // The log of another program may measure between two steps that it tells, and may do so several times in an epoch.
  const curve = series.curve('loss');
  const [low, high] = [
    curve.x(before),
    before + 1 < series.length ? curve.x(before + 1) : curve.x(before) + 1,
  ];
  return row.epoch >= low && row.epoch <= high ? row.epoch : low;
}

/** Parts of a loss, each in its own hue, from epochs. What is never measured on validation rows is drawn solid. */
export function partCurves(
  series: RunSeries,
  parts: readonly Pick<MetricInfo, 'name' | 'title'>[],
  window: CurveWindow,
): Curve[] {
  return parts.flatMap(({ name: metric, title: label }, index): Curve[] => {
    const colour = `var(--series-${index % 8})`;
    const points = (value: (row: EpochRow) => number | undefined) => epochCurve(series, value, window);
    const train = points((row) => row.train[metric]);
    const validation = points((row) => row.validation?.[metric]);
    if (validation.length === 0) {
      return train.length === 0 ? [] : [{ id: metric, label, colour, points: train }];
    }
    return [
      {
        id: `${metric} train`,
        label: `${label} train`,
        colour,
        dashed: true,
        points: train,
      },
      {
        id: `${metric} valid`,
        label: `${label} valid`,
        colour,
        points: validation,
      },
    ];
  });
}

/** A metric of every subject, each in its own hue. Of many only what validation says, and training where that is silent. */
export function familyCurves(series: RunSeries, family: MetricFamily, window: CurveWindow): Curve[] {
  const parts = family.members.map(({ name, title, subject = title }) => ({ name, title: subject }));
  const curves = partCurves(series, parts, window);
  if (!isCrowd(family)) return curves;
  const hue = (id: string) => parts.findIndex(({ name }) => id === name || id === `${name} valid`);
  return curves
    .filter(({ id }) => hue(id) >= 0)
    .map((curve) => ({
      ...curve,
      label: parts[hue(curve.id)]!.title,
      dashed: hue(curve.id) % 16 >= 8,
    }));
}

/**
 * Train and validation of a metric. The training loss is drawn from single steps, every other metric from epochs,
 * because only those know it.
 */
export function metricCurves(
  series: RunSeries,
  metric: string,
  colour: string,
  window: CurveWindow,
): Curve[] {
  const validation: Curve = {
    id: 'validation',
    label: 'valid',
    colour,
    points: epochCurve(series, (row) => row.validation?.[metric], window),
  };
  const train: Curve = { id: 'train', label: 'train', colour, dashed: true, points: [] };
  if (metric === 'loss') {
    const [points, raw] = stepCurve(series, 'loss', window);
    return [{ ...train, points, raw }, validation];
  }
  return [{ ...train, points: epochCurve(series, (row) => row.train[metric], window) }, validation];
}
