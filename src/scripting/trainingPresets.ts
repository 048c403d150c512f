/**
 * Presets by name, as the seed system's create_training_manager takes them, and the configuration that they make.
 * Presets of losses and of their schedulers are of the segmentation task.
 */

import { parseConfig } from '../config/parseConfig';
import type { CheckpointConfig, RunConfig } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import type { SegmentationLossPreset } from '../tasks/segmentation/losses/lossConfig';
import { lossSchedulerPresets } from '../tasks/segmentation/losses/schedulerConfig';

/** `standard` keeps the five newest bests, `frequent` the ten newest epochs. */
export const checkpointPresets = {
  standard: { strategy: 'best', maxCheckpoints: 5 },
  frequent: { strategy: 'epoch', maxCheckpoints: 10 },
  adaptive: { strategy: 'adaptive' },
  performance: { strategy: 'performance' },
} as const satisfies Record<string, Partial<CheckpointConfig>>;
export type CheckpointPreset = keyof typeof checkpointPresets;

export interface PresetChoice {
  modelName: string;
  /** `segmentation` when not given. */
  task?: string;
  lossPreset?: SegmentationLossPreset;
  lossScheduler?: keyof typeof lossSchedulerPresets;
  checkpointPreset?: CheckpointPreset;
  /** Sections of the run's configuration, partial; laid over what the presets say. */
  overrides?: Partial<Record<Exclude<keyof RunConfig, 'version' | 'task'>, object>>;
}

/** @throws config-invalid for a value that does not fit, and for a setting that the task does not have. */
export function presetConfig(choice: PresetChoice): RunConfig {
  const { modelName, task = 'segmentation', lossPreset, lossScheduler, checkpointPreset, overrides } = choice;
  const preset: Record<string, object> = {
    experiment: { name: modelName },
    loss: {
      ...(lossPreset && { preset: lossPreset }),
      ...(lossScheduler && { scheduler: lossSchedulerPresets[lossScheduler] }),
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
