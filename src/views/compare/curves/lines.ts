/** The lines of one picture: a line a run and metric, or a line with a band a group of runs, drawn from full resolution. */
import type { RunRecord } from '../../../protocol/records';
import type { Pyramid, WindowPoint } from '../../../store/pyramid';
import type { RunSeries } from '../../../store/series';
import { type Budget, type SmoothedCurve, type Smoothing, smoothCurve } from '../../../store/smoothing';
import { type BandPoint, type Curve, dashes } from '../../../ui/charts/curve';
import { groupBand, type Spread } from './bands';
import { type OfferedMetric, offeredTitle } from './metricChoice';
import { type AxisKind, type Pairs, type PlacedCurve, pairs, placedCurve } from './placing';
import type { Extent } from './xAxis';

/** Whose lines stand together: a run, or runs that share a setting. */
export interface Owner {
  id: string;
  label: string;
  colour: string;
  runs: readonly RunRecord[];
}

/** A metric of one run. */
export interface Line {
  run: RunRecord;
  metric: OfferedMetric;
  owner: Owner;
  /** null where x is a metric. */
  placed: PlacedCurve | null;
  pairs: Pairs | null;
  /** Its steps say when they were taken. */
  isTimed: boolean;
}

/** @param x kind of axis, or the metric that stands there. */
export function linesOf(
  owners: readonly Owner[],
  metrics: readonly OfferedMetric[],
  x: AxisKind | OfferedMetric,
  seriesOf: (runId: string) => RunSeries,
): Line[] {
  return owners.flatMap((owner) =>
    owner.runs.flatMap((run) =>
      metrics.flatMap((metric): Line[] => {
        if (!metric.runs.has(run.id)) return [];
        const series = seriesOf(run.id);
        const line = { run, metric, owner, isTimed: series.timesRise };
        if (typeof x !== 'string') {
          return x.runs.has(run.id) ? [{ ...line, placed: null, pairs: pairs(series, x, metric) }] : [];
        }
        const placed = placedCurve(run, series, metric, x);
        return placed ? [{ ...line, placed, pairs: null }] : [];
      }),
    ),
  );
}

export function extentOf(lines: readonly Line[]): Extent {
  const extent = {
    low: Number.POSITIVE_INFINITY,
    high: Number.NEGATIVE_INFINITY,
    lowestPositive: Number.POSITIVE_INFINITY,
  };
  const include = (x: number) => {
    if (!Number.isFinite(x)) return;
    extent.low = Math.min(extent.low, x);
    extent.high = Math.max(extent.high, x);
    if (x > 0) extent.lowestPositive = Math.min(extent.lowestPositive, x);
  };
  for (const { placed, pairs: paired } of lines) {
    for (const { x } of paired?.points ?? []) include(x);
    if (!placed) continue;
    const last = placed.curve.length - 1;
    include(placed.xOf(0));
    include(placed.xOf(last));
    // A clock or a counter may begin at zero.
    if (last > 0) include(placed.xOf(1));
  }
  return extent;
}

export interface View {
  from: number;
  to: number;
  logX: boolean;
  smoothing: Smoothing | null;
  /** Smooths values of epochs as well as of steps. */
  smoothEpochs: boolean;
  /** null for a line a run. */
  spread: Spread | null;
  isolated: string;
  /** Points a line. */
  most: number;
}

export interface Drawn {
  curves: Curve[];
  /** Some lines are still raw: their smoothing was not finished within the budget. */
  isPending: boolean;
}

export function drawLines(lines: readonly Line[], view: View, budget: Budget): Drawn {
  const kinds = [...new Set(lines.map(({ metric }) => metric))];
  const isOne = kinds.length < 2;
  let isPending = false;
  const sampled = lines.map((line) => {
    const { points, raw, pending } = sample(line, view, budget);
    isPending ||= pending;
    return { line, points, raw };
  });
  const lookOf = ({ owner, metric, placed }: Line) => ({
    label: isOne ? owner.label : `${owner.label} · ${offeredTitle(metric)}`,
    // Which of the kinds a line is, its pattern says; dots have no end.
    endLabel: metric === kinds[0] && placed ? owner.label : null,
    colour: owner.colour,
    dash: dashes[kinds.indexOf(metric) % dashes.length]!,
    faint: view.isolated !== '' && owner.id !== view.isolated,
  });
  if (view.spread === null) {
    const curves = sampled.map(
      ({ line, points, raw }): Curve => ({
        id: lineId(line.owner.id, line.metric),
        ...lookOf(line),
        points,
        ...(raw ? { raw } : {}),
        ...(line.pairs ? { unordered: true } : {}),
      }),
    );
    return { curves, isPending };
  }
  const { spread, most } = view;
  const groups = new Map<string, typeof sampled>();
  for (const one of sampled) {
    const id = lineId(one.line.owner.id, one.line.metric);
    groups.set(id, [...(groups.get(id) ?? []), one]);
  }
  const curves = [...groups].map(([id, members]): Curve => {
    const band = groupBand(
      members.map(({ points }) => points),
      spread,
      most,
    );
    return { id, ...lookOf(members[0]!.line), points: band, raw: band };
  });
  return { curves, isPending };
}

export const lineId = (ownerId: string, { key }: OfferedMetric) => `${ownerId} ${key}`;

interface Sampled {
  points: readonly BandPoint[];
  /** Behind the points where they are smoothed, or stand for several. */
  raw: readonly BandPoint[] | null;
  pending: boolean;
}

function sample({ placed, pairs: paired, metric }: Line, view: View, budget: Budget): Sampled {
  if (!placed) {
    const points = (paired?.points ?? []).map(({ x, y }) => ({ x, y, min: y, max: y }));
    return { points, raw: null, pending: false };
  }
  const { curve, xOf } = placed;
  const raw: WindowPoint[] = curve.window(view.from, view.to, view.most, { xOf, log: view.logX });
  const isThinned = raw.some(({ count }) => count > 1);
  if (!view.smoothing || (metric.part !== 'step' && !view.smoothEpochs)) {
    return { points: raw, raw: isThinned ? raw : null, pending: false };
  }
  const smoothed = smoothedCurve(curve, view.smoothing).at(raw, budget);
  return { points: smoothed ?? raw, raw, pending: smoothed === null };
}

/** The last smoothing of each curve. */
const smoothedCurves = new WeakMap<Pyramid, { smoothing: Smoothing; smoothed: SmoothedCurve }>();

export function smoothedCurve(curve: Pyramid, smoothing: Smoothing): SmoothedCurve {
  const before = smoothedCurves.get(curve);
  const { kind, amount } = smoothing;
  if (before && before.smoothing.kind === kind && before.smoothing.amount === amount) return before.smoothed;
  const smoothed = smoothCurve(curve, smoothing);
  smoothedCurves.set(curve, { smoothing, smoothed });
  return smoothed;
}
