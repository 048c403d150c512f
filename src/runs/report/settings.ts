/** Settings of one run against the defaults of its task, or of several runs against one another: what differs, and what is the same. */
import type { RunConfig } from '../../protocol/config';
import { defaultConfig, isTask } from '../../tasks/runConfig';

export interface Setting {
  /** Dotted place, `training.schedule.name`. */
  place: string;
  /** As JSON, texts as they are; null where a configuration has no such setting. */
  values: (string | null)[];
}

export interface Settings {
  differing: Setting[];
  /** One value for all. */
  same: { place: string; value: string }[];
}

/** @param configs at least one. */
export function settingsOf(configs: readonly RunConfig[]): Settings {
  const all = configs.map(leavesOf);
  const places = [...new Set(all.flatMap((leaves) => [...leaves.keys()]))];
  const settings = places.map((place) => ({ place, values: all.map((leaves) => leaves.get(place) ?? null) }));
  const isSame = ({ values }: Setting) => new Set(values).size === 1;
  return {
    differing: settings.filter((setting) => !isSame(setting)),
    same: settings.filter(isSame).map(({ place, values }) => ({ place, value: values[0]! })),
  };
}

/** Values of the run first, then the defaults. Of a task that is not here, everything is the same. */
export function againstDefaults(config: RunConfig): Settings {
  const { task } = config;
  return isTask(task) ? settingsOf([config, defaultConfig(task)]) : settingsOf([config]);
}

function leavesOf(config: RunConfig): Map<string, string> {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, place: string) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) walk(inner, place === '' ? key : `${place}.${key}`);
    } else if (value !== undefined) {
      leaves.set(place, typeof value === 'string' ? value : JSON.stringify(value));
    }
  };
  walk(config, '');
  return leaves;
}
