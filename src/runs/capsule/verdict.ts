/** Compares the metrics that a run has stored with those of its best checkpoint, measured again. Pure. */
import type { BackendInfo, Metrics } from '../../protocol/events';
import { type MetricInfo, metricNamed, titleWithUnit } from '../../protocol/metrics';
import type { MetricCheck, Verification } from '../../protocol/verification';
import type { StoredMetrics } from './storedMetrics';
import { type Demand, demandOf } from './tolerance';

export interface MeasuredAgain {
  stored: StoredMetrics;
  metrics: Metrics;
  rows: number;
}

export interface Told {
  best: { epoch: number; step: number };
  now: BackendInfo;
  infos: readonly MetricInfo[];
}

/** @param parts at least one. */
export function verdictOf(parts: readonly MeasuredAgain[], { best, now, infos }: Told): Verification {
  const demands = parts.map(({ stored }) => demandOf(stored.backend, now));
  const checks = parts.flatMap(({ stored, metrics }, i) =>
    Object.entries(stored.metrics).map(([name, value]) =>
      checkOf(stored.part, metricNamed(infos, name), value, metrics[name] ?? Number.NaN, demands[i]!),
    ),
  );
  const rowsOf = (part: StoredMetrics['part']) => parts.find(({ stored }) => stored.part === part)?.rows ?? 0;
  // The part that less is asked of is the one to be told about.
  const loosest = demands.reduce((a, b) => (b.relative > a.relative ? b : a));
  const failed = checks.filter(({ reproduced }) => !reproduced);
  const demand = loosest.relative === 0 ? 'bits' : 'tolerance';
  return {
    reproduced: failed.length === 0 && checks.length > 0,
    demand,
    reason: loosest.reason,
    ...best,
    rows: { validation: rowsOf('validation'), test: rowsOf('test') },
    before: parts.at(-1)?.stored.backend ?? null,
    now,
    checks,
    words: wordsOf(checks, failed, demand),
  };
}

function checkOf(
  part: StoredMetrics['part'],
  info: MetricInfo,
  stored: number,
  measured: number,
  { relative, absolute }: Demand,
): MetricCheck {
  const difference = Object.is(stored, measured) ? 0 : Math.abs(measured - stored);
  // A value that is not finite has nothing beside it.
  const isExact = relative === 0 || !Number.isFinite(stored);
  const allowed = isExact ? 0 : relative * Math.abs(stored) + absolute;
  const reproduced = Object.is(stored, measured) || (!isExact && difference <= allowed);
  const title = titleWithUnit(info);
  return { part, name: info.name, title, stored, measured, difference, allowed, reproduced };
}

function wordsOf(
  checks: readonly MetricCheck[],
  failed: readonly MetricCheck[],
  demand: Verification['demand'],
): string {
  const parts = [...new Set(checks.map(({ part }) => part))].join(' and ');
  const [first] = failed;
  if (first) {
    const rest = failed.length - 1;
    const more = rest === 0 ? '' : `, and ${rest} more ${rest === 1 ? 'differs' : 'differ'}`;
    const what = `${first.part} ${first.title} was ${first.stored}, and is ${first.measured} now`;
    return `Not reproduced, ${failed.length} of ${checks.length} metrics: ${what}${more}.`;
  }
  const all = `all ${checks.length} metrics of ${parts}`;
  if (demand === 'bits') return `Reproduced to the bit: ${all}.`;
  const same = checks.filter(({ stored, measured }) => Object.is(stored, measured)).length;
  return `Reproduced within the tolerance: ${all}, ${same} of them to the bit.`;
}
