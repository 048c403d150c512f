/** What can be drawn of the chosen runs: metrics of validation and training by epoch, and what every step has. Pure. */
import { type MetricInfo, metricNamed, titleWithUnit } from '../../../protocol/metrics';
import type { RunRecord } from '../../../protocol/records';
import type { RunSeries } from '../../../store/series';
import { metricsOfRun } from '../../../tasks/recordedMetrics';
import { capitalised } from '../../../ui/format/quantities';

export const parts = ['validation', 'train', 'step'] as const;
/** Rows of validation or training at the ends of epochs, or single optimizer steps. */
export type Part = (typeof parts)[number];

export interface OfferedMetric {
  /** As the address has it: `validation.loss`, `step.gradientNorm`. The same metric in another unit is another one. */
  key: string;
  part: Part;
  metric: MetricInfo;
  /** Identifiers of the runs that measure it in its unit. */
  runs: Set<string>;
}

/** Runs of which nothing is known yet count with what they will measure, as long as no other says more. */
export function offeredMetrics(
  runs: readonly RunRecord[],
  seriesOf: (runId: string) => RunSeries,
): OfferedMetric[] {
  const offered = new Map<string, OfferedMetric>();
  const measured = runs.filter(({ id }) => seriesOf(id).epochs().length > 0 || seriesOf(id).length > 0);
  for (const run of measured.length > 0 ? measured : runs) {
    const series = seriesOf(run.id);
    const rows = series.epochs();
    const validated = rows.find(({ validation }) => validation !== null);
    const described = metricsOfRun(run, [...rows.slice(0, 1), ...(validated ? [validated] : [])]);
    const infos = described.length > 0 ? described : [metricNamed([], 'loss')];
    for (const metric of infos) {
      if (metric.of !== 'train' && (rows.length === 0 || validated)) offer('validation', metric, run.id);
      if (metric.of !== 'validation') offer('train', metric, run.id);
    }
    if (series.length === 0) continue;
    for (const channel of series.channels()) offer('step', channelInfo(channel, infos), run.id);
  }
  const rank = ({ part, metric }: OfferedMetric) => parts.indexOf(part) * 2 + Number(metric.name !== 'loss');
  return [...offered.values()].sort((a, b) => rank(a) - rank(b));

  function offer(part: Part, metric: MetricInfo, runId: string): void {
    const { name, unit } = metric;
    const key = unit === undefined ? `${part}.${name}` : `${part}.${name} ${unit}`;
    const one = offered.get(key) ?? { key, part, metric, runs: new Set() };
    one.runs.add(runId);
    offered.set(key, one);
  }
}

/** The step's loss is the metric of that name; other channels are what their names say. */
function channelInfo(channel: string, infos: readonly MetricInfo[]): MetricInfo {
  const known = infos.find(({ name }) => name === channel);
  const title = channel.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return { ...(known ?? { name: channel, title, better: null }), of: 'train' };
}

/** `validation HD95 (px)`, `loss of each step`. */
export function offeredTitle({ part, metric }: OfferedMetric): string {
  const title = titleWithUnit(metric);
  return part === 'step' ? `${title} of each step` : `${part} ${title}`;
}

/** What one picture shows. */
export interface PictureOf {
  key: string;
  /** `Loss`, or the unit where it shows several metrics. */
  title: string;
  yName: string;
  metrics: OfferedMetric[];
}

/**
 * One picture a metric, with all of its parts: metrics of one unit may still be thousands apart, and two axes in one
 * picture suggest crossings that mean nothing. `unit` puts metrics of one unit into one picture where that is wanted,
 * `part` takes the parts apart, for dots have no patterns.
 */
export function pictures(chosen: readonly OfferedMetric[], by: 'metric' | 'unit' | 'part'): PictureOf[] {
  const groups = new Map<string, OfferedMetric[]>();
  for (const one of chosen) {
    const { name, unit = '' } = one.metric;
    const key = by === 'unit' ? unit : by === 'part' ? one.key : `${name} ${unit}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].map(([key, metrics]) => {
    const titles = [...new Set(metrics.map(({ metric }) => titleWithUnit(metric)))];
    const [first] = metrics;
    const name = titles.length === 1 ? titles[0]! : titles.join(', ');
    const yName = metrics.length === 1 && first ? offeredTitle(first) : name;
    return { key, title: capitalised(yName), yName, metrics };
  });
}
