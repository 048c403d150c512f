/** What the chosen runs can be drawn by, as their histories are read. */
import { useMemo } from 'react';
import type { RunRecord } from '../../protocol/records';
import type { Statistic } from '../../runs/comparison/metricTable';
import { type Variable, variablesOf } from '../../runs/comparison/variables';
import { useHistories } from './useHistories';

export function useVariables(
  runs: readonly RunRecord[],
  statistic: Statistic,
): { variables: Variable[]; left: number } {
  const { epochsOf, version, left } = useHistories(runs);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for what is inside the histories.
  const variables = useMemo(() => variablesOf(runs, statistic, epochsOf), [runs, statistic, version]);
  return { variables, left };
}

/** For a select, settings, metrics and costs in their order. */
export const variableOptions = (variables: readonly Variable[]) =>
  variables.map(({ key, title }) => ({ value: key, label: title }));
