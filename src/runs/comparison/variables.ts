/** What runs can be drawn and compared by: settings that vary, metrics, and what a run cost. Pure. */
import type { EpochRow } from '../../protocol/events';
import type { Json } from '../../protocol/json';
import { type MetricInfo, titleWithUnit } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { settingsOf, settingText, type WithSettings } from '../settings';
import { metricColumns, recordedRun, type Statistic, statisticOf } from './metricTable';

interface Described {
  /** Unique among the variables. */
  key: string;
  title: string;
  source: 'setting' | 'metric' | 'cost';
}

/** One value a run, in the order of the runs; null where a run has none. */
export interface NumberVariable extends Described {
  kind: 'number';
  values: (number | null)[];
  /** Of a metric. */
  better: MetricInfo['better'];
}

export interface CategoryVariable extends Described {
  kind: 'category';
  values: (string | null)[];
  /** Those that occur, in the order in which people would count. */
  categories: string[];
}

export type Variable = NumberVariable | CategoryVariable;

export const statisticWords: Record<Statistic, string> = {
  best: 'best',
  atBest: 'at best epoch',
  last: 'last',
  test: 'test',
};

/** Settings that differ, then metrics of which two runs have values, then parameters and seconds. */
export function variablesOf(
  runs: readonly RunRecord[],
  statistic: Statistic,
  epochsOf: (run: RunRecord) => readonly EpochRow[],
): Variable[] {
  const recorded = runs.map((run) => recordedRun(run, epochsOf(run)));
  const metrics = metricColumns(recorded).map((column): NumberVariable => {
    const { key, metric } = column;
    const title = `${statisticWords[statistic]} ${titleWithUnit(metric)}`;
    const values = recorded.map((one) => statisticOf(one, column, statistic));
    return { key: `metric ${key}`, title, source: 'metric', kind: 'number', values, better: metric.better };
  });
  const cost = (key: string, title: string, value: (run: RunRecord) => number | null): NumberVariable => ({
    ...{ key: `cost ${key}`, title, source: 'cost', kind: 'number', better: null },
    values: runs.map(value),
  });
  return [
    ...settingVariables(runs),
    ...[
      ...metrics,
      cost('parameters', 'parameters', ({ parameterCount }) => parameterCount),
      cost('seconds', 'duration (s)', ({ seconds }) => seconds),
    ].filter(({ values }) => values.some((value) => value !== null && Number.isFinite(value))),
  ];
}

/** The dataset where there are several, then settings with more than one value, in the order of the first configuration. */
export function settingVariables(runs: readonly (WithSettings & Pick<RunRecord, 'dataset'>)[]): Variable[] {
  const all = runs.map(settingsOf);
  const settings = [...new Set(all.flatMap((own) => [...own.keys()]))].map((path): Variable | null => {
    const values = all.map((own) => own.get(path) ?? null);
    const texts = values.map((value, i) =>
      value === null && !all[i]!.has(path) ? null : settingText(value),
    );
    if (new Set(texts).size < 2) return null;
    const described = { key: `setting ${path}`, title: path, source: 'setting' as const };
    return values.every((value) => value === null || typeof value === 'number')
      ? { ...described, kind: 'number', values: values.map(numberOrNull), better: null }
      : { ...described, kind: 'category', values: texts, categories: inOrder(texts) };
  });
  return [datasetVariable(runs), ...settings].filter((variable) => variable !== null);
}

/** By name; by the beginning of the fingerprint too where two have one name. */
function datasetVariable(runs: readonly Pick<RunRecord, 'dataset'>[]): Variable | null {
  const fingerprints = new Set(runs.map(({ dataset }) => dataset.fingerprint));
  if (fingerprints.size < 2) return null;
  const names = new Set(runs.map(({ dataset }) => dataset.name));
  const values = runs.map(({ dataset: { name, fingerprint } }) =>
    names.size === fingerprints.size ? name : `${name} ${fingerprint.slice(0, 8)}`,
  );
  const described = { key: 'dataset', title: 'dataset', source: 'setting' as const };
  return { ...described, kind: 'category', values, categories: inOrder(values) };
}

const numberOrNull = (value: Json) => (typeof value === 'number' ? value : null);

function inOrder(texts: readonly (string | null)[]): string[] {
  const known = [...new Set(texts.filter((text) => text !== null))];
  return known.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Whether a logarithmic axis has a place for all of them and would say more: positive, over more than a decade. */
export function suitsLog(values: readonly (number | null)[]): { possible: boolean; better: boolean } {
  const known = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
  const possible = known.length > 0 && known.every((value) => value > 0);
  return { possible, better: possible && Math.max(...known) >= 10 * Math.min(...known) };
}
