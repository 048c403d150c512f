/** What is known of a metric besides its value. Names stay in files and configurations, titles are what people read. */
import { z } from 'zod';

export const metricInfoSchema = z.object({
  /** Its key in `Metrics`, in history.csv and in `checkpoint.monitor`. */
  name: z.string().min(1),
  /** As the field writes it, inside a sentence too: `loss`, `R²`, `Dice of left`. */
  title: z.string().min(1),
  /** Left out for pure numbers. `scaled` where it is of scaled values. */
  unit: z.string().optional(),
  /** Whether it may be below zero, so that a logarithmic axis has no place for it. */
  signed: z.boolean().optional(),
  /** Which values are the better ones; null where neither are: the mean of the targets, the weight of a loss's part. */
  better: z.enum(['min', 'max']).nullable(),
  /** The rows it is measured on. */
  of: z.enum(['both', 'train', 'validation']),
  /** Puts related ones together. Of metrics that have a subject it says what they are: `Dice of each class`. */
  group: z.string().optional(),
  /** The class or target that it is about alone. */
  subject: z.string().optional(),
  /**
   * A block below the statistics table, for what is told of one quantity: its title, and what the line in it is called.
   * `only` leaves the metric out of the rows above.
   */
  block: z.object({ title: z.string().min(1), line: z.string().min(1), only: z.boolean() }).optional(),
});
export type MetricInfo = z.infer<typeof metricInfoSchema>;

/** Parts of a combined loss, each with its value; they have a chart of their own. */
export const lossPartsGroup = 'loss parts';
/** Names of the parts that training measures. */
export function lossPartNames(metrics: readonly MetricInfo[]): string[] {
  return metrics.flatMap(({ name, group, of }) =>
    group === lossPartsGroup && of !== 'validation' ? [name] : [],
  );
}
/** What the parts are multiplied with, in the order of `LossWeights`; listed where the weights move over a run. */
export const lossWeightsGroup = 'loss weights';

/** The same measure of several subjects: of each class, of each session. */
export interface MetricFamily {
  /** Their group. */
  title: string;
  members: MetricInfo[];
}

/** Members of a family from which on they are not listed one by one unless somebody asks. */
const CROWD = 9;

export const isCrowd = ({ members }: MetricFamily): boolean => members.length >= CROWD;

/** Groups of two metrics and more, all of which have a subject, in the order in which they begin. */
export function metricFamilies(metrics: readonly MetricInfo[]): MetricFamily[] {
  const groups = new Map<string, MetricInfo[]>();
  for (const metric of metrics) {
    if (metric.group === undefined) continue;
    groups.set(metric.group, [...(groups.get(metric.group) ?? []), metric]);
  }
  return [...groups]
    .map(([title, members]) => ({ title, members }))
    .filter(({ members }) => members.length > 1 && members.every(({ subject }) => subject !== undefined));
}

export type MetricsOfRows = { train: Record<string, number>; validation: Record<string, number> | null };

/**
 * Infos for a history whose run has none, since it was recorded before they were kept: titles are names. Of the loss
 * it is known that training lowers it; which way the others are better is left open rather than guessed.
 */
export function plainMetrics(rows: readonly MetricsOfRows[]): MetricInfo[] {
  const train = new Set(rows.flatMap((row) => Object.keys(row.train)));
  const validation = new Set(rows.flatMap((row) => Object.keys(row.validation ?? {})));
  const validated = rows.some((row) => row.validation !== null);
  return [...new Set([...train, ...validation])].map((name) => {
    const of = !train.has(name) ? 'validation' : validated && !validation.has(name) ? 'train' : 'both';
    return { ...plainMetric(name), of };
  });
}

/** The info of a metric, a plain one where there is none. */
export function metricNamed(infos: readonly MetricInfo[], name: string): MetricInfo {
  return infos.find((info) => info.name === name) ?? plainMetric(name);
}

function plainMetric(name: string): MetricInfo {
  return { name, title: name, better: name === 'loss' ? 'min' : null, of: 'both' };
}

/** A value, or null where it is not defined: an R² of constant targets. A loss that is not a number says that it diverged. */
export function definedValue(
  { name, group }: Pick<MetricInfo, 'name' | 'group'>,
  value: number | null | undefined,
): number | null {
  if (value === null || value === undefined) return null;
  return Number.isNaN(value) && name !== 'loss' && group !== lossPartsGroup ? null : value;
}

/** What `checkpoint.monitor` names: `r2`, `train.loss`. Without a split it is validation, or training where there is none. */
export function parseMonitor(monitor: string): { metric: string; split: 'train' | 'validation' | null } {
  for (const split of ['train', 'validation'] as const) {
    if (monitor.startsWith(`${split}.`)) return { metric: monitor.slice(split.length + 1), split };
  }
  return { metric: monitor, split: null };
}

/** A monitor for people: `R²`, `train loss`, `HD95 (px)`. */
export function monitorTitle(monitor: string, infos: readonly MetricInfo[]): string {
  const { metric, split } = parseMonitor(monitor);
  const title = titleWithUnit(metricNamed(infos, metric));
  return split === null ? title : `${split} ${title}`;
}

/** `HD95 (px)`: units stand beside names, never in cells. */
export function titleWithUnit({ title, unit }: Pick<MetricInfo, 'title' | 'unit'>): string {
  if (unit === undefined) return title;
  // One that begins with parentheses, as `(units of y)²`, has them already.
  return unit.startsWith('(') ? `${title} ${unit}` : `${title} (${unit})`;
}
