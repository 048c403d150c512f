/**
 * What regressions and classifications measure, in the order of the statistics table, and in which units. Loaded by
 * the page, too.
 */
import { isUnit } from '../../../formats/csv/units';
import type { MetricInfo } from '../../../protocol/metrics';

/** Of predictions and targets, to be compared with each other. */
const distribution = { better: null, of: 'both', group: 'distribution' } as const;

/** All are means over the targets. */
const regression: MetricInfo[] = [
  { name: 'loss', title: 'loss', better: 'min', of: 'both' },
  { name: 'mse', title: 'MSE', better: 'min', of: 'both' },
  { name: 'mae', title: 'MAE', better: 'min', of: 'both' },
  { name: 'rmse', title: 'RMSE', better: 'min', of: 'both' },
  { name: 'r2', title: 'R²', better: 'max', of: 'both', signed: true },
  { name: 'correlation', title: 'correlation', better: 'max', of: 'both', signed: true },
  { name: 'prediction_mean', title: 'prediction mean', signed: true, ...distribution },
  { name: 'prediction_std', title: 'prediction SD', ...distribution },
  { name: 'target_mean', title: 'target mean', signed: true, ...distribution },
  { name: 'target_std', title: 'target SD', ...distribution },
];

export const regressionNames: readonly string[] = regression.map(({ name }) => name);

/** What has no unit, whatever the targets are in. */
const pure = ['r2', 'correlation'];

/** What is told of each of several targets. */
const ofEach = ['rmse', 'mae', 'r2'] as const;

/** Units of what is measured of values that the network has learned, instead of the targets themselves. */
const scaledUnit = 'scaled';

export interface MeasuredTargets {
  targets: readonly string[];
  /** Whether the network learns scaled targets. */
  scaled: boolean;
  /** Whether metrics are in the units of the target, or of what the network learns. The loss is always the latter. */
  units: 'target' | 'scaled';
}

/**
 * Of one target every metric is in its units. Several targets have units of their own, so that the mean over them is
 * one of scaled values, and errors in units are told of each.
 */
export function regressionMetricInfos({ targets, scaled, units }: MeasuredTargets): MetricInfo[] {
  const [only] = targets;
  if (targets.length === 1 && only !== undefined) {
    return regression.map((info) => {
      if (info.name === 'loss') return inUnit(info, scaled ? scaledUnit : undefined);
      return inUnit(info, unitFor(info.name, only, scaled && units === 'scaled'));
    });
  }
  const mean = `mean of ${targets.length} targets`;
  return [
    ...regression.map((info) => {
      const isScaled = scaled && !pure.includes(info.name);
      return inUnit(
        info,
        info.name === 'loss' ? isScaled && scaledUnit : isScaled ? `scaled, ${mean}` : mean,
      );
    }),
    ...ofEach.flatMap((name) => targets.map((target) => infoOf(name, target, scaled && units === 'scaled'))),
  ];
}

/** The name of a metric of one of several targets: `rmse[density]`. */
export function targetMetricName(metric: (typeof ofEach)[number], target: string): string {
  return `${metric}[${target}]`;
}

function infoOf(metric: (typeof ofEach)[number], target: string, isScaled: boolean): MetricInfo {
  const info = regression.find(({ name }) => name === metric)!;
  return inUnit(
    {
      ...info,
      name: targetMetricName(metric, target),
      title: `${info.title} of ${target}`,
      group: `${info.title} of each target`,
      subject: target,
    },
    unitFor(metric, target, isScaled),
  );
}

function inUnit(info: MetricInfo, unit: string | false | undefined): MetricInfo {
  return unit ? { ...info, unit } : info;
}

function unitFor(metric: string, target: string, isScaled: boolean): string | undefined {
  if (pure.includes(metric)) return undefined;
  if (isScaled) return scaledUnit;
  const unit = targetUnit(target);
  return metric === 'mse' ? `${/\W/.test(unit) ? `(${unit})` : unit}²` : unit;
}

/** Letters of a target that are said in its stead where it names no unit. */
const longest = 24;

/** `logS [mol/L]`, `mass (g)`, `speed / m s⁻¹` → the unit; of a name without one: `units of price`. */
export function targetUnit(target: string): string {
  const bracketed = /[[(]([^[\]()]+)[\])]$/.exec(target.trim())?.[1];
  if (bracketed !== undefined && isUnit(bracketed)) return bracketed;
  const divided = / \/ (.+)$/.exec(target.trim())?.[1];
  if (divided !== undefined && isUnit(divided)) return divided;
  return `units of ${target.length > longest ? `${target.slice(0, longest - 1)}…` : target}`;
}

/** Of a run of before, all of whose metrics were those of what the network learns. @param scaled whether that was scaled. */
export function recordedRegressionInfos(
  infos: readonly MetricInfo[],
  scaled: boolean,
): readonly MetricInfo[] {
  if (!scaled || !infos.some(({ name }) => name === 'mse')) return infos;
  return infos.map((info) => {
    const known = regressionNames.includes(info.name) && !pure.includes(info.name);
    return known && info.unit === undefined ? { ...info, unit: scaledUnit } : info;
  });
}

/** By name, without units: those of a run that was recorded without infos. */
export function plainRegressionInfos(names: readonly string[]): MetricInfo[] {
  return regression.filter(({ name }) => names.includes(name));
}

export const classificationMetricInfos: MetricInfo[] = [
  { name: 'loss', title: 'loss', better: 'min', of: 'both' },
  { name: 'log_loss', title: 'log loss', better: 'min', of: 'both' },
  { name: 'accuracy', title: 'accuracy', better: 'max', of: 'both' },
];
