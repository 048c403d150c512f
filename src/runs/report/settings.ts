/** Settings of one run against the defaults of its task, or of several runs against one another: what differs, and what is the same. */
import type { Json } from '../../protocol/json';
import { defaultConfig, isTask } from '../../tasks/runConfig';
import { type SettingRow, settingLeaves, settingRows, settingsOf, type WithSettings } from '../settings';

export interface Settings {
  differing: SettingRow[];
  /** One value for all. */
  same: { path: string; value: string }[];
}

/** @param runs at least one. */
export function settingsBeside(runs: readonly WithSettings[]): Settings {
  return partedBy(runs.map(settingsOf));
}

/** Values of the run first, then the defaults. Of a task that is not here, everything is the same. */
export function againstDefaults(run: WithSettings): Settings {
  const { task } = run.config;
  return partedBy([settingLeaves(run.config), ...(isTask(task) ? [settingLeaves(defaultConfig(task))] : [])]);
}

function partedBy(all: readonly ReadonlyMap<string, Json>[]): Settings {
  const rows = settingRows(all);
  return {
    differing: rows.filter(({ differs }) => differs),
    same: rows.flatMap(({ path, values, differs }) => (differs ? [] : [{ path, value: values[0] ?? '' }])),
  };
}
