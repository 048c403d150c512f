/** Presets by name, for scripts, and the configuration that they make. */

import type { CheckpointConfig, RunConfig } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import type { JsonObject } from '../protocol/json';
import type { TaskKind } from '../tasks/catalogue';
import { describedTask, parseConfig } from '../tasks/runConfig';

/** `standard` keeps the five newest bests, `frequent` the ten newest epochs. */
const checkpointPresets = {
  standard: { strategy: 'best', maxCheckpoints: 5 },
  frequent: { strategy: 'epoch', maxCheckpoints: 10 },
  adaptive: { strategy: 'adaptive' },
  performance: { strategy: 'performance' },
} as const satisfies Record<string, Partial<CheckpointConfig>>;
export type CheckpointPreset = keyof typeof checkpointPresets;

export interface PresetChoice {
  modelName: string;
  task: TaskKind;
  /** A loss that has a name in the task's configuration, as `loss.preset`. */
  lossPreset?: string;
  /** One of the task's named settings of `loss.scheduler`. */
  lossScheduler?: string;
  checkpointPreset?: CheckpointPreset;
  /** Sections of the run's configuration, partial; laid over what the presets say. */
  overrides?: Partial<Record<Exclude<keyof RunConfig, 'version' | 'task'>, object>>;
}

/** @throws config-invalid for a value that does not fit, and for a setting that the task does not have. */
export function presetConfig(choice: PresetChoice): RunConfig {
  const { modelName, task, lossPreset, lossScheduler, checkpointPreset, overrides } = choice;
  const preset: Record<string, object> = {
    experiment: { name: modelName },
    loss: {
      ...(lossPreset && { preset: lossPreset }),
      ...(lossScheduler && { scheduler: namedSetting(task, 'loss.scheduler', lossScheduler) }),
    },
    checkpoint: checkpointPresets[checkpointPreset ?? 'standard'],
  };
  const sections = Object.entries(overrides ?? {}).map(([name, section]) => [
    name,
    { ...preset[name], ...section },
  ]);
  const { config, warnings } = parseConfig({ ...preset, ...Object.fromEntries(sections), task });
  const [stray] = warnings;
  if (stray) {
    throw new AnnealError('config-invalid', `The task ${task} has no setting \`${stray.path}\`.`, {
      place: stray.path,
      received: stray.path,
      remedy: stray.nearest ? `Did you mean \`${stray.nearest}\`?` : 'Leave it out.',
    });
  }
  return config;
}

/** @throws config-invalid for a name that the task does not know. */
function namedSetting(task: TaskKind, place: string, name: string): JsonObject {
  const named = describedTask(task).namedSettings?.[place] ?? {};
  const setting = Object.hasOwn(named, name) ? named[name] : undefined;
  if (setting) return setting;
  throw new AnnealError('config-invalid', `The task ${task} has no ${place} called "${name}".`, {
    place,
    received: name,
    remedy: `It has: ${Object.keys(named).join(', ') || 'none'}.`,
  });
}
