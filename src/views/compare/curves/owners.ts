/** Runs one by one, or in groups that share the value of a setting. Pure. */
import type { RunRecord } from '../../../protocol/records';
import { settingRows, settingsOf } from '../../../runs/settings';
import type { Owner } from './lines';

/** Settings by which the runs can be grouped: those that differ between some of them. */
export function groupings(runs: readonly RunRecord[]): string[] {
  return differing(runs).map(({ path }) => path);
}

const differing = (runs: readonly RunRecord[]) =>
  settingRows(runs.map(settingsOf)).filter(({ differs }) => differs);

/** @param path of the setting, empty for every run by itself. */
export function ownersOf(runs: readonly RunRecord[], path: string): Owner[] {
  const difference = differing(runs).find((one) => one.path === path);
  if (!difference) {
    return runs.map((run) => ({
      id: run.id,
      label: run.name,
      colour: `var(--series-${run.colour % 8})`,
      runs: [run],
    }));
  }
  const groups = new Map<string, RunRecord[]>();
  runs.forEach((run, index) => {
    const value = difference.values[index] ?? '–';
    groups.set(value, [...(groups.get(value) ?? []), run]);
  });
  const name = path.split('.').at(-1) ?? path;
  return [...groups].map(([value, members], index) => ({
    id: value,
    label: `${name} ${value} (${members.length})`,
    colour: `var(--series-${index % 8})`,
    runs: members,
  }));
}
